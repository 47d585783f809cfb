package ecsservice_test

import (
	"slices"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/ecsservice"
)

func TestRollingServiceRollsBackAndIsAwaited(t *testing.T) {
	service := run(t, small(behindLoadBalancer, func(a *ecsservice.Args) {
		a.RollbackAlarms = pulumi.ToStringArray([]string{"errors", "latency"})
	})).Only("ecs/service:Service")
	for path, want := range map[string]any{
		"deploymentController.type":                      "ECS",
		"waitForSteadyState":                             true,
		"deploymentCircuitBreaker.enable":                true,
		"deploymentCircuitBreaker.rollback":              true,
		"alarms.enable":                                  true,
		"alarms.rollback":                                true,
		"deploymentMinimumHealthyPercent":                100.0,
		"deploymentMaximumPercent":                       200.0,
		"availabilityZoneRebalancing":                    "ENABLED", // rejected unless the maximum is more than 100%
		"platformVersion":                                "LATEST",  // ECS.10
		"launchType":                                     nil,       // changing it to capacity providers replaces a service
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

// Pulumi must not revert what CodeDeploy changes, nor set what ECS rejects with CODE_DEPLOY.
func TestBlueGreenServiceIsLeftToCodeDeploy(t *testing.T) {
	service := run(t, small(blueGreen)).Only("ecs/service:Service")
	if service.Text("deploymentController.type") != "CODE_DEPLOY" {
		t.Errorf("the controller is %v", service.Get("deploymentController"))
	}
	if service.Get("waitForSteadyState") != false {
		t.Error("it waits for a steady state, which a CODE_DEPLOY service never reaches")
	}
	if got := service.Ignores(); !slices.Equal(got, []string{
		"capacityProviderStrategies", "loadBalancers", "networkConfiguration", "platformVersion", "taskDefinition",
	}) {
		t.Errorf("it ignores changes of %q", got)
	}
	for _, rejected := range []string{"deploymentCircuitBreaker", "alarms", "availabilityZoneRebalancing"} {
		if service.Get(rejected) != nil {
			t.Errorf("%s is set, which ECS rejects with CODE_DEPLOY", rejected)
		}
	}
}

// AWS cannot change the deployment controller in place.
func TestChangingTheModeReplacesTheService(t *testing.T) {
	for _, args := range []*ecsservice.Args{small(), small(blueGreen)} {
		service := run(t, args).Only("ecs/service:Service")
		if !slices.Equal(service.ReplacesOn(), []string{"deploymentController"}) ||
			service.DeletesBeforeReplace() || service.Get("name") != nil {
			t.Error("another mode does not create a new service beside the old one")
		}
	}
}

// Otherwise each update would reset the number that scaling has chosen, or never change
// DesiredCount.
func TestTheCountIsLeftToScalingOnlyWhereThereIsScaling(t *testing.T) {
	for _, mode := range []func(*ecsservice.Args){behindLoadBalancer, blueGreen} {
		alone := run(t, small(mode, func(a *ecsservice.Args) { a.DesiredCount = new(3) })).Only("ecs/service:Service")
		if slices.Contains(alone.Ignores(), "desiredCount") || alone.Get("desiredCount") != 3.0 {
			t.Error("without scaling, DesiredCount has no effect")
		}
		with := run(t, small(mode, scaled)).Only("ecs/service:Service")
		if !slices.Contains(with.Ignores(), "desiredCount") || with.Get("desiredCount") != 2.0 {
			t.Error("with scaling, the count does not start with the smallest number and is not left to scaling")
		}
	}
}

// Whoever deploys the image must not be undone, and no other change may be hidden.
func TestOnlyTheRevisionIsLeftToCI(t *testing.T) {
	g := run(t, small(behindLoadBalancer, func(a *ecsservice.Args) { a.IgnoreTaskDefinition = true }))
	if got := g.Only("ecs/service:Service").Ignores(); !slices.Equal(got, []string{"taskDefinition"}) {
		t.Errorf("the service ignores changes of %q", got)
	}
	if got := g.Only("TaskDefinition").Ignores(); !slices.Equal(got, []string{"family"}) {
		t.Errorf("the task definition ignores changes of %q, so a preview would not show them", got)
	}
}

func TestOnlyTheCountIsLeftToOthers(t *testing.T) {
	for _, mode := range []func(*ecsservice.Args){behindLoadBalancer, blueGreen} {
		before := run(t, small(mode)).Only("ecs/service:Service").Ignores()
		service := run(t, small(mode, func(a *ecsservice.Args) {
			a.IgnoreDesiredCount, a.DesiredCount = true, new(3)
		})).Only("ecs/service:Service")
		want := slices.Sorted(slices.Values(append(before, "desiredCount")))
		if got := service.Ignores(); !slices.Equal(got, want) || service.Get("desiredCount") != 3.0 {
			t.Errorf("the service ignores changes of %q and starts %v tasks", got, service.Get("desiredCount"))
		}
	}
}

func TestHealthCheckGracePeriodReachesTheService(t *testing.T) {
	for _, seconds := range []int{0, 3600} {
		service := run(t, small(behindLoadBalancer, func(a *ecsservice.Args) {
			a.HealthCheckGraceSeconds = &seconds
		})).Only("ecs/service:Service")
		if got := service.Get("healthCheckGracePeriodSeconds"); got != float64(seconds) {
			t.Errorf("the grace period is %v, want %d seconds", got, seconds)
		}
	}
}

func TestWithoutLoadBalancerThereIsNoGracePeriod(t *testing.T) {
	service := run(t, small()).Only("ecs/service:Service")
	if service.Get("healthCheckGracePeriodSeconds") != nil || service.Get("loadBalancers") != nil {
		t.Error("AWS rejects a grace period without a load balancer")
	}
}
