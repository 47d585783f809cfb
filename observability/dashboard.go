package observability

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/cloudwatch"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/child"
)

// createDashboard shows the state of the alarms, and below it a row of graphs for each thing. CloudWatch finds a place for what names none.
func (b *builder) createDashboard() error {
	widgets := pulumi.Array{pulumi.Map{
		"type": pulumi.String("alarm"), "width": pulumi.Int(24), "height": pulumi.Int(3),
		"properties": pulumi.Map{"title": pulumi.String("Alarms"), "alarms": b.alarmARNs()},
	}}
	for _, t := range b.targets {
		groups := b.sources.groups[t.key]
		widgets = append(widgets,
			b.graph("Requests and errors of "+t.key, lines(groups, "RequestCount", "Sum"), lines(groups, "HTTPCode_Target_4XX_Count", "Sum"),
				lines(groups, "HTTPCode_Target_5XX_Count", "Sum")),
			b.graph("Response time of "+t.key, lines(groups, "TargetResponseTime", "p50"), lines(groups, "TargetResponseTime", "p95")),
			b.graph("Tasks of "+t.key, lines(groups, "HealthyHostCount", "Minimum"), lines(groups, "UnHealthyHostCount", "Maximum")))
	}
	if b.in.APIID != nil {
		api := []keyed[source]{{"api", source{namespace: "AWS/ApiGateway", dimensions: []dimension{{"ApiId", b.in.APIID.ToStringOutput()}}}}}
		widgets = append(widgets,
			b.graph("Requests and errors of the API", lines(api, "Count", "Sum"), lines(api, "4xx", "Sum"), lines(api, "5xx", "Sum")),
			b.graph("Response time of the API", lines(api, "Latency", "p50"), lines(api, "Latency", "p95")))
	}
	for _, s := range b.services {
		of := []keyed[source]{{s.key, b.sources.services[s.key]}}
		widgets = append(widgets, b.graph("Load of "+s.key, lines(of, "CPUUtilization", "Average"), lines(of, "MemoryUtilization", "Average")))
	}
	for _, d := range b.databases {
		of := []keyed[source]{{d.key, b.sources.databases[d.key]}}
		widgets = append(widgets,
			b.graph("CPU use of database "+d.key, lines(of, "CPUUtilization", "Average")),
			b.graph("Free storage of database "+d.key, lines(of, "FreeStorageSpace", "Average")),
			b.graph("Connections to database "+d.key, lines(of, "DatabaseConnections", "Maximum")))
	}
	dashboard, err := child.New(b.Parent, cloudwatch.NewDashboard, b.name, &cloudwatch.DashboardArgs{
		DashboardName: pulumi.String(b.dashboard),
		DashboardBody: pulumi.JSONMarshal(pulumi.Map{"widgets": widgets}),
	}, b.edit.Dashboard, pulumi.IgnoreChanges([]string{"dashboardName"})) // a renamed component keeps its dashboard
	if err != nil {
		return err
	}
	b.out.DashboardName = dashboard.DashboardName
	return nil
}

// graph is a third of a row with some lines in it.
func (b *builder) graph(title string, metrics ...pulumi.Array) pulumi.Map {
	all := pulumi.Array{}
	for _, lines := range metrics {
		all = append(all, lines...)
	}
	return pulumi.Map{
		"type": pulumi.String("metric"), "width": pulumi.Int(8), "height": pulumi.Int(6),
		"properties": pulumi.Map{
			"title": pulumi.String(title), "region": b.place.Expand("{region}"), "period": pulumi.Int(60), "metrics": all,
		},
	}
}

// lines are one metric of each source; the source's key tells them apart.
func lines(of []keyed[source], metric, statistic string) pulumi.Array {
	all := pulumi.Array{}
	for _, s := range of {
		line := pulumi.Array{pulumi.String(s.value.namespace), pulumi.String(metric)}
		for _, d := range s.value.dimensions {
			line = append(line, pulumi.String(d.name), d.value)
		}
		all = append(all, append(line, pulumi.Map{
			"stat": pulumi.String(statistic), "label": pulumi.String(s.key + " " + metric + " " + statistic),
		}))
	}
	return all
}
