package observability

import (
	"maps"
	"slices"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/cloudwatch"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/child"
)

// createDashboard creates a dashboard with the state of the alarms, and below it a row of graphs for
// each watched resource. CloudWatch positions widgets that have no position.
func (b *builder) createDashboard() (err error) {
	widgets := pulumi.Array{pulumi.Map{
		"type": pulumi.String("alarm"), "width": pulumi.Int(24), "height": pulumi.Int(3),
		"properties": pulumi.Map{"title": pulumi.String("Alarms"), "alarms": b.alarmARNs()},
	}}
	for _, key := range slices.Sorted(maps.Keys(b.Targets)) {
		widgets = append(widgets, b.targetGraphs(key, b.sources.groups[key])...)
	}
	if b.APIID != nil {
		widgets = append(widgets, b.apiGraphs()...)
	}
	for _, key := range slices.Sorted(maps.Keys(b.Services)) {
		widgets = append(widgets, b.graph("Load of "+key, []source{b.sources.services[key]},
			metric{"CPUUtilization", "Average"}, metric{"MemoryUtilization", "Average"}))
	}
	for _, key := range slices.Sorted(maps.Keys(b.Databases)) {
		widgets = append(widgets, b.databaseGraphs(key, []source{b.sources.databases[key]})...)
	}
	b.dashboard, err = child.New(b.Parent, cloudwatch.NewDashboard, b.Name, &cloudwatch.DashboardArgs{
		DashboardName: pulumi.String(b.dashboardName),
		DashboardBody: pulumi.JSONMarshal(pulumi.Map{"widgets": widgets}),
	}, b.Transform.Dashboard, pulumi.IgnoreChanges([]string{"dashboardName"})) // a renamed monitor keeps its dashboard
	return err
}

func (b *builder) targetGraphs(key string, groups []source) pulumi.Array {
	return pulumi.Array{
		b.graph("Requests and errors of "+key, groups, metric{"RequestCount", "Sum"},
			metric{"HTTPCode_Target_4XX_Count", "Sum"}, metric{"HTTPCode_Target_5XX_Count", "Sum"}),
		b.graph("Response time of "+key, groups,
			metric{"TargetResponseTime", "p50"}, metric{"TargetResponseTime", "p95"}),
		b.graph("Tasks of "+key, groups,
			metric{"HealthyHostCount", "Minimum"}, metric{"UnHealthyHostCount", "Maximum"}),
	}
}

func (b *builder) apiGraphs() pulumi.Array {
	api := []source{{key: "api", namespace: "AWS/ApiGateway", dimensions: []dimension{
		{"ApiId", b.APIID.ToStringOutput()},
	}}}
	return pulumi.Array{
		b.graph("Requests and errors of the API", api,
			metric{"Count", "Sum"}, metric{"4xx", "Sum"}, metric{"5xx", "Sum"}),
		b.graph("Response time of the API", api, metric{"Latency", "p50"}, metric{"Latency", "p95"}),
	}
}

func (b *builder) databaseGraphs(key string, of []source) pulumi.Array {
	return pulumi.Array{
		b.graph("CPU use of database "+key, of, metric{"CPUUtilization", "Average"}),
		b.graph("Free storage of database "+key, of, metric{"FreeStorageSpace", "Average"}),
		b.graph("Connections to database "+key, of, metric{"DatabaseConnections", "Maximum"}),
	}
}

type metric struct{ name, statistic string }

// graph returns a widget, a third of a row wide, with a line for each metric of each source.
func (b *builder) graph(title string, of []source, metrics ...metric) pulumi.Map {
	lines := pulumi.Array{}
	for _, m := range metrics {
		for _, s := range of {
			lines = append(lines, m.line(s))
		}
	}
	return pulumi.Map{
		"type": pulumi.String("metric"), "width": pulumi.Int(8), "height": pulumi.Int(6),
		"properties": pulumi.Map{
			"title": pulumi.String(title), "region": b.place.Expand("{region}"), "period": pulumi.Int(60), "metrics": lines,
		},
	}
}

// line returns the metric of a source, labelled with the source's key.
func (m metric) line(of source) pulumi.Array {
	line := pulumi.Array{pulumi.String(of.namespace), pulumi.String(m.name)}
	for _, d := range of.dimensions {
		line = append(line, pulumi.String(d.name), d.value)
	}
	return append(line, pulumi.Map{
		"stat":  pulumi.String(m.statistic),
		"label": pulumi.String(of.key + " " + m.name + " " + m.statistic),
	})
}
