package main

import (
	"context"
	"log/slog"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/knwl-platform/infra/examples/knwl-platform/platform"
	"github.com/knwl-platform/infra/internal/graphtest"
	"github.com/knwl-platform/infra/internal/offline"
	"github.com/knwl-platform/infra/service"
	"github.com/knwl-platform/infra/service/app"
	knwlhttp "github.com/knwl-platform/infra/service/http"
	"github.com/knwl-platform/infra/service/telemetry"
)

const apiKeys = `{"key_t1":["t1"]}`

// setTracing sets OpenTelemetry's variables of the example's service, which traces one request in a hundred.
func setTracing(t *testing.T) {
	t.Helper()
	g := graphtest.RunIn(t, offline.Cloud{Region: "eu-west-1"}, &graphtest.Config{
		Values: map[string]string{
			"project:platform": `{"preset":"dev","network":{"zones":["eu-west-1a","eu-west-1b"]},"service":{"tracePercent":1,
				"image":"123456789012.dkr.ecr.eu-west-1.amazonaws.com/knwl-service:1.0.0"}}`,
			"project:apiKeys": apiKeys,
		},
		Secrets: []string{"project:apiKeys"},
	}, platform.Run)
	var containers []struct {
		Environment []struct{ Name, Value string }
	}
	g.Only("TaskDefinition").JSON("containerDefinitions", &containers)
	for _, c := range containers {
		for _, e := range c.Environment {
			if strings.HasPrefix(e.Name, "OTEL_") {
				t.Setenv(e.Name, e.Value)
			}
		}
	}
}

// found is a store in which every search succeeds.
type found struct{ service.Store }

func (found) Search(context.Context, service.Query) (service.Page, error) { return service.Page{}, nil }

// The sampler decides by the trace id, and records this one whatever the percentage is. The log has the ids of
// recorded traces.
func TestClientsCannotChooseWhatIsTraced(t *testing.T) {
	const recorded = "4bf92f3577b34da60000000000000000"
	setTracing(t)
	t.Setenv("API_KEYS_JSON", apiKeys)
	cfg, err := app.ConfigFromEnv(os.Getenv)
	if err != nil {
		t.Fatal(err)
	}
	sent, err := telemetry.Start(t.Context(), cfg.Telemetry.Config, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer sent.Stop()
	var log strings.Builder
	handler := knwlhttp.New(knwlhttp.Config{
		Store: found{}, Keys: cfg.Keys, Limits: cfg.Limits, Log: slog.New(slog.NewJSONHandler(&log, nil)),
		Tracer: sent.Tracer, Propagator: cfg.Telemetry.Propagator,
	})
	for range 100 {
		r := httptest.NewRequest("GET", "/api/v1/tenants/t1/documents/search?q=x", nil)
		r.Header.Set("X-API-Key", "key_t1")
		r.Header.Set("traceparent", "00-"+recorded+"-00f067aa0ba902b7-01")
		handler.ServeHTTP(httptest.NewRecorder(), r)
	}
	if n := strings.Count(log.String(), `"status":200`); n != 100 || strings.Contains(log.String(), recorded) {
		t.Errorf("%d searches succeeded, and the log is\n%s", n, log.String())
	}
}
