package http

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestMetricsCountEveryRequest(t *testing.T) {
	a := newSQLiteAPI(t)
	a.do(t, "POST", documentsPath, "key_t1", validBody)
	a.do(t, "POST", documentsPath, "key_t1", "{}")
	a.do(t, "GET", searchPath+"?q=x", "key_t1", "")
	a.do(t, "GET", searchPath+"?q=x", "nobody", "")
	a.do(t, "GET", "/api/v1/tenants/t2/documents/search?q=x", "key_t1", "")
	a.do(t, "GET", "/nothing", "", "")
	a.do(t, "BREW", "/nothing", "", "")
	w := a.do(t, "GET", "/api/v1/metrics", "", "")
	wantStatus(t, w, 200)
	m := decode[metricsAnswer](t, w.Body)

	const search, add = "GET /api/v1/tenants/{tenantId}/documents/search", "POST /api/v1/tenants/{tenantId}/documents"
	endpoints := map[string]int{search: 3, add: 2, "GET /{unmatched}": 1, "OTHER /{unmatched}": 1}
	for what, pair := range map[string][2]any{
		"requests.total":      {m.Requests.Total, 7},
		"requests.byTenant":   {m.Requests.ByTenant, map[string]int{"t1": 3}},
		"requests.byEndpoint": {m.Requests.ByEndpoint, endpoints},
		"errors.total":        {m.Errors.Total, 5},
		"errors.byStatus":     {m.Errors.ByStatus, map[string]int{"400": 1, "401": 1, "403": 1, "404": 2}},
		"errors.byTenant":     {m.Errors.ByTenant, map[string]int{"t1": 1}},
		"documents.byTenant":  {m.Documents.ByTenant, map[string]int{"t1": 1}},
	} {
		if fmt.Sprint(pair[0]) != fmt.Sprint(pair[1]) {
			t.Errorf("%s is %v, want %v", what, pair[0], pair[1])
		}
	}
	if m.LatencyMs.AvgOverall <= 0 || m.LatencyMs.ByEndpointAvg[search] <= 0 {
		t.Errorf("latencies are %+v", m.LatencyMs)
	}
}

func TestMetricsAreThereWithoutTheStore(t *testing.T) {
	a := newAPI(t, fakeStore{counts: func(context.Context) (map[string]int64, error) {
		return nil, errors.New("connection refused")
	}})
	a.do(t, "GET", "/api/v1/health", "", "")
	w := a.do(t, "GET", "/api/v1/metrics", "", "")
	wantStatus(t, w, 200)
	if m := decode[metricsAnswer](t, w.Body); m.Requests.Total != 1 || m.Documents.ByTenant == nil {
		t.Errorf("got %+v", m)
	}
	if !strings.Contains(a.log.String(), "connection refused") {
		t.Errorf("the log does not name the cause:\n%s", a.log)
	}
	if text := a.do(t, "GET", "/metrics", "", "").Body.String(); !strings.Contains(text, "knwl_requests_total") {
		t.Errorf("/metrics lacks the requests:\n%s", text)
	}
}

func TestUptimeIsAWholeNumberOfSeconds(t *testing.T) {
	a := newSQLiteAPI(t)
	now := a.now().Add(90*time.Second + 700*time.Millisecond)
	a.now = func() time.Time { return now }
	w := a.do(t, "GET", "/api/v1/metrics", "", "")
	if !strings.HasPrefix(w.Body.String(), `{"uptimeSeconds":90,`) {
		t.Errorf("got %s", w.Body)
	}
}

func TestPrometheusText(t *testing.T) {
	a := newSQLiteAPI(t)
	a.do(t, "POST", documentsPath, "key_t1", validBody)
	text := a.do(t, "GET", "/metrics", "", "").Body.String()
	for _, want := range []string{
		`knwl_requests_total{endpoint="POST /api/v1/tenants/{tenantId}/documents",status="201",tenant="t1"} 1`,
		`knwl_request_duration_seconds_count{endpoint="POST /api/v1/tenants/{tenantId}/documents"} 1`,
		`knwl_documents{tenant="t1"} 1`,
		`go_goroutines `,
		`process_resident_memory_bytes `,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%s is missing from:\n%s", want, text)
		}
	}
}
