package http

import (
	"context"
	"io"
	"log/slog"
	"net/http/httptest"
	"testing"
	"time"

	"go.opentelemetry.io/otel/propagation"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"github.com/knwl-platform/infra/service"
)

// BenchmarkRequest measures a search without its store and without the network.
func BenchmarkRequest(b *testing.B) {
	found := service.Page{Total: 1, Hits: []service.Hit{{Document: service.Document{
		ID: "d", Tenant: "t1", Title: "T", Content: "the content", CreatedAt: time.Unix(0, 0),
	}}}}
	store := fakeStore{search: func(context.Context, service.Query) (service.Page, error) { return found, nil }}
	cfg := Config{
		Store: store, Keys: keys, Limits: service.Limits{Title: 200, Content: 200_000, Tags: 20, Tag: 200},
		Log: slog.New(slog.NewJSONHandler(io.Discard, nil)),
	}
	measure := func(name string) {
		b.Run(name, func(b *testing.B) {
			h := New(cfg)
			r := request("GET", searchPath+"?q=content", "key_t1", "")
			b.ReportAllocs()
			for b.Loop() {
				h.ServeHTTP(httptest.NewRecorder(), r)
			}
		})
	}
	measure("telemetry=off")
	spans := sdktrace.NewTracerProvider(sdktrace.WithBatcher(tracetest.NewNoopExporter()))
	defer spans.Shutdown(context.Background())
	cfg.Tracer, cfg.Propagator = spans.Tracer("test"), propagation.TraceContext{}
	cfg.Meter = sdkmetric.NewMeterProvider(sdkmetric.WithReader(sdkmetric.NewManualReader())).Meter("test")
	measure("telemetry=on")
	never := sdktrace.NewTracerProvider(sdktrace.WithSampler(sdktrace.NeverSample()))
	cfg.Tracer = never.Tracer("test")
	measure("telemetry=not-sampled")
}
