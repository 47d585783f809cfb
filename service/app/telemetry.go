package app

import (
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"go.opentelemetry.io/otel/propagation"

	"github.com/knwl-platform/infra/service/telemetry"
)

// Telemetry is the configuration of traces and metrics.
type Telemetry struct {
	telemetry.Config
	Propagator propagation.TextMapPropagator // OTEL_PROPAGATORS; nil without traces
}

// telemetry reads OpenTelemetry's variables. The SDK reads most of them itself, from the environment, but
// ignores or logs what is wrong with them, and may log a header, which may be a secret. So they are checked
// here. Variables of what is off may have any value, because they are often set for many programs at once.
func (e *env) telemetry() Telemetry {
	var t Telemetry
	if e.oneOf("OTEL_SDK_DISABLED", "false", "true", "false") == "true" {
		return t
	}
	t.Traces, t.Metrics = e.exports("TRACES"), e.exports("METRICS")
	if t.Traces || t.Metrics {
		e.checkAttributes()
		e.checkExporter("")
	}
	if t.Traces {
		e.checkExporter("TRACES_")
		e.checkSampler()
		e.checkNumbers(map[string]int{
			"OTEL_BSP_SCHEDULE_DELAY": 5000, "OTEL_BSP_EXPORT_TIMEOUT": 30_000,
			"OTEL_BSP_MAX_QUEUE_SIZE": 2048, "OTEL_BSP_MAX_EXPORT_BATCH_SIZE": 512,
		})
		t.Propagator = e.propagator()
	}
	if t.Metrics {
		e.checkExporter("METRICS_")
		e.checkNumbers(map[string]int{"OTEL_METRIC_EXPORT_INTERVAL": 60_000, "OTEL_METRIC_EXPORT_TIMEOUT": 30_000})
	}
	return t
}

// exports reports whether there is a collector for the traces or the metrics.
func (e *env) exports(signal string) bool {
	collector := e.lookup("OTEL_EXPORTER_OTLP_ENDPOINT") + e.lookup("OTEL_EXPORTER_OTLP_"+signal+"_ENDPOINT")
	return collector != "" && e.oneOf("OTEL_"+signal+"_EXPORTER", "otlp", "otlp", "none") == "otlp"
}

func (e *env) checkAttributes() {
	const name = "OTEL_RESOURCE_ATTRIBUTES"
	for _, pair := range e.list(name) {
		if key, found := keyOf(pair); !found || key == "" {
			e.reject(name, "got %q, want key=value,key=value, with %% codes for other characters", pair)
		}
	}
}

// list returns the items of a list, none if it is empty.
func (e *env) list(name string) []string {
	if e.lookup(name) == "" {
		return nil
	}
	return strings.Split(e.lookup(name), ",")
}

// keyOf returns the key of a pair, and whether it is one: with an equals sign, and % codes that are right.
func keyOf(pair string) (string, bool) {
	key, value, found := strings.Cut(pair, "=")
	_, err := url.PathUnescape(value)
	return strings.TrimSpace(key), found && err == nil
}

func (e *env) checkNumbers(fallbacks map[string]int) {
	for _, name := range slices.Sorted(maps.Keys(fallbacks)) {
		e.int(name, fallbacks[name], 1, 1<<31-1)
	}
}

func (e *env) checkSampler() {
	sampler := e.oneOf("OTEL_TRACES_SAMPLER", "parentbased_always_on", "always_on", "always_off", "traceidratio",
		"parentbased_always_on", "parentbased_always_off", "parentbased_traceidratio")
	if v := e.lookup("OTEL_TRACES_SAMPLER_ARG"); v != "" && strings.HasSuffix(sampler, "traceidratio") {
		if ratio, err := strconv.ParseFloat(v, 64); err != nil || !(ratio >= 0 && ratio <= 1) {
			e.reject("OTEL_TRACES_SAMPLER_ARG", "got %q, want a number from 0 to 1, such as 0.1 for a tenth of the traces", v)
		}
	}
}

// propagator accepts "baggage", which is in OpenTelemetry's default, and ignores it: the service passes
// nothing on.
func (e *env) propagator() propagation.TextMapPropagator {
	var list []propagation.TextMapPropagator
	for _, name := range strings.Split(e.string("OTEL_PROPAGATORS", "tracecontext"), ",") {
		switch name := strings.TrimSpace(name); name {
		case "tracecontext":
			list = append(list, propagation.TraceContext{})
		case "baggage", "none":
		default:
			e.reject("OTEL_PROPAGATORS", "got %q, want a list of tracecontext, baggage and none; leave it unset for "+
				"tracecontext", name)
		}
	}
	return propagation.NewCompositeTextMapPropagator(list...)
}
