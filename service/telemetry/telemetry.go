// Package telemetry sends the service's traces and metrics to an OpenTelemetry collector, by OTLP over
// HTTP. Nothing in it delays a request: spans and metrics wait in memory, in a queue of limited length,
// and are lost if the collector does not take them in time.
package telemetry

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"time"

	"github.com/go-logr/logr"
	"github.com/google/uuid"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/exporters/otlp/otlpmetric/otlpmetrichttp"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/metric"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	semconv "go.opentelemetry.io/otel/semconv/v1.40.0"
	"go.opentelemetry.io/otel/trace"
)

// Config says what is exported. OpenTelemetry's SDK reads everything else from the environment: where
// to, how often, and which part of the traces.
type Config struct {
	Traces  bool
	Metrics bool
}

// Telemetry is the beginning of all traces and metrics. Its zero value exports nothing.
type Telemetry struct {
	Tracer trace.Tracer // nil if traces are not exported
	Meter  metric.Meter // nil if metrics are not exported

	log   *slog.Logger
	stops []func(context.Context) error
}

// name is the name of the service, and of the library that its spans and metrics come from.
const name = "knwl-service"

// stopTimeout limits how long the rest may take to send when the service stops. It is part of the
// time that the task has between SIGTERM and SIGKILL.
const stopTimeout = 3 * time.Second

// Start prepares the exporters. It needs no collector: one may come, go and come back at any time.
func Start(ctx context.Context, cfg Config, log *slog.Logger) (*Telemetry, error) {
	t := &Telemetry{log: log}
	if !cfg.Traces && !cfg.Metrics {
		return t, nil
	}
	otel.SetErrorHandler(&reporter{log: log})
	otel.SetLogger(logr.FromSlogHandler(log.Handler())) // or the SDK writes lines to stderr that are not JSON
	unsetEmpty("OTEL_TRACES_SAMPLER", "OTEL_TRACES_SAMPLER_ARG")
	// What comes later overrides what comes first.
	from, err := resource.New(ctx,
		resource.WithTelemetrySDK(),
		resource.WithAttributes(semconv.ServiceName(name), semconv.ServiceInstanceID(uuid.NewString())),
		resource.WithFromEnv(),
	)
	if err != nil {
		return nil, fmt.Errorf("OTEL_RESOURCE_ATTRIBUTES: %w", err)
	}
	if cfg.Traces {
		exporter, err := otlptracehttp.New(ctx)
		if err != nil {
			return nil, fmt.Errorf("traces: %w", err)
		}
		provider := sdktrace.NewTracerProvider(sdktrace.WithResource(from), sdktrace.WithBatcher(exporter))
		t.Tracer, t.stops = provider.Tracer(name), append(t.stops, provider.Shutdown)
	}
	if cfg.Metrics {
		exporter, err := otlpmetrichttp.New(ctx)
		if err != nil {
			return nil, fmt.Errorf("metrics: %w", err)
		}
		provider := sdkmetric.NewMeterProvider(
			sdkmetric.WithResource(from), sdkmetric.WithReader(sdkmetric.NewPeriodicReader(exporter)))
		t.Meter, t.stops = provider.Meter(name), append(t.stops, provider.Shutdown)
	}
	return t, nil
}

// Stop sends what has not been sent, and gives up after a few seconds.
func (t *Telemetry) Stop() {
	ctx, cancel := context.WithTimeout(context.Background(), stopTimeout)
	defer cancel()
	var all sync.WaitGroup
	for _, stop := range t.stops {
		all.Go(func() {
			if err := stop(ctx); err != nil {
				t.log.Warn("the last telemetry is lost", "error", textOf(err))
			}
		})
	}
	all.Wait()
}

// unsetEmpty unsets variables that are empty. OpenTelemetry's specification gives the two the same meaning,
// but the SDK calls an empty sampler unknown.
func unsetEmpty(names ...string) {
	for _, name := range names {
		if os.Getenv(name) == "" {
			os.Unsetenv(name)
		}
	}
}
