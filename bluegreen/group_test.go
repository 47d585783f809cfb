package bluegreen_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/bluegreen"
	"github.com/knwl-platform/infra/internal/check/checktest"
	"github.com/knwl-platform/infra/internal/graphtest"
)

func TestGroupDeploysTheServiceBetweenBothTargetGroups(t *testing.T) {
	g := run(t)
	group := g.Only(groupType)
	const pair = "loadBalancerInfo.targetGroupPairInfo."
	for property, want := range map[string]any{
		"deploymentStyle.deploymentType":          "BLUE_GREEN",
		"deploymentStyle.deploymentOption":        "WITH_TRAFFIC_CONTROL",
		"ecsService.serviceName":                  "api",
		"ecsService.clusterName":                  "main",
		pair + "targetGroups[0].name":             "main--api",
		pair + "targetGroups[1].name":             "main--api-green",
		pair + "prodTrafficRoute.listenerArns[0]": elb + ":listener/app/main/1/2",
		pair + "testTrafficRoute.listenerArns[0]": elb + ":listener/app/main/1/3",
		"deploymentConfigName":                    "CodeDeployDefault.ECSCanary10Percent5Minutes",
		"deploymentGroupName":                     "main",
		"appName":                                 g.Only("Application").Output("name"),
	} {
		if got := group.Get(property); got != want {
			t.Errorf("%s is %v, want %v", property, got, want)
		}
	}
	if app := g.Only("Application"); app.Text("computePlatform") != "ECS" || app.Get("name") != nil {
		t.Errorf("the application is %v", app.Inputs)
	}
	if !group.WaitsFor(g.Only("RolePolicy")) {
		t.Error("the group does not wait for its role's policy")
	}
}

func TestTestListenerIsOptional(t *testing.T) {
	const testTraffic = "loadBalancerInfo.targetGroupPairInfo.testTrafficRoute"
	for name, none := range map[string]pulumi.StringInput{"nil": nil, "a zero output": pulumi.StringOutput{}} {
		g := run(t, func(a *bluegreen.Args) { a.Target.TestListenerARN = none })
		if route := g.Only(groupType).Get(testTraffic); route != nil {
			t.Errorf("%s: test traffic goes to %v", name, route)
		}
	}
}

func TestShiftsThatAreNotPredefinedGetAConfiguration(t *testing.T) {
	run(t, func(a *bluegreen.Args) { a.Shift = bluegreen.AllAtOnce }).None("DeploymentConfig")
	for shift, want := range map[bluegreen.Shift]map[string]any{
		"Canary20Percent30Minutes": {
			"type":            "TimeBasedCanary",
			"timeBasedCanary": map[string]any{"percentage": 20.0, "interval": 30.0},
			"timeBasedLinear": nil,
		},
		"Linear25PercentEvery10Minutes": {
			"type":            "TimeBasedLinear",
			"timeBasedLinear": map[string]any{"percentage": 25.0, "interval": 10.0},
			"timeBasedCanary": nil,
		},
	} {
		g := run(t, func(a *bluegreen.Args) { a.Shift = shift })
		own := g.Only("DeploymentConfig")
		for property, value := range want {
			got, _ := json.Marshal(own.Get("trafficRoutingConfig." + property))
			if wanted, _ := json.Marshal(value); string(got) != string(wanted) {
				t.Errorf("%s: %s is %s, want %s", shift, property, got, wanted)
			}
		}
		name := own.Text("deploymentConfigName")
		if !strings.HasPrefix(name, "main-") || !strings.HasSuffix(name, "-"+string(shift)) ||
			own.Text("computePlatform") != "ECS" {
			t.Errorf("%s: a new shift would not get a new name: %v", shift, own.Inputs)
		}
		if got := g.Only(groupType).Text("deploymentConfigName"); got != name {
			t.Errorf("%s: the group uses %s", shift, got)
		}
	}
}

func TestWaitsReachTheGroup(t *testing.T) {
	const (
		ready       = "blueGreenDeploymentConfig.deploymentReadyOption."
		termination = "blueGreenDeploymentConfig.terminateBlueInstancesOnDeploymentSuccess."
	)
	group := run(t).Only(groupType)
	if group.Text(ready+"actionOnTimeout") != "CONTINUE_DEPLOYMENT" || group.Get(ready+"waitTimeInMinutes") != nil ||
		group.Get(termination+"terminationWaitTimeInMinutes") != 15.0 {
		t.Errorf("by default it waits %v", group.Get("blueGreenDeploymentConfig"))
	}
	group = run(t, func(a *bluegreen.Args) {
		a.ApprovalWaitMinutes, a.TerminationWaitMinutes = 1, new(120)
	}).Only(groupType)
	if group.Text(ready+"actionOnTimeout") != "STOP_DEPLOYMENT" || group.Get(ready+"waitTimeInMinutes") != 1.0 ||
		group.Get(termination+"terminationWaitTimeInMinutes") != 120.0 {
		t.Errorf("it waits %v", group.Get("blueGreenDeploymentConfig"))
	}
}

// CodeDeploy can report a deployment as successful while new tasks are unhealthy, so alarms must be
// able to roll it back.
func TestDeploymentsRollBackOnFailureAndOnAlarms(t *testing.T) {
	group := run(t).Only(groupType)
	events := group.Strings("autoRollbackConfiguration.events")
	if !slices.Equal(events, []string{"DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_REQUEST"}) ||
		group.Get("autoRollbackConfiguration.enabled") != true || group.Get("alarmConfiguration") != nil {
		t.Errorf("without alarms it rolls back on %q", events)
	}
	alarms := []string{"errors", "latency"}
	group = run(t, func(a *bluegreen.Args) { a.RollbackAlarms = pulumi.ToStringArray(alarms) }).Only(groupType)
	events = group.Strings("autoRollbackConfiguration.events")
	if !slices.Equal(events, []string{
		"DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_REQUEST", "DEPLOYMENT_STOP_ON_ALARM",
	}) {
		t.Errorf("with alarms it rolls back on %q", events)
	}
	if group.Get("alarmConfiguration.enabled") != true ||
		group.Get("alarmConfiguration.ignorePollAlarmFailure") != false ||
		group.Get("autoRollbackConfiguration.enabled") != true ||
		!slices.Equal(group.Strings("alarmConfiguration.alarms"), alarms) {
		t.Errorf("alarms are %v", group.Get("alarmConfiguration"))
	}
}

func TestLateAlarmsAreLimitedToWhatCodeDeployAccepts(t *testing.T) {
	late := func(names ...string) func(*bluegreen.Args) {
		return func(a *bluegreen.Args) { a.RollbackAlarms = pulumi.ToStringArray(names).ToStringArrayOutput() }
	}
	var fifty []string
	for i := range 50 {
		fifty = append(fifty, fmt.Sprint("alarm-", i))
	}
	if got := run(t, late(fifty...)).Only(groupType).Strings("alarmConfiguration.alarms"); len(got) != 50 {
		t.Errorf("the group has %d alarms, want the 50 that CodeDeploy accepts", len(got))
	}
	err := graphtest.FailLate(t, func(ctx *pulumi.Context) error {
		_, err := bluegreen.New(ctx, "main", args(late(append(fifty, "b")...)))
		return err
	})
	checktest.Contains(t, err, `bluegreen "main": RollbackAlarms`, "must be at most 50 alarms")
}
