package ecsservice_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/ecsservice"
)

func TestRollingDeployment(t *testing.T) {
	service := run(t, small(behindLoadBalancer, func(a *ecsservice.Args) { a.RollbackAlarms = pulumi.ToStringArray([]string{"errors", "latency"}) })).Only("ecs/service:Service")
	for path, want := range map[string]any{
		"deploymentController.type":                      "ECS",
		"waitForSteadyState":                             true,
		"deploymentCircuitBreaker.enable":                true,
		"deploymentCircuitBreaker.rollback":              true,
		"alarms.enable":                                  true,
		"alarms.rollback":                                true,
		"deploymentMinimumHealthyPercent":                100.0,
		"deploymentMaximumPercent":                       200.0,
		"availabilityZoneRebalancing":                    "ENABLED", // refused unless more than 100 per cent may run
		"platformVersion":                                "LATEST",  // ECS.10
		"launchType":                                     nil,       // a service that has one is replaced when it is given capacity providers
		"healthCheckGracePeriodSeconds":                  60.0,
		"capacityProviderStrategies[0].capacityProvider": "FARGATE",
		"capacityProviderStrategies[0].weight":           1.0,
		"desiredCount":                                   1.0,
		"forceDelete":                                    true,
		"propagateTags":                                  "SERVICE",
		"loadBalancers[0].targetGroupArn":                string(targetARN),
		"loadBalancers[0].containerName":                 "api",
		"loadBalancers[0].containerPort":                 8000.0,
	} {
		if got := service.Get(path); got != want {
			t.Errorf("%s is %v, want %v", path, got, want)
		}
	}
	if got := service.Strings("alarms.alarmNames"); !slices.Equal(got, []string{"errors", "latency"}) {
		t.Errorf("it rolls back on %q", got)
	}
	if got := service.Ignores(); len(got) > 0 {
		t.Errorf("it ignores changes of %q", got)
	}
	if create, update, del := service.Timeouts(); create != "29m30s" || update != "29m30s" || del != "25m30s" {
		t.Errorf("it may take %s, %s and %s", create, update, del)
	}
}

// Lessons 1, 3 and 6: what CodeDeploy moves is never moved back, and what ECS refuses under CODE_DEPLOY is never asked for.
func TestBlueGreenDeployment(t *testing.T) {
	service := run(t, small(blueGreen)).Only("ecs/service:Service")
	if service.Text("deploymentController.type") != "CODE_DEPLOY" {
		t.Errorf("the controller is %v", service.Get("deploymentController"))
	}
	if service.Get("waitForSteadyState") != false {
		t.Error("it waits for a steady state, which never comes under CODE_DEPLOY")
	}
	if got := service.Ignores(); !slices.Equal(got, []string{"capacityProviderStrategies", "loadBalancers", "networkConfiguration", "platformVersion", "taskDefinition"}) {
		t.Errorf("it ignores changes of %q", got)
	}
	for _, refused := range []string{"deploymentCircuitBreaker", "alarms", "availabilityZoneRebalancing"} {
		if service.Get(refused) != nil {
			t.Errorf("%s is set, which CODE_DEPLOY refuses", refused)
		}
	}
}

// Lesson 2: the mode cannot change in place.
func TestChangingTheModeReplacesTheService(t *testing.T) {
	for _, args := range []*ecsservice.Args{small(), small(blueGreen)} {
		service := run(t, args).Only("ecs/service:Service")
		if !slices.Equal(service.ReplacesOn(), []string{"deploymentController"}) || service.DeletesBeforeReplace() || service.Text("name") != "" {
			t.Error("another mode does not make a new service beside the old one")
		}
	}
}

// Lesson 7.
func TestTheCountIsLeftToScalingOnlyWhereThereIsScaling(t *testing.T) {
	for _, mode := range []func(*ecsservice.Args){behindLoadBalancer, blueGreen} {
		alone := run(t, small(mode, func(a *ecsservice.Args) { a.DesiredCount = new(3) })).Only("ecs/service:Service")
		if slices.Contains(alone.Ignores(), "desiredCount") || alone.Get("desiredCount") != 3.0 {
			t.Error("without scaling, DesiredCount does not rule")
		}
		with := run(t, small(mode, scaled)).Only("ecs/service:Service")
		if !slices.Contains(with.Ignores(), "desiredCount") || with.Get("desiredCount") != 2.0 {
			t.Error("with scaling, the count does not start with the least and then stay as it is")
		}
	}
}

func TestNoLoadBalancerNoGracePeriod(t *testing.T) {
	service := run(t, small()).Only("ecs/service:Service")
	if service.Get("healthCheckGracePeriodSeconds") != nil || service.Get("loadBalancers") != nil {
		t.Error("AWS refuses a grace period without a load balancer")
	}
}

func TestScaling(t *testing.T) {
	g := run(t, small(scaled))
	target := g.Only("appautoscaling/target:Target")
	id := fmt.Sprintf("service/%s/%s", g.Only("Cluster").State("name"), g.Only("ecs/service:Service").State("name"))
	if target.Text("resourceId") != id || target.Get("minCapacity") != 2.0 || target.Get("maxCapacity") != 6.0 {
		t.Errorf("the target is %v, want %s from 2 to 6", target.Inputs, id)
	}
	for name, want := range map[string]struct {
		metric string
		value  float64
	}{"api--cpu": {"ECSServiceAverageCPUUtilization", 60}, "api--memory": {"ECSServiceAverageMemoryUtilization", 70}} {
		policy := g.Named("appautoscaling/policy:Policy", name)
		const config = "targetTrackingScalingPolicyConfiguration."
		if policy.Text(config+"predefinedMetricSpecification.predefinedMetricType") != want.metric || policy.Get(config+"targetValue") != want.value {
			t.Errorf("%s is %v", name, policy.Inputs)
		}
		if policy.Get(config+"scaleInCooldown") != 300.0 || policy.Get(config+"scaleOutCooldown") != 60.0 || policy.Text("resourceId") != id {
			t.Errorf("%s scales %v", name, policy.Inputs)
		}
	}
	byMemory := run(t, small(func(a *ecsservice.Args) { a.Scaling = &ecsservice.Scaling{Max: 2, MemoryPercent: 70} }))
	if got := byMemory.Names("appautoscaling/policy:Policy"); !slices.Equal(got, []string{"api--memory"}) {
		t.Errorf("by memory alone it scales by %q", got)
	}
	run(t, small()).None("appautoscaling/target:Target")
}
