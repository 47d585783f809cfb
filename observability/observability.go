// Package observability watches ECS services, target groups, HTTP APIs, RDS instances and log groups.
// It creates alarms, a topic that they notify, and a dashboard.
//
// [New] creates the alarms that the constants of type [Alarm] describe. A field called Without leaves
// some of them out. It also creates an SNS topic encrypted with its own KMS key, subscriptions to the
// topic and to RDS events, and a dashboard. It can save queries of log groups, and show notifications
// in Slack. Cost in us-east-1: $0.10 a month for each metric of an alarm, $3 for the dashboard beyond
// an account's first three, and $1 for the key. The alarms on a service, a target, an API, a database
// and a log group cost $2.20, and $2.80 in blue/green.
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
	// Args.Targets: those of [RollbackAlarmNames]. They resolve when the alarms exist. A target without
	// such an alarm is not in the map.
	RollbackAlarms map[string]pulumi.StringArrayOutput `pulumi:"rollbackAlarms"`
	// DashboardName is the name of the dashboard.
	DashboardName pulumi.StringOutput `pulumi:"dashboardName"`
}

// New creates a monitor. name is the logical name of the topic, its key and the dashboard, with
// letters, digits and single hyphens between them. With the project and the stack it must have at
// most 244 characters, for the dashboard's name. Alarms are called name--kind-key-alarm, such as
// name--ecs-api-cpu. kind is ecs, target, api, rds or log; the key of a green target group ends with
// "-green"; alarm is an [Alarm]. In CloudWatch, their descriptions start with the project and the
// stack.
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
	b := &builder{
		Parent: parent, config: cfg, out: out,
		place: parent.PlaceOf("a watched resource", cfg.placed()), alarms: map[string]*cloudwatch.MetricAlarm{},
	}
	if err := parent.Build(b.publish,
		b.createTopic,
		b.createSubscriptions,
		b.createSlackChannel,
		b.createMetricFilters,
		b.createAlarms,
		b.createEventSubscriptions,
		b.createQueries,
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

	place     arn.Place // of what is watched
	topics    []pulumi.StringOutput
	alarms    map[string]*cloudwatch.MetricAlarm // by logical name
	dashboard *cloudwatch.Dashboard
}

// publish sets the outputs.
func (b *builder) publish() {
	b.out.TopicARN = b.topics[0]
	b.out.AlarmARNs = b.sortedAlarms().ToStringArrayOutput()
	b.out.RollbackAlarms = b.rollbackAlarms()
	b.out.DashboardName = b.dashboard.DashboardName
}
