package ecsjob_test

import (
	"maps"
	"slices"
	"testing"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/cloudwatch"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/iam"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/scheduler"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/sqs"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra"
	"github.com/knwl-platform/infra/ecsjob"
	"github.com/knwl-platform/infra/internal/check/checktest"
	"github.com/knwl-platform/infra/internal/graphtest"
)

const (
	ecsARN   = "arn:aws:ecs:us-east-1:123456789012:"
	iamARN   = "arn:aws:iam::123456789012:"
	queueARN = pulumi.String("arn:aws:sqs:us-east-1:123456789012:lost")
	topicARN = pulumi.String("arn:aws:sns:us-east-1:123456789012:alarms")
)

func arguments(change ...func(*ecsjob.Args)) *ecsjob.Args {
	args := &ecsjob.Args{
		Job: infra.Job{
			ClusterARN:        pulumi.String(ecsARN + "cluster/main"),
			TaskDefinitionARN: pulumi.String(ecsARN + "task-definition/web:7"),
			ContainerName:     "web",
			SubnetIDs:         pulumi.ToStringArray([]string{"subnet-1", "subnet-2"}),
			SecurityGroupIDs:  pulumi.ToStringArray([]string{"sg-1"}),
			ExecutionRoleARN:  pulumi.String(iamARN + "role/execution"),
			TaskRoleARN:       pulumi.String(iamARN + "role/task"),
		},
		When: ecsjob.When{Cron: "0 3 * * ? *", Timezone: "Europe/Berlin"},
	}
	for _, c := range change {
		c(args)
	}
	return args
}

func nightly(change ...func(*ecsjob.Args)) pulumi.RunFunc {
	return func(ctx *pulumi.Context) error {
		_, err := ecsjob.New(ctx, "cleanup", arguments(change...))
		return err
	}
}

func TestScheduleRunsTheTask(t *testing.T) {
	schedule := graphtest.Run(t, nightly(func(a *ecsjob.Args) {
		a.Command = []string{"./cleanup", "--days", "30"}
		a.When.Start, a.When.End = "2030-01-01T00:00:00Z", "2031-01-01T00:00:00Z"
		a.Retries, a.MaxAgeMinutes = new(0), 5
	})).Only("scheduler/schedule:Schedule")
	for path, want := range map[string]any{
		"scheduleExpression":         "cron(0 3 * * ? *)",
		"scheduleExpressionTimezone": "Europe/Berlin",
		"state":                      "ENABLED",
		"startDate":                  "2030-01-01T00:00:00Z",
		"endDate":                    "2031-01-01T00:00:00Z",
		"flexibleTimeWindow.mode":    "OFF",
		"target.arn":                 ecsARN + "cluster/main",
		"target.input":               `{"containerOverrides":[{"command":["./cleanup","--days","30"],"name":"web"}]}`,
		"target.retryPolicy.maximumRetryAttempts":                  0.0,
		"target.retryPolicy.maximumEventAgeInSeconds":              300.0,
		"target.ecsParameters.taskDefinitionArn":                   ecsARN + "task-definition/web:7",
		"target.ecsParameters.taskCount":                           1.0,
		"target.ecsParameters.launchType":                          "FARGATE",
		"target.ecsParameters.propagateTags":                       "TASK_DEFINITION",
		"target.ecsParameters.networkConfiguration.subnets[1]":     "subnet-2",
		"target.ecsParameters.networkConfiguration.assignPublicIp": false,
		"target.ecsParameters.networkConfiguration.securityGroups": []any{"sg-1"},
	} {
		if got := schedule.Get(path); !equal(got, want) {
			t.Errorf("%s is %v, want %v", path, got, want)
		}
	}
}

func equal(a, b any) bool {
	list, isList := a.([]any)
	if other, ok := b.([]any); ok && isList {
		return slices.Equal(list, other)
	}
	return a == b
}

func TestTaskRunsAsItIsWithoutACommand(t *testing.T) {
	if input := graphtest.Run(t, nightly()).Only("scheduler/schedule:Schedule").Get("target.input"); input != nil {
		t.Errorf("the input is %v", input)
	}
}

func TestPausedScheduleIsDisabled(t *testing.T) {
	g := graphtest.Run(t, nightly(func(a *ecsjob.Args) { a.Paused = true }))
	if state := g.Only("scheduler/schedule:Schedule").Get("state"); state != "DISABLED" {
		t.Errorf("the state is %v", state)
	}
}

// AWS rejects a public address with capacity providers.
func TestTaskWithAPublicAddressRunsByLaunchType(t *testing.T) {
	for public, want := range map[bool]struct{ launchType, first any }{false: {nil, "FARGATE"}, true: {"FARGATE", nil}} {
		task := graphtest.Run(t, nightly(func(a *ecsjob.Args) {
			a.Job.CapacityProviders = map[string]int{"FARGATE_SPOT": 3, "FARGATE": 1}
			a.Job.PublicIP = public
		})).Only("scheduler/schedule:Schedule")
		if got := task.Get("target.ecsParameters.launchType"); got != want.launchType {
			t.Errorf("with a public address %v, the launch type is %v", public, got)
		}
		if strategy := task.Get("target.ecsParameters.capacityProviderStrategies"); (strategy == nil) != public {
			t.Errorf("with a public address %v, the strategy is %v", public, strategy)
		}
		first := task.Get("target.ecsParameters.capacityProviderStrategies[0].capacityProvider")
		if first != want.first {
			t.Errorf("with a public address %v, the strategy starts with %v", public, first)
		}
	}
}

func TestOutputs(t *testing.T) {
	g := graphtest.Run(t, func(ctx *pulumi.Context) error {
		made, err := ecsjob.New(ctx, "cleanup", arguments())
		if err != nil {
			return err
		}
		return graphtest.Consume(ctx, map[string]pulumi.StringOutput{
			"schedule": made.ScheduleARN, "group": made.GroupName, "role": made.RoleARN, "queue": made.DeadLetterQueueARN,
		})
	})
	schedule, role := g.Only("scheduler/schedule:Schedule"), g.Only("iam/role:Role")
	for name, want := range map[string]any{
		"schedule": schedule.Output("arn"), "group": g.Only("ScheduleGroup").Output("name"), "role": role.Output("arn"),
		"queue": g.Only("sqs/queue:Queue").Output("arn"),
	} {
		if got := g.Named("Topic", name).Get("displayName"); got != want {
			t.Errorf("%s is %v, want %v", name, got, want)
		}
	}
	if !schedule.WaitsFor(g.Only("RolePolicy")) {
		t.Error("a run could start before the role has its policy")
	}
}

func note[A any](edited map[string]bool, typ string) infra.Edit[A] {
	return func(name string, _ *A, _ *[]pulumi.ResourceOption) { edited[typ+" "+name] = true }
}

func TestTransformEditsEachKindOfChild(t *testing.T) {
	edited := map[string]bool{}
	graphtest.Run(t, nightly(func(a *ecsjob.Args) {
		a.Transform = ecsjob.Transform{
			Group:    note[scheduler.ScheduleGroupArgs](edited, "group"),
			Schedule: note[scheduler.ScheduleArgs](edited, "schedule"),
			Queue:    note[sqs.QueueArgs](edited, "queue"), Role: note[iam.RoleArgs](edited, "role"),
			RolePolicy: note[iam.RolePolicyArgs](edited, "policy"), Alarm: note[cloudwatch.MetricAlarmArgs](edited, "alarm"),
		}
	}))
	want := []string{
		"alarm cleanup--dropped", "alarm cleanup--errors", "group cleanup", "policy cleanup",
		"queue cleanup--dead-letters", "role cleanup", "schedule cleanup",
	}
	if got := slices.Sorted(maps.Keys(edited)); !slices.Equal(got, want) {
		t.Errorf("edited %q, want %q", got, want)
	}
}

func TestNewReportsMistakesBeforeItRegistersAnything(t *testing.T) {
	err := graphtest.Fail(t, func(ctx *pulumi.Context) error { _, err := ecsjob.New(ctx, "cleanup", nil); return err })
	checktest.Contains(t, err, `ecsjob "cleanup": 2 mistakes`, "Job (not set)", "When (not set)")
}
