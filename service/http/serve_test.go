package http

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"

	"github.com/knwl-platform/infra/service"
)

func TestKeysAndTenants(t *testing.T) {
	a := newSQLiteAPI(t)
	for _, tc := range []struct {
		key, tenant string
		status      int
		detail      string
	}{
		{"", "t1", 401, "the header X-API-Key is missing"},
		{"nobody", "t1", 401, "the API key is not known"},
		{"key_t1 ", "t1", 401, "the API key is not known"},
		{"nobody", "t9", 401, "the API key is not known"},
		{"key_t1", "t2", 403, "the API key does not open this tenant"},
		{"key_t1", "T1", 403, "the API key does not open this tenant"},
		{"key_admin", "t3", 403, "the API key does not open this tenant"},
		{"key_admin", "t1%2Ft2", 403, "the API key does not open this tenant"},
	} {
		path := "/api/v1/tenants/" + tc.tenant + "/documents"
		wantDetail(t, a.do(t, "GET", path+"/search?q=x", tc.key, ""), tc.status, tc.detail)
		wantDetail(t, a.do(t, "POST", path, tc.key, "{"), tc.status, tc.detail)
	}
	wantStatus(t, a.do(t, "GET", "/api/v1/tenants/t2/documents/search?q=x", "key_admin", ""), 200)
}

func TestOneTenantNeverSeesAnother(t *testing.T) {
	a := newSQLiteAPI(t)
	body := `{"title":"secret","content":"secret","tags":[]}`
	wantStatus(t, a.do(t, "POST", "/api/v1/tenants/t2/documents", "key_admin", body), 201)
	page := decode[searchAnswer](t, a.do(t, "GET", searchPath+"?q=secret", "key_admin", "").Body)
	if page.Total != 0 {
		t.Errorf("t1 finds %+v", page)
	}
}

func TestUnknownPathsAndMethodsAnswerJSON(t *testing.T) {
	a := newSQLiteAPI(t)
	for _, path := range []string{
		"/", "/api/v1", "/nothing/", "/api/v1/health//", "/docs/nothing.js", "//", "//api/v1/health/",
		"/docs/../readyz", "/api/v1/tenants/../health",
		"/api/v1/tenants/%2E%2E/documents",
	} {
		wantDetail(t, a.sendUnchecked(request("GET", path, "", "")), 404, "no such path")
	}
	for _, method := range []string{"OPTIONS", "DELETE"} {
		w := a.sendUnchecked(request(method, "/api/v1/health", "", ""))
		wantDetail(t, w, 405, "method not allowed here; allowed: GET, HEAD")
	}
	w := a.do(t, "DELETE", documentsPath, "key_t1", "")
	wantDetail(t, w, 405, "method not allowed here; allowed: POST")
	if w.Header().Get("Allow") != "POST" {
		t.Errorf("Allow %q, want POST", w.Header().Get("Allow"))
	}
}

func TestASlashAtTheEndIsRedirected(t *testing.T) {
	a := newSQLiteAPI(t)
	for method, target := range map[string]string{
		"GET": searchPath + "/?q=a;b%2F&limit=1", "POST": "/api/v1/tenants/t%2F1/documents/", "HEAD": "/api/v1/health/",
	} {
		w := a.sendUnchecked(request(method, target, "", ""))
		wantStatus(t, w, 307)
		before, after, _ := strings.Cut(target, "?")
		want := strings.TrimSuffix(before, "/")
		if after != "" {
			want += "?" + after
		}
		if got := w.Header().Get("Location"); got != want {
			t.Errorf("%s is redirected to %s, want %s", target, got, want)
		}
	}
}

func TestGetPathsAnswerHEAD(t *testing.T) {
	a := newSQLiteAPI(t)
	for _, path := range []string{"/api/v1/health", "/readyz", "/docs", searchPath + "?q=x"} {
		r := request("HEAD", path, "key_t1", "")
		wantStatus(t, a.sendUnchecked(r), 200)
	}
}

func TestRequestID(t *testing.T) {
	a := newSQLiteAPI(t)
	for given, kept := range map[string]bool{
		"abc-123": true, strings.Repeat("x", 128): true,
		"": false, strings.Repeat("x", 129): false, "a b": false, "a\tb": false, "é": false,
	} {
		r := request("GET", "/api/v1/health", "", "")
		r.Header.Set("X-Request-Id", given)
		got := a.send(t, r).Header().Get("X-Request-Id")
		if kept && got != given {
			t.Errorf("given %q, got %q", given, got)
		}
		if _, err := uuid.Parse(got); !kept && err != nil {
			t.Errorf("given %q, got %q, want a new UUID", given, got)
		}
	}
}

func TestEveryRequestIsOneLogLineWithoutItsSecrets(t *testing.T) {
	a := newSQLiteAPI(t)
	r := request("GET", searchPath+"?q=private+words", "key_t1", "")
	r.Header.Set("X-Request-Id", "id1")
	a.send(t, r)
	var line map[string]any
	if err := json.Unmarshal(a.log.Bytes(), &line); err != nil {
		t.Fatalf("not one JSON line: %v\n%s", err, a.log)
	}
	for field, want := range map[string]any{
		"level": "INFO", "msg": "request", "request_id": "id1", "tenant_id": "t1",
		"method": "GET", "path": searchPath, "status": 200.0,
	} {
		if line[field] != want {
			t.Errorf("%s is %v, want %v", field, line[field], want)
		}
	}
	if ms, ok := line["latency_ms"].(float64); !ok || ms <= 0 {
		t.Errorf("latency_ms is %v", line["latency_ms"])
	}
	for _, secret := range []string{"key_t1", "private"} {
		if strings.Contains(a.log.String(), secret) {
			t.Errorf("the log shows %q", secret)
		}
	}
}

func TestAPanicBecomes500AndALogLine(t *testing.T) {
	a := newAPI(t, fakeStore{search: func(context.Context, service.Query) (service.Page, error) { panic("boom") }})
	wantDetail(t, a.sendUnchecked(request("GET", searchPath+"?q=x", "key_t1", "")), 500, "internal error")
	for _, want := range []string{`"msg":"panic"`, `"cause":"boom"`, `"status":500`, `"level":"ERROR","msg":"request"`} {
		if !strings.Contains(a.log.String(), want) {
			t.Errorf("the log lacks %s:\n%s", want, a.log)
		}
	}
}

func TestTooManyRequestsAreTurnedAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		a := newAPI(t, fakeStore{search: func(context.Context, service.Query) (service.Page, error) {
			<-release
			return service.Page{}, nil
		}})
		*a.searches = *newQuota(2, 4, 2*time.Second, keys) // one place for a tenant
		statuses := map[int]int{}
		var mu sync.Mutex
		var wg sync.WaitGroup
		start := time.Now()
		for range 1 + 4 + 3 {
			wg.Go(func() {
				w := a.sendUnchecked(request("GET", searchPath+"?q=x", "key_t1", ""))
				mu.Lock()
				defer mu.Unlock()
				statuses[w.Code]++
				if w.Code == 503 && w.Header().Get("Retry-After") == "" {
					t.Error("503 without Retry-After")
				}
			})
		}
		synctest.Wait()
		if statuses[503] != 3 {
			t.Errorf("%d turned away at once, want 3", statuses[503])
		}
		wantStatus(t, a.sendUnchecked(request("GET", "/api/v1/health", "", "")), 200)
		time.Sleep(2 * time.Second)
		synctest.Wait()
		if statuses[503] != 3+4 {
			t.Errorf("%d turned away after %s, want all that waited", statuses[503], time.Since(start))
		}
		close(release)
		wg.Wait()
		if statuses[200] != 1 {
			t.Errorf("%d answered, want 1", statuses[200])
		}
		wantStatus(t, a.do(t, "GET", searchPath+"?q=x", "key_t1", ""), 200) // the place is free again
	})
}

// replicated is a store with a read replica.
type replicated struct{ fakeStore }

func (replicated) SearchedAt() string { return "replica" }

func TestReadinessSaysWhoAnswersSearches(t *testing.T) {
	up := fakeStore{ping: func(context.Context) error { return nil }}
	for want, store := range map[string]service.Store{
		`{"searchedAt":"replica","status":"ready"}`: replicated{up},
		`{"status":"ready"}`:                        up,
	} {
		w := newAPI(t, store).do(t, "GET", "/readyz", "", "")
		if got := strings.TrimSpace(w.Body.String()); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func TestHealthAndReadiness(t *testing.T) {
	down := false
	a := newAPI(t, fakeStore{ping: func(context.Context) error {
		if down {
			return errors.New("connection refused")
		}
		return nil
	}})
	w := a.do(t, "GET", "/api/v1/health", "", "")
	if got, want := strings.TrimSpace(w.Body.String()), `{"status":"ok","time":"2025-03-01T10:30:00Z"}`; got != want {
		t.Errorf("health %s, want %s", got, want)
	}
	wantStatus(t, a.do(t, "GET", "/readyz", "", ""), 200)
	down = true
	wantDetail(t, a.do(t, "GET", "/readyz", "", ""), 503, "the store does not answer")
	wantStatus(t, a.do(t, "GET", "/api/v1/health", "", ""), 200)
	down = false
	a.Drain()
	wantDetail(t, a.do(t, "GET", "/readyz", "", ""), 503, "stopping")
	if w := a.do(t, "GET", "/api/v1/health", "", ""); w.Code != 200 || w.Header().Get("Connection") != "close" {
		t.Errorf("while draining: status %d, Connection %q", w.Code, w.Header().Get("Connection"))
	}
}

func TestDocsLoadNothingFromElsewhere(t *testing.T) {
	a := newSQLiteAPI(t)
	page := a.do(t, "GET", "/docs", "", "")
	wantStatus(t, page, 200)
	csp := page.Header().Get("Content-Security-Policy")
	if !strings.HasPrefix(csp, "default-src 'none'; script-src 'self';") {
		t.Errorf("policy %q", csp)
	}
	if strings.Contains(page.Body.String(), "http") {
		t.Errorf("the page names another host:\n%s", page.Body)
	}
	for file, kind := range map[string]string{
		"swagger-ui-bundle.js": "text/javascript", "init.js": "text/javascript", "swagger-ui.css": "text/css",
	} {
		w := a.do(t, "GET", "/docs/"+file, "", "")
		if w.Code != 200 || !strings.HasPrefix(w.Header().Get("Content-Type"), kind) ||
			!strings.Contains(page.Body.String(), "/docs/"+file) {
			t.Errorf("%s: status %d, type %s", file, w.Code, w.Header().Get("Content-Type"))
		}
	}
	wantStatus(t, a.do(t, "GET", "/openapi.json", "", ""), 200)
	r := request("GET", "/docs/init.js", "", "")
	r.Header.Set("Range", "bytes=999999-")
	wantStatus(t, a.sendUnchecked(r), 200)
}

var _ http.Handler = (*Handler)(nil)
