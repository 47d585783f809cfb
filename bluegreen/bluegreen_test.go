package bluegreen_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/codedeploy"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/iam"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/sns"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/bluegreen"
	"github.com/knwl-platform/infra/internal/check/checktest"
	"github.com/knwl-platform/infra/internal/graphtest"
	"github.com/knwl-platform/infra/internal/offline"
)

// In another partition, region and account than the mocks' own, so that nothing can be written out.
const (
	place    = "cn-north-1:210987654321"
	elb      = "arn:aws-cn:elasticloadbalancing:" + place
	revision = "arn:aws-cn:ecs:" + place + ":task-definition/api:7"
	roles    = "arn:aws-cn:iam::210987654321:role/"
)

var cloud = offline.Cloud{Partition: "aws-cn", Region: "cn-north-1", Account: "210987654321"}

// args are good arguments after changes.
func args(changes ...func(*bluegreen.Args)) *bluegreen.Args {
	a := &bluegreen.Args{
		Service: bluegreen.Service{
			BlueGreen: true, Name: pulumi.String("api"), ClusterName: pulumi.String("main"), TaskDefinitionARN: pulumi.String(revision),
			ContainerName: "web", ContainerPort: 8000,
			SubnetIDs: pulumi.ToStringArray([]string{"subnet-b", "subnet-a"}), SecurityGroupIDs: pulumi.ToStringArray([]string{"sg-a"}),
			ExecutionRoleARN: pulumi.String(roles + "execution"), TaskRoleARN: pulumi.String(roles + "task"),
		},
		Target: bluegreen.Target{
			BlueGreen: true, ListenerARN: pulumi.String(elb + ":listener/app/main/1/2"), TestListenerARN: pulumi.String(elb + ":listener/app/main/1/3"),
			BlueName: pulumi.String("main--api"), GreenName: pulumi.String("main--api-green"),
		},
	}
	for _, change := range changes {
		change(a)
	}
	return a
}

// run makes a deployment group and something that depends on each of its outputs.
func run(t testing.TB, changes ...func(*bluegreen.Args)) *graphtest.Graph {
	t.Helper()
	return graphtest.RunIn(t, cloud, nil, func(ctx *pulumi.Context) error {
		deploy, err := bluegreen.New(ctx, "main", args(changes...))
		if err != nil {
			return err
		}
		for name, value := range map[string]pulumi.StringOutput{
			"application": deploy.ApplicationName, "group": deploy.DeploymentGroupName, "appspec": deploy.AppSpec,
		} {
			if _, err := sns.NewTopic(ctx, name, &sns.TopicArgs{DisplayName: value}, pulumi.Parent(deploy)); err != nil {
				return err
			}
		}
		return nil
	})
}

func TestGroupDeploysTheServiceBetweenBothTargetGroups(t *testing.T) {
	g := run(t)
	group := g.Only("codedeploy/deploymentGroup:DeploymentGroup")
	const pair = "loadBalancerInfo.targetGroupPairInfo."
	for property, want := range map[string]any{
		"deploymentStyle.deploymentType": "BLUE_GREEN", "deploymentStyle.deploymentOption": "WITH_TRAFFIC_CONTROL",
		"ecsService.serviceName": "api", "ecsService.clusterName": "main",
		pair + "targetGroups[0].name": "main--api", pair + "targetGroups[1].name": "main--api-green",
		pair + "prodTrafficRoute.listenerArns[0]": elb + ":listener/app/main/1/2", pair + "testTrafficRoute.listenerArns[0]": elb + ":listener/app/main/1/3",
		"deploymentConfigName": "CodeDeployDefault.ECSCanary10Percent5Minutes", "deploymentGroupName": "main", "appName": g.Only("Application").State("name"),
	} {
		if got := group.Get(property); got != want {
			t.Errorf("%s is %v, want %v", property, got, want)
		}
	}
	if app := g.Only("Application"); app.Text("computePlatform") != "ECS" || app.Get("name") != nil {
		t.Errorf("the application is %v", app.Inputs)
	}
	if !group.WaitsFor(g.Only("RolePolicy")) {
		t.Error("the group exists before its role may do anything")
	}
}

func TestTestListenerIsOptional(t *testing.T) {
	for name, none := range map[string]pulumi.StringInput{"nil": nil, "an output that does not exist": pulumi.StringOutput{}} {
		g := run(t, func(a *bluegreen.Args) { a.Target.TestListenerARN = none })
		if route := g.Only("codedeploy/deploymentGroup:DeploymentGroup").Get("loadBalancerInfo.targetGroupPairInfo.testTrafficRoute"); route != nil {
			t.Errorf("%s: test traffic goes to %v", name, route)
		}
	}
}

func TestTrafficShiftsByAConfigurationOfItsOwnWhereCodeDeployHasNone(t *testing.T) {
	run(t, func(a *bluegreen.Args) { a.Shift = bluegreen.AllAtOnce }).None("DeploymentConfig")
	for shift, want := range map[bluegreen.Shift]map[string]any{
		"Canary20Percent30Minutes": {
			"type": "TimeBasedCanary", "timeBasedCanary": map[string]any{"percentage": 20.0, "interval": 30.0}, "timeBasedLinear": nil,
		},
		"Linear25PercentEvery10Minutes": {
			"type": "TimeBasedLinear", "timeBasedLinear": map[string]any{"percentage": 25.0, "interval": 10.0}, "timeBasedCanary": nil,
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
		if !strings.HasPrefix(name, "main-") || !strings.HasSuffix(name, "-"+string(shift)) || own.Text("computePlatform") != "ECS" {
			t.Errorf("%s: a new shift would not get a new name: %v", shift, own.Inputs)
		}
		if got := g.Only("codedeploy/deploymentGroup:DeploymentGroup").Text("deploymentConfigName"); got != name {
			t.Errorf("%s: the group uses %s", shift, got)
		}
	}
}

func TestWaits(t *testing.T) {
	const config = "blueGreenDeploymentConfig."
	group := run(t).Only("codedeploy/deploymentGroup:DeploymentGroup")
	if group.Text(config+"deploymentReadyOption.actionOnTimeout") != "CONTINUE_DEPLOYMENT" || group.Get(config+"deploymentReadyOption.waitTimeInMinutes") != nil ||
		group.Get(config+"terminateBlueInstancesOnDeploymentSuccess.terminationWaitTimeInMinutes") != 15.0 {
		t.Errorf("by default it waits %v", group.Get("blueGreenDeploymentConfig"))
	}
	group = run(t, func(a *bluegreen.Args) { a.ApprovalWaitMinutes, a.TerminationWaitMinutes = 1, new(120) }).Only("codedeploy/deploymentGroup:DeploymentGroup")
	if group.Text(config+"deploymentReadyOption.actionOnTimeout") != "STOP_DEPLOYMENT" || group.Get(config+"deploymentReadyOption.waitTimeInMinutes") != 1.0 ||
		group.Get(config+"terminateBlueInstancesOnDeploymentSuccess.terminationWaitTimeInMinutes") != 120.0 {
		t.Errorf("it waits %v", group.Get("blueGreenDeploymentConfig"))
	}
}

// Lesson 5: CodeDeploy can call a deployment good while new tasks are unhealthy.
func TestDeploymentsRollBackOnFailureAndOnAlarms(t *testing.T) {
	group := run(t).Only("codedeploy/deploymentGroup:DeploymentGroup")
	if events := group.Strings("autoRollbackConfiguration.events"); !slices.Equal(events, []string{"DEPLOYMENT_FAILURE"}) ||
		group.Get("autoRollbackConfiguration.enabled") != true || group.Get("alarmConfiguration") != nil {
		t.Errorf("without alarms it rolls back on %q", events)
	}
	group = run(t, func(a *bluegreen.Args) { a.RollbackAlarms = pulumi.ToStringArray([]string{"errors", "latency"}) }).Only("codedeploy/deploymentGroup:DeploymentGroup")
	if events := group.Strings("autoRollbackConfiguration.events"); !slices.Equal(events, []string{"DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM"}) {
		t.Errorf("with alarms it rolls back on %q", events)
	}
	if group.Get("alarmConfiguration.enabled") != true || group.Get("alarmConfiguration.ignorePollAlarmFailure") != false ||
		group.Get("autoRollbackConfiguration.enabled") != true || !slices.Equal(group.Strings("alarmConfiguration.alarms"), []string{"errors", "latency"}) {
		t.Errorf("alarms are %v", group.Get("alarmConfiguration"))
	}
}

func TestAlarmsThatBecomeKnownLate(t *testing.T) {
	late := func(names ...string) func(*bluegreen.Args) {
		return func(a *bluegreen.Args) { a.RollbackAlarms = pulumi.ToStringArray(names).ToStringArrayOutput() }
	}
	var fifty []string
	for i := range 50 {
		fifty = append(fifty, fmt.Sprint("alarm-", i))
	}
	if got := run(t, late(fifty...)).Only("codedeploy/deploymentGroup:DeploymentGroup").Strings("alarmConfiguration.alarms"); len(got) != 50 {
		t.Errorf("the group has %d alarms, want the 50 that CodeDeploy takes", len(got))
	}
	err := graphtest.FailLate(t, func(ctx *pulumi.Context) error {
		_, err := bluegreen.New(ctx, "main", args(late(append(fifty, "b")...)))
		return err
	})
	checktest.Contains(t, err, `bluegreen "main": RollbackAlarms`, "AWS takes at most 50 alarms")
}

func TestARNsOfAnotherKindAreRefusedAsSoonAsTheyAreKnown(t *testing.T) {
	wrong := pulumi.String(elb + ":loadbalancer/app/main/1").ToStringOutput()
	for field, change := range map[string]func(*bluegreen.Args){
		"Service.TaskDefinitionARN": func(a *bluegreen.Args) { a.Service.TaskDefinitionARN = wrong },
		"Service.ExecutionRoleARN":  func(a *bluegreen.Args) { a.Service.ExecutionRoleARN = wrong },
		"Service.TaskRoleARN":       func(a *bluegreen.Args) { a.Service.TaskRoleARN = wrong },
		"Target.ListenerARN":        func(a *bluegreen.Args) { a.Target.ListenerARN = wrong },
		"Target.TestListenerARN":    func(a *bluegreen.Args) { a.Target.TestListenerARN = wrong },
	} {
		err := graphtest.FailLate(t, func(ctx *pulumi.Context) error {
			_, err := bluegreen.New(ctx, "main", args(change))
			return err
		})
		checktest.Contains(t, err, `bluegreen "main": `+field, "must be the ARN of")
	}
}

func TestTagsAndTransformReachTheChildren(t *testing.T) {
	g := run(t, func(a *bluegreen.Args) {
		a.Tags = map[string]string{"team": "search"}
		a.Transform.DeploymentGroup = func(_ string, args *codedeploy.DeploymentGroupArgs, opts *[]pulumi.ResourceOption) {
			args.OutdatedInstancesStrategy = pulumi.String("IGNORE")
			*opts = append(*opts, pulumi.IgnoreChanges([]string{"tags"}))
		}
	})
	for _, typ := range []string{"Application", "codedeploy/deploymentGroup:DeploymentGroup", "Role"} {
		if node := g.Only(typ); node.Text("tags.team") != "search" || node.Text("tags.Name") != "main" {
			t.Errorf("%s has tags %v", typ, node.Get("tags"))
		}
	}
	if group := g.Only("codedeploy/deploymentGroup:DeploymentGroup"); group.Text("outdatedInstancesStrategy") != "IGNORE" || !slices.Equal(group.Ignores(), []string{"tags"}) {
		t.Error("the edit did not reach the deployment group")
	}
}

func TestEditThatTakesTooMuchIsAnError(t *testing.T) {
	err := graphtest.FailLate(t, func(ctx *pulumi.Context) error {
		_, err := bluegreen.New(ctx, "main", args(func(a *bluegreen.Args) {
			a.Transform.RolePolicy = func(_ string, policy *iam.RolePolicyArgs, _ *[]pulumi.ResourceOption) { policy.Policy = nil }
		}))
		return err
	})
	checktest.Contains(t, err, "Policy")
}

func TestBadArgumentsAreRefusedBeforeAnythingIsRegistered(t *testing.T) {
	err := graphtest.Fail(t, func(ctx *pulumi.Context) error {
		_, err := bluegreen.New(ctx, "main", nil)
		return err
	})
	checktest.Contains(t, err, "Service.BlueGreen", "Target.BlueGreen")
}
