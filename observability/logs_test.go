package observability_test

import (
	"slices"
	"testing"

	"github.com/knwl-platform/infra/observability"
)

// The metric that the filter writes must be the one that the alarm watches.
func TestLinesWithErrorsAreCounted(t *testing.T) {
	g := run(t, everything())
	filter, alarm := g.Only("LogMetricFilter"), g.Named("MetricAlarm", "main--log-api-errors")
	for path, want := range map[string]string{
		"logGroupName": "/ecs/api", "pattern": `{ $.level = "ERROR" }`, "metricTransformation.value": "1",
		"metricTransformation.namespace": alarm.Text("namespace"), "metricTransformation.name": alarm.Text("metricName"),
	} {
		if got := filter.Text(path); got != want {
			t.Errorf("the filter's %s is %q, want %q", path, got, want)
		}
	}
	if filter.Get("metricTransformation.defaultValue") != nil {
		t.Error("the metric has data, which costs money, in months without an error")
	}
	args := everything()
	logs := args.LogGroups["api"]
	logs.Pattern = "panic"
	args.LogGroups["api"] = logs
	if got := run(t, args).Only("LogMetricFilter").Text("pattern"); got != "panic" {
		t.Errorf("the pattern is %q", got)
	}
	run(t, leaving("log", observability.LoggedErrors)).None("LogMetricFilter")
}

func TestQueriesAreSaved(t *testing.T) {
	query := run(t, everything()).Named("QueryDefinition", "main--log-api--slow")
	if query.Text("name") != "project/stack/main/api/slow" || query.Text("queryString") != "filter latency_ms > 1000" ||
		!slices.Equal(query.Strings("logGroupNames"), []string{"/ecs/api"}) {
		t.Errorf("the query is %v", query.Inputs)
	}
}
