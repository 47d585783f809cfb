package ecsservice_test

import (
	"testing"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ecs"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/ecsservice"
)

func withExec(a *ecsservice.Args) {
	a.Exec, a.Container.WritableRoot = true, true
	a.Sidecars = map[string]ecsservice.Container{"agent": {Image: pulumi.String("agent:1")}}
}

const execLogs = "arn:aws:logs:us-east-1:123456789012:log-group:exec"

// The agent of ECS Exec runs with the task role.
func TestExecGivesTheTaskRoleWhatTheAgentCalls(t *testing.T) {
	g := run(t, small(withExec))
	for group, role := range map[string]*ecsservice.Args{
		logs(g):         small(withExec),
		execLogs + ":*": small(withExec, func(a *ecsservice.Args) { a.ExecLogGroupARN = pulumi.String(execLogs) }),
	} {
		g := run(t, role)
		wantGrants(t, g.Named("RolePolicy", "api--task"),
			"logs:CreateLogStream on "+group,
			"logs:DescribeLogGroups on *",
			"logs:DescribeLogStreams on "+group,
			"logs:PutLogEvents on "+group,
			"ssmmessages:CreateControlChannel on *",
			"ssmmessages:CreateDataChannel on *",
			"ssmmessages:OpenControlChannel on *",
			"ssmmessages:OpenDataChannel on *",
		)
		if !g.Only("ecs/service:Service").WaitsFor(g.Named("RolePolicy", "api--task")) {
			t.Error("tasks may start before their agent has its permissions")
		}
	}
}

type process struct {
	LinuxParameters struct{ InitProcessEnabled bool }
}

// Without an init process each session leaves zombies behind.
func TestExecRunsAnInitProcessInEachContainer(t *testing.T) {
	seen := ""
	g := run(t, small(withExec, func(a *ecsservice.Args) {
		a.Transform.TaskDefinition = func(name string, args *ecs.TaskDefinitionArgs, _ *[]pulumi.ResourceOption) {
			seen, args.Cpu = name, pulumi.String("512")
		}
	}))
	var containers []process
	task := g.Only("TaskDefinition")
	task.JSON("containerDefinitions", &containers)
	for i, c := range containers {
		if !c.LinuxParameters.InitProcessEnabled {
			t.Errorf("container %d has no init process", i)
		}
	}
	if len(containers) != 2 || seen != "api" || task.Text("cpu") != "512" {
		t.Errorf("%d containers; the caller's edit of %q gave %q CPU units", len(containers), seen, task.Text("cpu"))
	}
	if g.Only("ecs/service:Service").Get("enableExecuteCommand") != true {
		t.Error("the service does not allow ECS Exec")
	}
}

func TestWithoutExecNobodyGetsAShell(t *testing.T) {
	g := run(t, small())
	var containers []process
	g.Only("TaskDefinition").JSON("containerDefinitions", &containers)
	allowed := g.Only("ecs/service:Service").Get("enableExecuteCommand")
	if allowed != nil || containers[0].LinuxParameters.InitProcessEnabled {
		t.Error("ECS Exec is on")
	}
	if got := g.Names("RolePolicy"); len(got) != 1 {
		t.Errorf("the roles have the policies %q", got)
	}
}
