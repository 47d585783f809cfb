package observability_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/check/checktest"
	"github.com/knwl-platform/infra/internal/graphtest"
	"github.com/knwl-platform/infra/observability"
)

type widget struct {
	Type                string
	X, Y, Width, Height int
	Properties          map[string]any
}

func widgets(t *testing.T, g *graphtest.Graph) []widget {
	t.Helper()
	decoder := json.NewDecoder(strings.NewReader(g.Only("Dashboard").Text("dashboardBody")))
	decoder.DisallowUnknownFields() // start, end, periodOverride and variables are optional and not in use
	var body struct{ Widgets []widget }
	if err := decoder.Decode(&body); err != nil {
		t.Fatal(err)
	}
	return body.Widgets
}

// properties has the properties of widgets that the dashboard uses, from "Dashboard Body Structure and
// Syntax" in the CloudWatch user guide, and whether they are required.
var properties = map[string]map[string]bool{
	"alarm":  {"title": false, "alarms": true},
	"text":   {"markdown": true},
	"metric": {"title": false, "region": true, "period": false, "view": false, "metrics": true, "annotations": false},
}

func TestDashboardHasTheDocumentedStructure(t *testing.T) {
	all := widgets(t, run(t, everything()))
	if len(all) > 500 {
		t.Errorf("%d widgets, AWS allows 500", len(all))
	}
	taken := map[[2]int]int{}
	for i, w := range all {
		for name, required := range properties[w.Type] {
			if _, ok := w.Properties[name]; required && !ok {
				t.Errorf("widget %d of type %s has no %s", i, w.Type, name)
			}
		}
		for name := range w.Properties {
			if _, known := properties[w.Type][name]; !known {
				t.Errorf("a widget of type %q has no property %s", w.Type, name)
			}
		}
		if w.X < 0 || w.Y < 0 || w.Width < 1 || w.X+w.Width > 24 || w.Height < 1 || w.Height > 1000 {
			t.Errorf("widget %d is at %d,%d and %dx%d, outside the grid of 24 columns", i, w.X, w.Y, w.Width, w.Height)
		}
		for x := w.X; x < w.X+w.Width; x++ {
			for y := w.Y; y < w.Y+w.Height; y++ {
				if other, ok := taken[[2]int{x, y}]; ok {
					t.Fatalf("widgets %d and %d overlap", other, i)
				}
				taken[[2]int{x, y}] = i
			}
		}
		if w.Type == "metric" {
			checkLines(t, fmt.Sprint(w.Properties["title"]), w.Properties["metrics"].([]any))
		}
	}
}

// lineOptions are the documented options of a metric or expression that the dashboard uses.
var lineOptions = []string{"expression", "id", "label", "stat", "visible"}

var metricID = regexp.MustCompile(`m[0-9]+`)

// checkLines checks a list of metrics: a namespace, a name, pairs of dimensions and options, or only
// options with an expression, whose ids must exist.
func checkLines(t *testing.T, title string, lines []any) {
	t.Helper()
	if len(lines) < 1 || len(lines) > 500 {
		t.Errorf("%s: %d metrics", title, len(lines))
	}
	ids, expressions := map[string]bool{}, []string{}
	for _, line := range lines {
		parts := line.([]any)
		options, _ := parts[len(parts)-1].(map[string]any)
		for name := range options {
			if !slices.Contains(lineOptions, name) {
				t.Errorf("%s: metrics have no option %s", title, name)
			}
		}
		if id, ok := options["id"].(string); ok {
			if ids[id] || id[0] < 'a' || id[0] > 'z' {
				t.Errorf("%s: the id %s is there twice or has no lower-case first letter", title, id)
			}
			ids[id] = true
		}
		if expression, ok := options["expression"].(string); ok && len(parts) == 1 {
			expressions = append(expressions, expression)
		} else if len(parts) < 3 || len(parts)%2 == 0 {
			t.Errorf("%s: %v is no metric", title, parts)
		}
	}
	for _, expression := range expressions {
		for _, word := range metricID.FindAllString(expression, -1) {
			if !ids[word] {
				t.Errorf("%s: %s names %s, which is not in the graph", title, expression, word)
			}
		}
	}
}

func TestDashboardShowsEveryAlarmWithItsThreshold(t *testing.T) {
	g := run(t, everything())
	rows, graphs := []string{}, map[string]string{}
	for _, w := range widgets(t, g) {
		switch w.Type {
		case "alarm":
			if n := len(w.Properties["alarms"].([]any)); n != len(g.All("MetricAlarm")) {
				t.Errorf("the state of %d alarms is shown", n)
			}
		case "text":
			rows = append(rows, fmt.Sprint(w.Properties["markdown"]))
		default:
			if w.Properties["region"] != "us-east-1" {
				t.Errorf("%s shows region %s", w.Properties["title"], w.Properties["region"])
			}
			title := fmt.Sprint(w.Properties["title"])
			graphs[title] = fmt.Sprint(rows[len(rows)-1], w.Properties["metrics"], w.Properties["annotations"])
		}
	}
	if want := []string{
		"## Traffic", "## Errors", "## Latency", "## Saturation", "## Database", "## Deployments",
	}; !slices.Equal(rows, want) {
		t.Errorf("the rows are %q", rows)
	}
	shown := fmt.Sprint(graphs)
	for _, a := range g.All("MetricAlarm") {
		if name, ok := a.Get("metricName").(string); ok && !strings.Contains(shown, name) {
			t.Errorf("no graph has %s", name)
		}
	}
	for title, wants := range map[string][]string{
		"Percent 5xx: target api": {"Errors", "IF(m2 >= 20, ", "IF(m4 >= 20, ", "targetgroup/green/9b11", "value:5"},
		"CPU percent: ecs api":    {"Saturation", "ClusterName main ServiceName main--api", "value:80"},
		"Requests: api main":      {"Traffic", "AWS/ApiGateway Count ApiId a1b2c3", "<nil>"},
		"Tasks: ecs api":          {"Deployments", "DeploymentCount"},
		"Disk latency: rds main":  {"Database", "WriteLatency", "value:0.02"},
		"Logged errors: log api":  {"Errors", "LogErrors /ecs/api--api", "value:5"},
	} {
		for _, want := range wants {
			if !strings.Contains(graphs[title], want) {
				t.Errorf("the graph %q lacks %q: %s", title, want, graphs[title])
			}
		}
	}
}

// The widget grows by a line with four alarms more.
func TestStatesOfAllAlarmsAreVisible(t *testing.T) {
	for databases, want := range map[int][]int{1: {2}, 2: {3}, 26: {26, 2}, 60: {26, 26, 11}} {
		args := observability.Args{Databases: map[string]observability.Database{}}
		for i := range databases {
			args.Databases[fmt.Sprint("d", i)] = observability.Database{
				ARN: everything().Databases["main"].ARN, // four alarms
			}
		}
		var heights []int
		for _, w := range widgets(t, run(t, args)) {
			if w.Type == "alarm" {
				heights = append(heights, w.Height)
			}
		}
		if !slices.Equal(heights, want) {
			t.Errorf("with %d alarms, the widgets are %d lines high, want %d", 4*databases, heights, want)
		}
	}
}

func TestDashboardHasAsManyWidgetsAsCloudWatchAllows(t *testing.T) {
	args := observability.Args{Databases: map[string]observability.Database{}}
	add := func() {
		args.Databases[fmt.Sprint("d", len(args.Databases))] = observability.Database{
			ARN: everything().Databases["main"].ARN,
			Without: []observability.Alarm{
				observability.FreeStorage, observability.FreeMemory, observability.DiskLatency,
			},
		}
	}
	for range 494 { // with a heading and five widgets of 100 states
		add()
	}
	if got := len(widgets(t, run(t, args))); got != 500 {
		t.Errorf("the dashboard has %d widgets, want 500", got)
	}
	add()
	err := graphtest.Fail(t, program(args, func(*pulumi.Context, *observability.Monitor) error { return nil }))
	checktest.Contains(t, err, "Services, Targets, APIs, Databases and LogGroups 495: need a dashboard of 501 widgets, "+
		"but CloudWatch allows 500; divide them among several monitors")
}

func TestDashboardHasNoEmptyRows(t *testing.T) {
	args := everything()
	args.Databases, args.LogGroups = nil, nil
	service := args.Services["api"]
	service.Without = []observability.Alarm{observability.Tasks}
	args.Services["api"] = service
	text := run(t, args).Only("Dashboard").Text("dashboardBody")
	for _, gone := range []string{"## Database", "ContainerInsights", "AWS/RDS"} {
		if strings.Contains(text, gone) {
			t.Errorf("the dashboard has %s: %s", gone, text)
		}
	}
}

func TestRenamedMonitorKeepsItsDashboard(t *testing.T) {
	dashboard := run(t, everything()).Only("Dashboard")
	if !slices.Contains(dashboard.Ignores(), "dashboardName") {
		t.Error("a renamed monitor gets another dashboard")
	}
	if name := dashboard.Text("dashboardName"); !strings.HasPrefix(name, "project-stack-main-") {
		t.Errorf("the dashboard is called %q", name)
	}
}
