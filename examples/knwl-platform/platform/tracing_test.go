package platform

import (
	"slices"
	"strings"
	"testing"
)

func TestTracesGoToACollectorThatStopsAfterTheService(t *testing.T) {
	g := run(t, strings.Replace(preset("dev"), `"service":{`, `"service":{"tracePercent":5,`, 1))
	task := containers(g)
	service, collector := task["knwl-api"], task["collector"]
	if !strings.Contains(collector.Image, "otel") || collector.Essential {
		t.Errorf("the collector is %+v", collector)
	}
	environment := map[string]string{}
	for _, e := range service.Environment {
		environment[e.Name] = e.Value
	}
	for name, want := range map[string]string{
		"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://localhost:4318/v1/traces",
		"OTEL_TRACES_SAMPLER":                "traceidratio", "OTEL_TRACES_SAMPLER_ARG": "0.05",
		"OTEL_PROPAGATORS": "none",
		"GOMEMLIMIT":       "204MiB", // four fifths of what the collector leaves of 512 MiB
	} {
		if environment[name] != want {
			t.Errorf("%s is %q, want %s", name, environment[name], want)
		}
	}
	if !slices.Contains(service.DependsOn, struct{ ContainerName, Condition string }{"collector", "START"}) {
		t.Errorf("the service waits for %v", service.DependsOn)
	}
	policy := g.Named("RolePolicy", "knwl-api--task").Text("policy")
	if !strings.Contains(policy, "xray:PutTraceSegments") {
		t.Errorf("the tasks may %s", policy)
	}
}
