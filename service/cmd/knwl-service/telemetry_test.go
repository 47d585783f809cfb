package main

import (
	"encoding/hex"
	"net/http"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	tracepb "go.opentelemetry.io/proto/otlp/trace/v1"

	"github.com/knwl-platform/infra/service/internal/otlptest"
)

const traceID = "4bf92f3577b34da6a3ce929d0e0e4736"

// search sends a search that is part of a client's trace.
func (i *instance) search(t *testing.T) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), "GET", i.url+"/api/v1/tenants/t1/documents/search?q=private", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("X-API-Key", "k")
	r.Header.Set("traceparent", "00-"+traceID+"-00f067aa0ba902b7-01")
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != 200 {
		t.Errorf("status %d", resp.StatusCode)
	}
}

func (i *instance) stop(t *testing.T) {
	t.Helper()
	i.Process.Signal(syscall.SIGTERM)
	if err := i.Wait(); err != nil {
		t.Errorf("%v\n%s", err, i.log)
	}
}

// With nothing but the standard variable, the last spans and metrics are sent before the program ends.
func TestTracesAndMetricsReachACollector(t *testing.T) {
	onBothStores(t, func(t *testing.T, db database) {
		collector := otlptest.Start(t)
		i := start(t, append(db.env, "DRAIN_DELAY=10ms", "OTEL_EXPORTER_OTLP_ENDPOINT="+collector.URL)...)
		i.search(t)
		i.stop(t)
		spans := map[string]*tracepb.Span{}
		for _, s := range collector.Spans() {
			if hex.EncodeToString(s.GetTraceId()) != traceID {
				t.Errorf("%s is in another trace", s.GetName())
			}
			spans[s.GetName()] = s
		}
		request, search := spans["GET /api/v1/tenants/{tenantId}/documents/search"], spans["store.search"]
		if len(spans) != 2 || request == nil || search == nil {
			t.Fatalf("got the spans %v\n%s", spans, i.log)
		}
		if string(search.GetParentSpanId()) != string(request.GetSpanId()) {
			t.Error("the store's span is not within the request's")
		}
		metrics := collector.Metrics()
		if metrics["http.server.request.duration"] == nil {
			t.Errorf("got the metrics %v", metrics)
		}
		pools := metrics["db.client.connection.count"] != nil
		if inPostgres := !strings.HasPrefix(db.env[0], "DB_PATH"); inPostgres != pools {
			t.Errorf("PostgreSQL: %t, and the metrics are %v", inPostgres, metrics)
		}
		if want := `"trace_id":"` + traceID + `","span_id":"` + hex.EncodeToString(request.GetSpanId()); !strings.Contains(
			i.log.String(), want) {
			t.Errorf("the log lacks %s:\n%s", want, i.log)
		}
	})
}

func TestWithoutItsCollectorTheServiceWorks(t *testing.T) {
	i := startTracing(t, "http://127.0.0.1:1")
	for range 100 {
		i.search(t)
	}
	i.stop(t)
	i.expectWarnings(t, "telemetry fails", "the last telemetry is lost")
}

// The searches are answered while the export of the first one still hangs, and the queue is full. Each export
// may take a minute, so that no machine is too slow to show it.
func TestASilentCollectorDelaysNoRequest(t *testing.T) {
	url, hanging := otlptest.Silent(t)
	i := startTracing(t, url, "OTEL_EXPORTER_OTLP_TIMEOUT=60000", "OTEL_BSP_EXPORT_TIMEOUT=60000")
	i.search(t)
	export := <-hanging
	for range 100 {
		i.search(t)
	}
	if export.Err() != nil {
		t.Error("the searches have waited for the collector")
	}
	i.stop(t)
	i.expectWarnings(t, "the last telemetry is lost")
}

// startTracing starts a service that exports each span at once, and drops it if another one waits.
func startTracing(t *testing.T, collector string, env ...string) *instance {
	t.Helper()
	return start(t, append(env, "DRAIN_DELAY=10ms", "DB_PATH="+filepath.Join(t.TempDir(), "app.db"),
		"OTEL_EXPORTER_OTLP_ENDPOINT="+collector, "OTEL_BSP_SCHEDULE_DELAY=1", "OTEL_BSP_MAX_QUEUE_SIZE=1",
		"OTEL_BSP_MAX_EXPORT_BATCH_SIZE=1", "OTEL_METRIC_EXPORT_INTERVAL=10")...)
}

// expectWarnings expects JSON in the log, with these warnings and no error.
func (i *instance) expectWarnings(t *testing.T, warnings ...string) {
	t.Helper()
	log := i.log.String()
	for _, w := range warnings {
		if !strings.Contains(log, `"level":"WARN","msg":"`+w+`"`) {
			t.Errorf("the log lacks %q:\n%s", w, log)
		}
	}
	if strings.Contains(log, `"level":"ERROR"`) {
		t.Errorf("the log has an error:\n%s", log)
	}
	for line := range strings.Lines(log) {
		if !strings.HasPrefix(line, "{") {
			t.Errorf("a line of the log is not JSON: %s", line)
		}
	}
}
