package conformance

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra"
	"github.com/knwl-platform/infra/bluegreen"
)

func anyBluegreen(a arguments) drawn {
	name := a.name(56)
	args := &bluegreen.Args{
		Service: infra.BlueGreenService{
			BlueGreen:         true,
			Name:              a.wired("api-0123456"),
			ClusterName:       a.wired("main"),
			TaskDefinitionARN: a.arn("ecs", "task-definition/api:7"),
			ContainerName:     a.name(255),
			ContainerPort:     a.positive(1, 65535),
			SubnetIDs:         a.ids("subnet", 1, 6),
			SecurityGroupIDs:  a.ids("sg", 1, 5),
			PublicIP:          a.maybe(),
			ExecutionRoleARN:  a.arn("iam", "role/api-execution"),
			TaskRoleARN:       a.arn("iam", "role/api-task"),
			LogGroupName:      a.optional(a.wired("/api")),
			CapacityProviders: oneOf(a, nil, map[string]int{"FARGATE": 1}, map[string]int{"FARGATE": 1, "FARGATE_SPOT": 1000}),
		},
		Target: infra.BlueGreenTarget{
			BlueGreen: true, ListenerARN: a.arn("elasticloadbalancing", "listener/app/web/0123456789abcdef/0123456789abcdef"),
			TestListenerARN: a.optional(a.arn("elasticloadbalancing", "listener/app/web/0123456789abcdef/fedcba9876543210")),
			BlueName:        a.wired("web-api"), GreenName: a.wired("web-api-green"),
		},
		Shift: oneOf(a, "", bluegreen.AllAtOnce, bluegreen.Canary10Percent15Minutes, bluegreen.Linear10PercentEvery3Minutes,
			"Canary99Percent2880Minutes", "Linear1PercentEvery29Minutes"),
		ApprovalWaitMinutes:    a.number(1, 7200),
		TerminationWaitMinutes: a.choice(0, 2880),
		Tags:                   a.tags(),
	}
	args.PermissionsBoundaryARN = a.optional(a.arn("iam", "policy/boundary"))
	args.RolePath = oneOf(a, "", "/", "/platform/", "/"+a.text("team", 510)+"/")
	if args.Service.CapacityProviders != nil {
		args.Service.OnDemandBase = a.number(1, 100000)
	}
	if a.maybe() {
		args.RollbackAlarms = a.alarms(50)
	}
	if a.maybe() {
		args.Notify = keyed(a, 10, 100, func() bluegreen.Topic {
			return bluegreen.Topic{ARN: a.arn("sns", "deployments"), KMSKeyARN: a.optional(a.arn("kms", "key/1234"))}
		})
	}
	return drawn{name, args, func(ctx *pulumi.Context) error { _, err := bluegreen.New(ctx, name, args); return err }}
}
