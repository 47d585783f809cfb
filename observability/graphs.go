package observability

import (
	"maps"
	"slices"
	"strings"
)

// graph is a widget that shows metrics, and what alarms compare with their common threshold.
type graph struct {
	row     row
	title   string
	metrics []metric
	alarms  []alarm
}

// shown is what the graph of each alarm shows.
var shown = map[Alarm]string{
	CPU: "CPU percent", Memory: "Memory percent", Tasks: "Missing tasks",
	Errors: "Responses 5xx", ErrorRate: "Percent 5xx", BalancerErrors: "5xx of the load balancer",
	Latency: "Latency p95", UnhealthyHosts: "Unhealthy tasks", NoHealthyHost: "Healthy tasks",
	RejectedConnections: "Rejected connections", IntegrationLatency: "Latency p95 of the backend",
	FreeStorage: "Free storage", FreeMemory: "Free memory", Connections: "Connections",
	DiskLatency: "Disk latency", ReplicaLag: "Replica lag", LoggedErrors: "Logged errors",
}

// graphs returns the graphs of all rows. Those of a row are in the order of the tables of alarms.
func (c config) graphs() []graph {
	all := append(c.trafficGraphs(), c.taskGraphs()...)
	for _, a := range c.allAlarms() {
		title := shown[a.what] + ": " + a.metrics[0].kind + " " + a.metrics[0].key
		if a.metrics[0].kind == target {
			title = strings.TrimSuffix(title, green) // both groups share a graph
		}
		i := slices.IndexFunc(all, func(g graph) bool { return g.title == title })
		if i < 0 {
			i, all = len(all), append(all, graph{row: a.row, title: title})
		}
		all[i].alarms = append(all[i].alarms, a)
	}
	return all
}

func (c config) trafficGraphs() (all []graph) {
	for _, key := range slices.Sorted(maps.Keys(c.Targets)) {
		g := graph{row: traffic, title: "Requests: target " + key}
		for _, group := range c.Targets[key].sources(key) {
			g.metrics = append(g.metrics,
				group.metric("RequestCount", "Sum"), group.metric("HTTPCode_Target_4XX_Count", "Sum"))
		}
		all = append(all, g)
	}
	for _, key := range slices.Sorted(maps.Keys(c.APIs)) {
		api := c.APIs[key].source(key)
		all = append(all, graph{row: traffic, title: "Requests: api " + key, metrics: []metric{
			api.metric("Count", "Sum"), api.metric("4xx", "Sum"),
		}})
	}
	return all
}

// taskGraphs show how deployments replace tasks. Without Container Insights, there is nothing to show.
func (c config) taskGraphs() (all []graph) {
	for _, key := range slices.Sorted(maps.Keys(c.Services)) {
		if slices.Contains(c.Services[key].Without, Tasks) {
			continue
		}
		ecs := c.Services[key].source(key).in(insights)
		all = append(all, graph{row: deployed, title: "Tasks: ecs " + key, metrics: []metric{
			ecs.metric("RunningTaskCount", "Average"), ecs.metric("DesiredTaskCount", "Average"),
			ecs.metric("DeploymentCount", "Average"),
		}})
	}
	return all
}
