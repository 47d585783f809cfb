package ecsservice_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/knwl-platform/infra/ecsservice"
)

func TestScalingTracksEachTargetWithinItsRange(t *testing.T) {
	g := run(t, small(scaled))
	target := g.Only("appautoscaling/target:Target")
	id := fmt.Sprintf("service/%s/%s", g.Only("Cluster").State("name"), g.Only("ecs/service:Service").State("name"))
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
	byMemory := run(t, small(func(a *ecsservice.Args) { a.Scaling = &ecsservice.Scaling{Max: 2, MemoryPercent: 70} }))
	if got := byMemory.Names("appautoscaling/policy:Policy"); !slices.Equal(got, []string{"api--memory"}) {
		t.Errorf("by memory alone it scales by %q", got)
	}
	run(t, small()).None("appautoscaling/target:Target")
}
