package bluegreen

import (
	"fmt"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra"
	"github.com/knwl-platform/infra/internal/check/checktest"
)

// with returns valid arguments after a change.
func with(change func(*Args)) Args {
	const (
		ecs = "arn:aws:ecs:eu-west-1:123456789012:"
		elb = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:"
		iam = "arn:aws:iam::123456789012:"
	)
	a := Args{
		Service: infra.BlueGreenService{
			BlueGreen:         true,
			Name:              pulumi.String("api"),
			ClusterName:       pulumi.String("main"),
			TaskDefinitionARN: pulumi.String(ecs + "task-definition/api:1"),
			ContainerName:     "api",
			ContainerPort:     8000,
			SubnetIDs:         pulumi.ToStringArray([]string{"subnet-a"}),
			SecurityGroupIDs:  pulumi.ToStringArray([]string{"sg-a"}),
			ExecutionRoleARN:  pulumi.String(iam + "role/execution"),
			TaskRoleARN:       pulumi.String(iam + "role/task"),
		},
		Target: infra.BlueGreenTarget{
			BlueGreen:       true,
			ListenerARN:     pulumi.String(elb + "listener/app/main/1/2"),
			TestListenerARN: pulumi.String(elb + "listener/app/main/1/3"),
			BlueName:        pulumi.String("blue"),
			GreenName:       pulumi.String("green"),
		},
	}
	change(&a)
	return a
}

func TestResolveRefuses(t *testing.T) {
	const group = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/api/1"
	checktest.Table[Args]{
		"a service that ECS deploys": {
			Args: with(func(a *Args) { a.Service.BlueGreen = false }),
			Want: `Service.BlueGreen false: must be true, because CodeDeploy deploys only services with the CODE_DEPLOY`,
		},
		"a target without green": {
			Args: with(func(a *Args) { a.Target.BlueGreen = false }),
			Want: `Target.BlueGreen false: must be true, because a deployment needs a second target group`,
		},
		"no service": {
			Args: with(func(a *Args) { a.Service.Name = nil }),
			Want: `Service.Name (not set): is required`,
		},
		"no cluster": {
			Args: with(func(a *Args) { a.Service.ClusterName = nil }),
			Want: `Service.ClusterName (not set): is required`,
		},
		"no container": {
			Args: with(func(a *Args) { a.Service.ContainerName = "" }),
			Want: `Service.ContainerName "": is required`,
		},
		"no container port": {
			Args: with(func(a *Args) { a.Service.ContainerPort = 0 }),
			Want: `Service.ContainerPort 0: is required`,
		},
		"no subnets": {
			Args: with(func(a *Args) { a.Service.SubnetIDs = nil }),
			Want: `Service.SubnetIDs (not set): is required`,
		},
		"no security groups": {
			Args: with(func(a *Args) { a.Service.SecurityGroupIDs = nil }),
			Want: `Service.SecurityGroupIDs (not set): is required`,
		},
		"no task role": {
			Args: with(func(a *Args) { a.Service.TaskRoleARN = nil }),
			Want: `Service.TaskRoleARN (not set): is required`,
		},
		"no listener": {
			Args: with(func(a *Args) { a.Target.ListenerARN = nil }),
			Want: `Target.ListenerARN (not set): is required`,
		},
		"no green": {
			Args: with(func(a *Args) { a.Target.GreenName = nil }),
			Want: `Target.GreenName (not set): is required`,
		},
		"green that is blue": {
			Args: with(func(a *Args) { a.Target.GreenName = a.Target.BlueName }),
			Want: `Target.GreenName "blue": must not be BlueName`,
		},
		"a family for a revision": {
			Args: with(func(a *Args) { a.Service.TaskDefinitionARN = pulumi.String("api:1") }),
			Want: `Service.TaskDefinitionARN "api:1": must be an ECS task definition ARN`,
		},
		"a role's name": {
			Args: with(func(a *Args) { a.Service.ExecutionRoleARN = pulumi.String("execution") }),
			Want: `Service.ExecutionRoleARN "execution": must be an IAM role ARN`,
		},
		"a group for a listener": {
			Args: with(func(a *Args) { a.Target.ListenerARN = pulumi.String(group) }),
			Want: `Target.ListenerARN "` + group + `": must be a load balancer listener ARN`,
		},
		"a group for a test listener": {
			Args: with(func(a *Args) { a.Target.TestListenerARN = pulumi.String(group) }),
			Want: `Target.TestListenerARN "` + group + `": must be a load balancer listener ARN`,
		},
		"an unknown shift": {
			Args: with(func(a *Args) { a.Shift = "Slowly" }),
			Want: `Shift "Slowly": must be AllAtOnce, Canary<1 to 99>Percent<minutes>Minutes`,
		},
		"a canary of everything": {
			Args: with(func(a *Args) { a.Shift = "Canary100Percent5Minutes" }),
			Want: `Shift "Canary100Percent5Minutes": must be AllAtOnce`,
		},
		"a canary of nothing": {
			Args: with(func(a *Args) { a.Shift = "Canary0Percent5Minutes" }),
			Want: `Shift "Canary0Percent5Minutes": must be AllAtOnce`,
		},
		"a canary over days": {
			Args: with(func(a *Args) { a.Shift = "Canary10Percent2881Minutes" }),
			Want: `Shift "Canary10Percent2881Minutes": takes 2881 minutes`,
		},
		"steps over days": {
			Args: with(func(a *Args) { a.Shift = "Linear1PercentEvery30Minutes" }),
			Want: `Shift "Linear1PercentEvery30Minutes": takes 2970 minutes, ` +
				`but the first and the last step may be at most 2880`,
		},
		"approval after a week": {
			Args: with(func(a *Args) { a.ApprovalWaitMinutes = 7201 }),
			Want: `ApprovalWaitMinutes 7201: must be at most 7200`,
		},
		"old tasks for days": {
			Args: with(func(a *Args) { a.TerminationWaitMinutes = new(2881) }),
			Want: `TerminationWaitMinutes 2881: must be at most 2880`,
		},
		"old tasks for less than 0": {
			Args: with(func(a *Args) { a.TerminationWaitMinutes = new(-1) }),
			Want: `TerminationWaitMinutes -1: must be at least 0`,
		},
		"too many alarms": {
			Args: with(func(a *Args) { a.RollbackAlarms = alarms(51) }),
			Want: `RollbackAlarms 51: must be at most 50 alarms`,
		},
		"no alarm in the list": {
			Args: with(func(a *Args) { a.RollbackAlarms = pulumi.StringArray{} }),
			Want: `RollbackAlarms (empty): is empty; give a value, or leave the field nil`,
		},
		"no alarms of that key": {
			Args: with(func(a *Args) { a.RollbackAlarms = pulumi.StringArrayOutput{} }),
			Want: `RollbackAlarms (not set): is an output that does not exist, such as a missing map entry; give`,
		},
		"an empty test listener": {
			Args: with(func(a *Args) { a.Target.TestListenerARN = pulumi.String("") }),
			Want: `Target.TestListenerARN "": is empty; give a load balancer listener ARN`,
		},
		"a base without on-demand capacity": {
			Args: with(func(a *Args) {
				a.Service.CapacityProviders, a.Service.OnDemandBase = map[string]int{"FARGATE_SPOT": 1}, 2
			}),
			Want: `Service.OnDemandBase 2: requires the key FARGATE in Service.CapacityProviders`,
		},
		"a provider without name": {
			Args: with(func(a *Args) { a.Service.CapacityProviders = map[string]int{"": 1} }),
			Want: `Service.CapacityProviders[""] 1: must have the name of a capacity provider as its key`,
		},
		"a weight below 0": {
			Args: with(func(a *Args) { a.Service.CapacityProviders = map[string]int{"FARGATE": -1, "FARGATE_SPOT": 1} }),
			Want: `Service.CapacityProviders["FARGATE"] -1: must be at least 0`,
		},
		"weights of 0": {
			Args: with(func(a *Args) { a.Service.CapacityProviders = map[string]int{"FARGATE": 0} }),
			Want: `have only the weight 0`,
		},
		"an alarm without name": {
			Args: with(func(a *Args) { a.RollbackAlarms = pulumi.StringArray{nil} }),
			Want: `RollbackAlarms[0] (not set): is required`,
		},
	}.Run(t, func(a Args) error { _, err := resolve("main", a); return err })
}

func alarms(n int) pulumi.StringArray {
	var list pulumi.StringArray
	for i := range n {
		list = append(list, pulumi.String(fmt.Sprintf("alarm-%d", i)))
	}
	return list
}

func TestResolveRefusesNamesThatAWSWould(t *testing.T) {
	// IAM rejects commas in tags, and the name becomes one.
	for _, name := range []string{"", "a b", "a,b", "a_b", "name/with/slash"} {
		_, err := resolve(name, with(func(*Args) {}))
		checktest.Contains(t, err, fmt.Sprintf("name %q: ", name))
	}
	_, err := resolve(strings.Repeat("a", 57), with(func(*Args) {}))
	checktest.Contains(t, err, "has 57 characters, but must have at most 56, because the name of the role")
	if _, err := resolve(strings.Repeat("a", 56), with(func(*Args) {})); err != nil {
		t.Error(err)
	}
}

func TestResolveReportsEveryMistakeAtOnce(t *testing.T) {
	_, err := resolve("main", with(func(a *Args) {
		a.Service.BlueGreen, a.Target.BlueGreen, a.Shift = false, false, "Slowly"
	}))
	checktest.Contains(t, err, `bluegreen "main": 3 mistakes:`, "Service.BlueGreen", "Target.BlueGreen", `Shift "Slowly"`)
}

// By default the old tasks keep running for a while, so that a rollback is fast.
func TestResolveDefaults(t *testing.T) {
	c, err := resolve("main", with(func(*Args) {}))
	if err != nil {
		t.Fatal(err)
	}
	if c.Shift != Canary10Percent5Minutes || c.ApprovalWaitMinutes != 0 || *c.TerminationWaitMinutes != 15 ||
		c.RollbackAlarms != nil {
		t.Errorf("defaults are %+v", c)
	}
}
