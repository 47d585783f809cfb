package conformance

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra"
	"github.com/knwl-platform/infra/ecsjob"
	"github.com/knwl-platform/infra/internal/graphtest"
)

func anyJob(a arguments) drawn {
	name := a.name(56)
	args := &ecsjob.Args{
		Job: infra.Job{
			ClusterARN:        a.arn("ecs", "cluster/main"),
			TaskDefinitionARN: a.arn("ecs", oneOf(a, "task-definition/api:7", "task-definition/api")),
			Family:            a.optional(a.wired("api")),
			ContainerName:     a.name(255),
			SubnetIDs:         a.ids("subnet", 1, 6),
			SecurityGroupIDs:  a.ids("sg", 1, 5),
			PublicIP:          a.maybe(),
			CapacityProviders: oneOf(a, nil, map[string]int{"FARGATE": 1}, map[string]int{"FARGATE": 0, "FARGATE_SPOT": 1000}),
			ExecutionRoleARN:  a.arn("iam", "role/api-execution"),
			TaskRoleARN:       a.arn("iam", "role/api-task"),
		},
		Command:       list(a, 0, 3, func(int) string { return a.text("--verbose", 1000) }),
		Paused:        a.maybe(),
		Retries:       a.choice(0, 185),
		MaxAgeMinutes: a.number(1, 1440),
		Tags:          a.tags(),
	}
	args.PermissionsBoundaryARN = a.optional(a.arn("iam", "policy/boundary"))
	args.RolePath = oneOf(a, "", "/", "/platform/", "/"+a.text("team", 510)+"/")
	for _, key := range slices.Sorted(maps.Keys(args.Tags)) {
		args.Tags[key] = cmp.Or(args.Tags[key], oneOf(a, "x", "x", "x", "x", "")) // the component rejects empty ones
	}
	if a.maybe() {
		args.When.Cron = oneOf(a, "0 3 * * ? *", "0/5 8-17 ? * MON-FRI *", "0 0 L * ? 2030")
		args.When.Timezone = oneOf(a, "", "UTC", a.text("Europe/Berlin", 50))
	} else {
		args.When.EveryMinutes = a.positive(1, 100000)
	}
	if a.maybe() {
		args.When.Start, args.When.End = "2030-01-31T03:00:00Z", "2031-01-31T03:00:00Z"
	}
	if a.maybe() {
		args.DeadLetters = ecsjob.Queue{ARN: a.arn("sqs", "lost"), KMSKeyARN: a.optional(a.arn("kms", "key/1234"))}
	}
	if a.maybe() {
		args.TopicARNs = list(a, 1, 5, func(i int) pulumi.StringInput { return a.arn("sns", fmt.Sprintf("alarms-%d", i)) })
	}
	return drawn{name, args, func(ctx *pulumi.Context) error { _, err := ecsjob.New(ctx, name, args); return err }}
}

// callsOfScheduler returns what EventBridge Scheduler calls to start a task, or to keep a run that it
// dropped. ECS tags the task, because it gets the tags of its task definition.
func callsOfScheduler(schedule, role *graphtest.Node) []call {
	cluster, task := schedule.Text("target.arn"), schedule.Text("target.ecsParameters.taskDefinitionArn")
	calls := []call{
		{"ecs:RunTask", task, map[string]string{"ecs:cluster": cluster}},
		{
			"ecs:TagResource", strings.Replace(cluster, ":cluster/", ":task/", 1) + "/0123456789abcdef",
			map[string]string{"ecs:CreateAction": "RunTask"},
		},
		{"sqs:SendMessage", schedule.Text("target.deadLetterConfig.arn"), nil},
	}
	return append(calls, passingTheTasksRoles(role)...)
}
