// Package observability watches ECS services, target groups and RDS instances. It creates alarms, a
// topic that they notify, and a dashboard.
//
// [New] creates alarms on the CPU and memory utilization of ECS services, on responses of target
// groups with a status of 500 to 599, and on the CPU utilization and free storage of RDS instances.
// It creates an SNS topic encrypted with its own KMS key, subscriptions to the topic, a subscription
// to RDS events, and a dashboard. Cost in us-east-1: $0.10 a month per alarm, $3 for the dashboard
// beyond an account's first three, and $1 for the key.
//
// Recipients of e-mail must confirm their subscription. Deployments can roll back on the alarms of
// target groups: see [RollbackAlarmNames]. See the package's example.
package observability

import (
	"cmp"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/cloudwatch"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/arn"
	"github.com/knwl-platform/infra/internal/child"
)

// Type is the component's type token. It is part of every child's URN and never changes.
const Type = "knwl:observability:Monitor"

// Monitor is a set of alarms created by [New].
type Monitor struct {
	pulumi.ResourceState

	// TopicARN is the topic that alarms notify; with Args.TopicARNs, the first of them. A topic that
	// New creates resolves when its policy exists. Principals in the account, such as CodeDeploy's
	// role, need only sns:Publish on it: the key's policy allows the whole account to use the key
	// through SNS.
	TopicARN pulumi.StringOutput `pulumi:"topicArn"`
	// AlarmARNs are all alarms, in the order of their logical names.
	AlarmARNs pulumi.StringArrayOutput `pulumi:"alarmArns"`
	// RollbackAlarms are the names of the alarms on which a deployment should roll back, by key of
	// Args.Targets: one alarm, or two in blue/green. They resolve when the alarms exist.
	RollbackAlarms map[string]pulumi.StringArrayOutput `pulumi:"rollbackAlarms"`
	// DashboardName is the name of the dashboard.
	DashboardName pulumi.StringOutput `pulumi:"dashboardName"`
}

// New creates a monitor. name is the logical name of the topic, its key and the dashboard, with
// letters, digits and single hyphens between them. With the project and the stack it must have at
// most 244 characters, for the dashboard's name. Alarms are called name--ecs-key-cpu,
// name--ecs-key-memory, name--target-key-5xx, name--target-key-green-5xx, name--rds-key-cpu and
// name--rds-key-storage. In CloudWatch, their descriptions start with the project and the stack.
//
// New checks args before it registers anything, and reports all mistakes in one error. Values that
// other resources compute are checked when they are known.
func New(ctx *pulumi.Context, name string, args *Args, opts ...pulumi.ResourceOption) (*Monitor, error) {
	cfg, err := resolve(ctx.Project(), ctx.Stack(), name, *cmp.Or(args, &Args{}))
	if err != nil {
		return nil, err
	}
	out := &Monitor{}
	parent, err := child.Component(ctx, Type, name, out, opts...)
	if err != nil {
		return nil, err
	}
	watched := findSources(cfg)
	b := &builder{
		Parent: parent, config: cfg, out: out,
		sources: watched, place: parent.PlaceOf("a watched resource", watched.first),
		alarms: map[string]*cloudwatch.MetricAlarm{},
	}
	if err := parent.Build(b.publish,
		b.createTopic,
		b.createSubscriptions,
		b.createAlarms,
		b.createEventSubscription,
		b.createDashboard,
	); err != nil {
		return nil, err
	}
	return out, nil
}

// builder has the arguments, the children created so far and the outputs.
type builder struct {
	child.Parent
	config
	out *Monitor

	sources   sources
	place     arn.Place // of what is watched
	topics    []pulumi.StringOutput
	alarms    map[string]*cloudwatch.MetricAlarm // by logical name
	dashboard *cloudwatch.Dashboard
}

// publish sets the outputs.
func (b *builder) publish() {
	b.out.TopicARN = b.topics[0]
	b.out.AlarmARNs = b.alarmARNs()
	b.out.RollbackAlarms = map[string]pulumi.StringArrayOutput{}
	for key, groups := range b.sources.groups {
		names := pulumi.StringArray{}
		for _, group := range groups {
			names = append(names, b.alarms[b.Role(errorsRole(group.key))].Name)
		}
		b.out.RollbackAlarms[key] = names.ToStringArrayOutput()
	}
	b.out.DashboardName = b.dashboard.DashboardName
}
