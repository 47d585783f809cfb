package telemetry

import (
	"bytes"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/knwl-platform/infra/service/internal/otlptest"
)

func start(t *testing.T, cfg Config, log *slog.Logger) *Telemetry {
	t.Helper()
	sent, err := Start(t.Context(), cfg, log)
	if err != nil {
		t.Fatal(err)
	}
	return sent
}

// count adds one to a counter.
func (t *Telemetry) count(tb testing.TB) {
	tb.Helper()
	counter, err := t.Meter.Int64Counter("things")
	if err != nil {
		tb.Fatal(err)
	}
	counter.Add(tb.Context(), 1)
}

func TestStopSendsWhatIsLeft(t *testing.T) {
	collector := otlptest.Start(t)
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.URL)
	t.Setenv("OTEL_EXPORTER_OTLP_HEADERS", "x-key=a%20b")
	sent := start(t, Config{Traces: true, Metrics: true}, slog.New(slog.DiscardHandler))
	_, span := sent.Tracer.Start(t.Context(), "work")
	span.End()
	sent.count(t)
	sent.Stop()
	if spans := collector.Spans(); len(spans) != 1 || spans[0].GetName() != "work" {
		t.Errorf("got the spans %v", spans)
	}
	if collector.Metrics()["things"] == nil {
		t.Errorf("got the metrics %v", collector.Metrics())
	}
	if got := collector.Headers().Get("X-Key"); got != "a b" {
		t.Errorf("got the header %q", got)
	}
	from := collector.Resource()
	if from["service.name"] != "knwl-service" || from["service.instance.id"] == "" {
		t.Errorf("got it from %v", from)
	}
}

func TestTheEnvironmentNamesTheService(t *testing.T) {
	collector := otlptest.Start(t)
	t.Setenv("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", collector.URL+"/v1/traces")
	t.Setenv("OTEL_SERVICE_NAME", "search")
	t.Setenv("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=prod,service.name=ignored")
	sent := start(t, Config{Traces: true}, slog.New(slog.DiscardHandler))
	_, span := sent.Tracer.Start(t.Context(), "work")
	span.End()
	sent.Stop()
	if from := collector.Resource(); from["service.name"] != "search" || from["deployment.environment.name"] != "prod" {
		t.Errorf("got it from %v", from)
	}
}

func TestTheEnvironmentChoosesTheSampler(t *testing.T) {
	collector := otlptest.Start(t)
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.URL)
	t.Setenv("OTEL_TRACES_SAMPLER", "always_off")
	sent := start(t, Config{Traces: true}, slog.New(slog.DiscardHandler))
	_, span := sent.Tracer.Start(t.Context(), "work")
	span.End()
	sent.Stop()
	if spans := collector.Spans(); len(spans) > 0 {
		t.Errorf("got the spans %v", spans)
	}
}

func TestWhatIsOffIsNil(t *testing.T) {
	for _, cfg := range []Config{{}, {Traces: true}, {Metrics: true}} {
		sent := start(t, cfg, slog.New(slog.DiscardHandler))
		if (sent.Tracer != nil) != cfg.Traces || (sent.Meter != nil) != cfg.Metrics {
			t.Errorf("%+v: tracer %v, meter %v", cfg, sent.Tracer, sent.Meter)
		}
	}
}

// A collector that accepts requests and never answers must not keep the task from stopping.
func TestStopGivesUpOnASilentCollector(t *testing.T) {
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", otlptest.Silent(t))
	var log bytes.Buffer
	sent := start(t, Config{Traces: true, Metrics: true}, slog.New(slog.NewJSONHandler(&log, nil)))
	_, span := sent.Tracer.Start(t.Context(), "work")
	span.End()
	sent.count(t)
	sent.Stop() // the collector answers after a minute
	if !strings.Contains(log.String(), `"level":"WARN","msg":"the last telemetry is lost"`) {
		t.Errorf("the log is\n%s", log.String())
	}
}

func TestAFailingCollectorIsInTheLogWithoutItsKey(t *testing.T) {
	var asked atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		asked.Add(1)
		http.Error(w, "no such tenant", http.StatusForbidden)
	}))
	defer server.Close()
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", server.URL)
	t.Setenv("OTEL_EXPORTER_OTLP_HEADERS", "authorization=hunter2")
	var log bytes.Buffer
	sent := start(t, Config{Metrics: true}, slog.New(slog.NewJSONHandler(&log, nil)))
	sent.count(t)
	sent.Stop()
	if asked.Load() == 0 || !strings.Contains(log.String(), "403 Forbidden") || strings.Contains(log.String(), "hunter2") {
		t.Errorf("asked %d times, and the log is\n%s", asked.Load(), log.String())
	}
}

func TestFailuresAreLoggedOnceAMinute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		r := &reporter{log: slog.New(slog.NewJSONHandler(&log, nil))}
		for range 61 { // seconds
			r.Handle(errors.New("connection refused"))
			time.Sleep(time.Second)
		}
		want := `"level":"WARN","msg":"telemetry fails","error":"connection refused"`
		if n := strings.Count(log.String(), want); n != 2 {
			t.Errorf("logged %d times, want 2:\n%s", n, log.String())
		}
	})
}
