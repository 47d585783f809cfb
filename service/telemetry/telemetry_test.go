package telemetry

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"

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
	url, _ := otlptest.Silent(t)
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", url)
	var log bytes.Buffer
	sent := start(t, Config{Traces: true, Metrics: true}, slog.New(slog.NewJSONHandler(&log, nil)))
	_, span := sent.Tracer.Start(t.Context(), "work")
	span.End()
	sent.count(t)
	sent.Stop()
	if !strings.Contains(log.String(), `"level":"WARN","msg":"the last telemetry is lost"`) {
		t.Errorf("the log is\n%s", log.String())
	}
}

// OpenTelemetry's specification gives an empty variable the meaning of one that is not set.
func TestAnEmptySamplerIsTheDefault(t *testing.T) {
	for sampler, sampled := range map[string]bool{"": true, "traceidratio": true, "always_off": false} {
		t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", otlptest.Start(t).URL)
		t.Setenv("OTEL_TRACES_SAMPLER", sampler)
		t.Setenv("OTEL_TRACES_SAMPLER_ARG", "")
		var log bytes.Buffer
		sent := start(t, Config{Traces: true}, slog.New(slog.NewJSONHandler(&log, nil)))
		_, span := sent.Tracer.Start(t.Context(), "work")
		sent.Stop()
		if got := span.SpanContext().IsSampled(); got != sampled || log.Len() > 0 {
			t.Errorf("%q: sampled %t, want %t, and the log is\n%s", sampler, got, sampled, log.String())
		}
	}
}
