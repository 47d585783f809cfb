package ecsservice_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/ecsservice"
)

func TestScalingTracksEachTargetWithinItsRange(t *testing.T) {
	g := run(t, small(scaled))
	target := g.Only("appautoscaling/target:Target")
	id := fmt.Sprintf("service/%s/%s", g.Only("Cluster").Output("name"), g.Only("ecs/service:Service").Output("name"))
	if target.Text("resourceId") != id || target.Get("minCapacity") != 2.0 || target.Get("maxCapacity") != 6.0 {
		t.Errorf("the target is %v, want %s from 2 to 6", target.Inputs, id)
	}
	// A refresh during a rollout must not make the suspension of scaling permanent.
	for _, activity := range []string{"dynamicScalingIn", "dynamicScalingOut", "scheduledScaling"} {
		if target.Get("suspendedState."+activity+"Suspended") != false {
			t.Errorf("an update would not resume %s: %v", activity, target.Get("suspendedState"))
		}
	}
	for name, want := range map[string]struct {
		metric string
		value  float64
	}{
		"api--cpu":    {"ECSServiceAverageCPUUtilization", 60},
		"api--memory": {"ECSServiceAverageMemoryUtilization", 70},
	} {
		policy := g.Named("appautoscaling/policy:Policy", name)
		const config = "targetTrackingScalingPolicyConfiguration."
		if policy.Text(config+"predefinedMetricSpecification.predefinedMetricType") != want.metric ||
			policy.Get(config+"targetValue") != want.value {
			t.Errorf("%s is %v", name, policy.Inputs)
		}
		if policy.Get(config+"scaleInCooldown") != 300.0 || policy.Get(config+"scaleOutCooldown") != 60.0 ||
			policy.Text("resourceId") != id {
			t.Errorf("%s scales %v", name, policy.Inputs)
		}
	}
	if ignored := target.Ignores(); len(ignored) > 0 {
		t.Errorf("changes of %q would have no effect", ignored)
	}
	byMemory := run(t, small(func(a *ecsservice.Args) { a.Scaling = &ecsservice.Scaling{Max: 2, MemoryPercent: 70} }))
	if got := byMemory.Names("appautoscaling/policy:Policy"); !slices.Equal(got, []string{"api--memory"}) {
		t.Errorf("by memory alone it scales by %q", got)
	}
	run(t, small()).None("appautoscaling/target:Target")
}

func TestScalingByRequestsCountsThoseOfTheTargetGroup(t *testing.T) {
	const label = "app/web/50dc6c49/targetgroup/api/73e2d6bc"
	g := run(t, small(behindLoadBalancer, func(a *ecsservice.Args) {
		a.LoadBalancer.RequestLabel = pulumi.String(label)
		a.Scaling = &ecsservice.Scaling{Max: 4, RequestsPerTarget: 600}
	}))
	policy := g.Only("appautoscaling/policy:Policy")
	const config = "targetTrackingScalingPolicyConfiguration."
	if policy.Name != "api--requests" || policy.Get(config+"targetValue") != 600.0 ||
		policy.Text(config+"predefinedMetricSpecification.predefinedMetricType") != "ALBRequestCountPerTarget" ||
		policy.Text(config+"predefinedMetricSpecification.resourceLabel") != label {
		t.Errorf("%s is %v", policy.Name, policy.Inputs)
	}
}

func TestScalingByAQueueKeepsTheMessagesOfEachTask(t *testing.T) {
	g := run(t, small(func(a *ecsservice.Args) {
		a.Scaling = &ecsservice.Scaling{Min: new(0), Max: 4, Queue: &ecsservice.Queue{ARN: queueARN, MessagesPerTask: 100}}
	}))
	policy := g.Only("appautoscaling/policy:Policy")
	const config = "targetTrackingScalingPolicyConfiguration."
	const metrics = config + "customizedMetricSpecification.metrics"
	for path, want := range map[string]any{
		config + "targetValue":                                100.0,
		metrics + "[0].id":                                    "waiting",
		metrics + "[0].metricStat.metric.metricName":          "ApproximateNumberOfMessagesVisible",
		metrics + "[0].metricStat.metric.dimensions[0].value": "jobs",
		metrics + "[0].returnData":                            false,
		metrics + "[1].id":                                    "running",
		metrics + "[1].metricStat.metric.namespace":           "ECS/ContainerInsights",
		metrics + "[1].metricStat.metric.dimensions[0].value": g.Only("Cluster").Output("name"),
		metrics + "[1].metricStat.metric.dimensions[1].value": g.Only("ecs/service:Service").Output("name"),
		metrics + "[1].returnData":                            false,
		// One message must start the first task, whatever the target is.
		metrics + "[2].expression": "IF(FILL(running, 0) > 0, waiting / running, waiting * 101)",
		metrics + "[2].returnData": true,
	} {
		if got := policy.Get(path); got != want {
			t.Errorf("%s is %v, want %v", path, got, want)
		}
	}
}

func TestSchedulesSetTheWholeRange(t *testing.T) {
	g := run(t, small(func(a *ecsservice.Args) {
		a.Scaling = &ecsservice.Scaling{Min: new(2), Max: 6, Schedules: map[string]ecsservice.Schedule{
			"night":   {Cron: "0 20 * * ? *", Timezone: "Europe/Berlin", Min: new(0), Max: new(0)},
			"morning": {Cron: "0 6 ? * MON-FRI *"},
			"sale":    {At: "2026-12-24T18:00:00", Max: new(20)},
		}}
	}))
	for name, want := range map[string][]any{
		"api--schedule-night":   {"cron(0 20 * * ? *)", "Europe/Berlin", 0.0, 0.0},
		"api--schedule-morning": {"cron(0 6 ? * MON-FRI *)", "UTC", 2.0, 6.0},
		"api--schedule-sale":    {"at(2026-12-24T18:00:00)", "UTC", 2.0, 20.0},
	} {
		action := g.Named("ScheduledAction", name)
		got := []any{
			action.Get("schedule"), action.Get("timezone"),
			action.Get("scalableTargetAction.minCapacity"), action.Get("scalableTargetAction.maxCapacity"),
		}
		if !slices.Equal(got, want) || !action.WaitsFor(g.Only("appautoscaling/target:Target")) {
			t.Errorf("%s is %v, want %v", name, got, want)
		}
	}
	// An update must not undo what a schedule has set.
	ignored := g.Only("appautoscaling/target:Target").Ignores()
	if !slices.Equal(ignored, []string{"maxCapacity", "minCapacity"}) {
		t.Errorf("the range ignores changes of %q", ignored)
	}
}
