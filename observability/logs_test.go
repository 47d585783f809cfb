package observability_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/check/checktest"
	"github.com/knwl-platform/infra/internal/graphtest"
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

// Several patterns of one log group count in metrics of their own.
func TestEachPatternOfALogGroupHasItsOwnMetric(t *testing.T) {
	args := everything()
	args.LogGroups["panics"] = observability.LogGroup{Name: args.LogGroups["api"].Name, Pattern: "panic"}
	g := run(t, args)
	for key, metric := range map[string]string{"api": "/ecs/api--api", "panics": "/ecs/api--panics"} {
		counted := g.Named("LogMetricFilter", "main--log-"+key).Text("metricTransformation.name")
		watched := g.Named("MetricAlarm", "main--log-"+key+"-errors").Text("metricName")
		if counted != metric || watched != metric {
			t.Errorf("the lines of %s count in %s, and its alarm watches %s; want %s", key, counted, watched, metric)
		}
	}
}

func TestLongNameOfAMetricIsRefusedOnceItIsKnown(t *testing.T) {
	for length, ok := range map[int]bool{250: true, 251: false} {
		args := everything()
		logs := args.LogGroups["api"]
		logs.Name = pulumi.String(strings.Repeat("a", length)).ToStringOutput()
		args.LogGroups["api"] = logs
		if ok {
			run(t, args)
			continue
		}
		err := graphtest.FailLate(t, program(args, func(*pulumi.Context, *observability.Monitor) error { return nil }))
		checktest.Contains(t, err, `observability "main": LogGroups["api"].Name (not shown): makes the name "name--api"`,
			"AWS allows; shorten it by 1")
	}
}

func TestQueriesAreSaved(t *testing.T) {
	query := run(t, everything()).Named("QueryDefinition", "main--log-api--slow")
	if query.Text("name") != "project/stack/main/api/slow" || query.Text("queryString") != "filter latency_ms > 1000" ||
		!slices.Equal(query.Strings("logGroupNames"), []string{"/ecs/api"}) {
		t.Errorf("the query is %v", query.Inputs)
	}
}
