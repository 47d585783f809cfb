package observability

import (
	"slices"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/cloudwatch"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/check"
	"github.com/knwl-platform/infra/internal/child"
)

// row is a row of the dashboard.
type row string

// The rows, from top to bottom.
const (
	traffic   row = "Traffic"
	failed    row = "Errors"
	slow      row = "Latency"
	saturated row = "Saturation"
	data      row = "Database"
	deployed  row = "Deployments"
)

var rows = []row{traffic, failed, slow, saturated, data, deployed}

// A dashboard is 24 columns wide. A row has a heading and graphs, four of which fit side by side. So do
// the states of four alarms, below the title of their widget.
const (
	columns     = 24
	graphWidth  = 6
	graphHeight = 6

	alarmsPerLine   = 4
	alarmsPerWidget = 100 // CloudWatch's limit
	mostWidgets     = 500 // CloudWatch's limit; each has fewer than five metrics, which keeps that of 2500 too
)

// checkDashboard records more than CloudWatch accepts on one dashboard. All other rules must hold.
func (c config) checkDashboard(wrong *check.Mistakes) {
	headings := map[row]bool{}
	graphs := c.graphs()
	for _, g := range graphs {
		headings[g.row] = true
	}
	states := (len(c.allAlarms()) + alarmsPerWidget - 1) / alarmsPerWidget
	if widgets := states + len(headings) + len(graphs); widgets > mostWidgets {
		wrong.Add("Services, Targets, APIs, Databases and LogGroups",
			len(c.Services)+len(c.Targets)+len(c.APIs)+len(c.Databases)+len(c.LogGroups),
			"need a dashboard of %d widgets, but CloudWatch allows %d; divide them among several monitors",
			widgets, mostWidgets)
	}
}

// createDashboard creates a dashboard with the state of the alarms, and below it the rows.
func (b *builder) createDashboard() (err error) {
	b.dashboard, err = child.New(b.Parent, cloudwatch.NewDashboard, b.Name, &cloudwatch.DashboardArgs{
		DashboardName: pulumi.String(b.dashboardName),
		DashboardBody: pulumi.JSONMarshal(pulumi.Map{"widgets": b.widgets()}),
	}, b.Transform.Dashboard, pulumi.IgnoreChanges([]string{"dashboardName"})) // a renamed monitor keeps its dashboard
	return err
}

func (b *builder) widgets() pulumi.Array {
	all, y := pulumi.Array{}, 0
	for alarms := range slices.Chunk(b.sortedAlarms(), alarmsPerWidget) {
		height := 1 + (len(alarms)+alarmsPerLine-1)/alarmsPerLine
		all = append(all, widget("alarm", 0, y, columns, height, pulumi.Map{
			"title": pulumi.String("Alarms"), "alarms": alarms.ToStringArrayOutput(),
		}))
		y += height
	}
	byRow := map[row][]graph{}
	for _, g := range b.graphs() {
		byRow[g.row] = append(byRow[g.row], g)
	}
	for _, r := range rows {
		graphs := byRow[r]
		if len(graphs) == 0 {
			continue
		}
		all = append(all, widget("text", 0, y, columns, 1, pulumi.Map{"markdown": pulumi.String("## " + string(r))}))
		y++
		for i, g := range graphs {
			x := i * graphWidth % columns
			if i > 0 && x == 0 {
				y += graphHeight
			}
			all = append(all, widget("metric", x, y, graphWidth, graphHeight, b.draw(g)))
		}
		y += graphHeight
	}
	return all
}

func widget(kind string, x, y, width, height int, properties pulumi.Map) pulumi.Map {
	return pulumi.Map{
		"type": pulumi.String(kind), "x": pulumi.Int(x), "y": pulumi.Int(y),
		"width": pulumi.Int(width), "height": pulumi.Int(height), "properties": properties,
	}
}

// draw returns the properties of a graph's widget.
func (b *builder) draw(g graph) pulumi.Map {
	lines := pulumi.Array{}
	for _, m := range g.metrics {
		lines = append(lines, m.line(pulumi.Map{"label": pulumi.Sprintf("%s %s", m.key, m.name)}))
	}
	n := 1
	for _, a := range g.alarms {
		lines = append(lines, a.lines(n)...)
		n += len(a.metrics)
	}
	properties := pulumi.Map{
		"title": pulumi.String(g.title), "region": b.place.Expand("{region}"), "period": pulumi.Int(60),
		"view": pulumi.String("timeSeries"), "metrics": lines,
	}
	if len(g.alarms) > 0 { // all alarms of a graph have the same threshold
		properties["annotations"] = pulumi.Map{"horizontal": pulumi.Array{pulumi.Map{
			"label": pulumi.String("alarm"), "value": pulumi.Float64(g.alarms[0].threshold),
		}}}
	}
	return properties
}

// lines returns what the alarm compares with its threshold. The ids of metrics in a graph are unique;
// the alarm's start with the nth.
func (a alarm) lines(n int) pulumi.Array {
	if a.math == "" {
		return pulumi.Array{a.metrics[0].line(pulumi.Map{"label": pulumi.String(a.metrics[0].key)})}
	}
	ids, expression := a.ids(n)
	lines := pulumi.Array{pulumi.Array{pulumi.Map{
		"id": pulumi.String("e" + ids[0][1:]), "expression": pulumi.String(expression),
		"label": pulumi.String(a.metrics[0].key),
	}}}
	for i, m := range a.metrics {
		lines = append(lines, m.line(pulumi.Map{"id": pulumi.String(ids[i]), "visible": pulumi.Bool(false)}))
	}
	return lines
}

// line returns the metric as an element of a widget's list of metrics.
func (m metric) line(options pulumi.Map) pulumi.Array {
	line := pulumi.Array{pulumi.String(m.namespace), m.name}
	for _, d := range m.dimensions {
		line = append(line, pulumi.String(d.name), d.value)
	}
	options["stat"] = pulumi.String(m.statistic)
	return append(line, options)
}
