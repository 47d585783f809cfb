package app

import (
	"maps"
	"strings"
	"testing"

	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"

	"github.com/knwl-platform/infra/service/telemetry"
)

const collector = "http://localhost:4318"

func TestTelemetryIsOffWithoutACollector(t *testing.T) {
	const endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT"
	both, traces, metrics := telemetry.Config{Traces: true, Metrics: true}, telemetry.Config{Traces: true},
		telemetry.Config{Metrics: true}
	for name, tc := range map[string]struct {
		vars map[string]string
		want telemetry.Config
	}{
		"nothing":            {nil, telemetry.Config{}},
		"empty":              {map[string]string{endpoint: ""}, telemetry.Config{}},
		"collector":          {map[string]string{endpoint: collector}, both},
		"for traces":         {map[string]string{"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": collector + "/v1/traces"}, traces},
		"for metrics":        {map[string]string{"OTEL_EXPORTER_OTLP_METRICS_ENDPOINT": collector + "/v1/metrics"}, metrics},
		"disabled":           {map[string]string{endpoint: collector, "OTEL_SDK_DISABLED": "TRUE"}, telemetry.Config{}},
		"not disabled":       {map[string]string{endpoint: collector, "OTEL_SDK_DISABLED": "false"}, both},
		"no metrics":         {map[string]string{endpoint: collector, "OTEL_METRICS_EXPORTER": "none"}, traces},
		"no traces":          {map[string]string{endpoint: collector, "OTEL_TRACES_EXPORTER": "none"}, metrics},
		"off and wrong":      {map[string]string{"OTEL_TRACES_SAMPLER": "wrong"}, telemetry.Config{}},
		"disabled and wrong": {map[string]string{endpoint: "wrong", "OTEL_SDK_DISABLED": "true"}, telemetry.Config{}},
	} {
		vars := map[string]string{"API_KEYS_JSON": oneKey}
		maps.Copy(vars, tc.vars)
		cfg, err := fromMap(vars)
		if err != nil || cfg.Telemetry.Config != tc.want {
			t.Errorf("%s: got %+v, %v, want %+v", name, cfg.Telemetry.Config, err, tc.want)
		}
	}
}

func TestPropagators(t *testing.T) {
	headers := propagation.MapCarrier{"traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"}
	for list, continued := range map[string]bool{
		"": true, "tracecontext": true, "baggage, tracecontext": true, "baggage": false, "none": false,
	} {
		cfg, err := fromMap(map[string]string{
			"API_KEYS_JSON": oneKey, "OTEL_EXPORTER_OTLP_ENDPOINT": collector, "OTEL_PROPAGATORS": list,
		})
		if err != nil {
			t.Errorf("%q: %v", list, err)
			continue
		}
		ctx := cfg.Telemetry.Propagator.Extract(t.Context(), headers)
		if got := trace.SpanContextFromContext(ctx).IsValid(); got != continued {
			t.Errorf("%q: the client's trace goes on: %t", list, got)
		}
	}
}

// They have names that are no names of headers.
func TestAttributesMayHaveAnyName(t *testing.T) {
	_, err := fromMap(map[string]string{
		"API_KEYS_JSON": oneKey, "OTEL_EXPORTER_OTLP_ENDPOINT": collector,
		"OTEL_RESOURCE_ATTRIBUTES": "k8s/pod=x, the owner =y%20z,empty=",
	})
	if err != nil {
		t.Error(err)
	}
}

func TestMistakesInOpenTelemetrysVariables(t *testing.T) {
	const otlp = "OTEL_EXPORTER_OTLP_"
	const number = ", want a whole number from 1 to 2147483647; leave it unset for "
	for _, tc := range []struct {
		variable, value, want string // the whole message, or its start when it ends in "..."
	}{
		{
			otlp + "ENDPOINT", "localhost:4318",
			"not an HTTP URL without a user and a query (not shown, it may hold a password); want one such as " +
				collector + ", and keys in OTEL_EXPORTER_OTLP_HEADERS",
		},
		{otlp + "TRACES_ENDPOINT", "https://u:hunter2@host", "not an HTTP URL without a user ..."},
		{otlp + "TRACES_ENDPOINT", "https://host/v1/traces?key=hunter2", "not an HTTP URL without a user and a query ..."},
		{otlp + "METRICS_ENDPOINT", "http://", "not an HTTP URL without a user ..."},
		{
			otlp + "PROTOCOL", "grpc", `got "grpc", but the service only speaks http/protobuf; unset it, and give the ` +
				`endpoint the collector's port for HTTP, usually 4318`,
		},
		{otlp + "METRICS_PROTOCOL", "http/json", `got "http/json", but ...`},
		{otlp + "COMPRESSION", "zstd", `got "zstd", want one of none, gzip; leave it unset for none`},
		{
			otlp + "HEADERS", "x-key=1,hunter2", "pair number 2 is not valid (not shown, it may be a secret); " +
				"want name=value,name=value, with % codes for other characters",
		},
		{otlp + "TRACES_HEADERS", "x-key=hunter2%zz", "pair number 1 is not valid ..."},
		{otlp + "METRICS_HEADERS", "x key=hunter2", "pair number 1 is not valid ..."},
		{otlp + "METRICS_TIMEOUT", "10s", `got "10s"` + number + "10000"},
		{"OTEL_SDK_DISABLED", "yes", `got "yes", want one of true, false; leave it unset for false`},
		{"OTEL_TRACES_EXPORTER", "console", `got "console", want one of otlp, none; leave it unset for otlp`},
		{"OTEL_METRICS_EXPORTER", "prometheus", `got "prometheus", want one of otlp, none; leave it unset for otlp`},
		{
			"OTEL_RESOURCE_ATTRIBUTES", "a=b,prod",
			`got "prod", want key=value,key=value, with % codes for other characters`,
		},
		{"OTEL_RESOURCE_ATTRIBUTES", "=prod", `got "=prod", want ...`},
		{"OTEL_RESOURCE_ATTRIBUTES", "a=100%", `got "a=100%", want ...`},
		{"OTEL_TRACES_SAMPLER", "xray", `got "xray", want one of always_on, ...`},
		{"OTEL_TRACES_SAMPLER_ARG", "10", `got "10", want a number from 0 to 1, such as 0.1 for a tenth of the traces`},
		{"OTEL_TRACES_SAMPLER_ARG", "NaN", `got "NaN", want a number from 0 to 1, ...`},
		{"OTEL_PROPAGATORS", "tracecontext,xray", `got "xray", want a list of tracecontext, baggage and none; ...`},
		{"OTEL_BSP_SCHEDULE_DELAY", "5s", `got "5s"` + number + "5000"},
		{"OTEL_BSP_EXPORT_TIMEOUT", "x", `got "x"` + number + "30000"},
		{"OTEL_BSP_MAX_QUEUE_SIZE", "0", `got "0"` + number + "2048"},
		{"OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "x", `got "x"` + number + "512"},
		{"OTEL_METRIC_EXPORT_INTERVAL", "1m", `got "1m"` + number + "60000"},
		{"OTEL_METRIC_EXPORT_TIMEOUT", "-1", `got "-1"` + number + "30000"},
	} {
		vars := map[string]string{
			"API_KEYS_JSON": oneKey, otlp + "ENDPOINT": collector, "OTEL_TRACES_SAMPLER": "parentbased_traceidratio",
		}
		vars[tc.variable] = tc.value
		_, err := fromMap(vars)
		if err == nil {
			t.Errorf("%s=%s is accepted", tc.variable, tc.value)
			continue
		}
		got, want := err.Error(), tc.variable+": "+tc.want
		start, cut := strings.CutSuffix(want, "...")
		if cut {
			got = got[:min(len(got), len(start))]
		}
		if got != start || strings.Contains(err.Error(), "\n") || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("got  %v\nwant %s", err, want)
		}
	}
}
