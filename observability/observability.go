// Package observability watches what other components make: alarms with a topic to tell of them, and a dashboard.
//
// [New] creates an SNS topic encrypted with a key of its own, alarms on the load of ECS services, on the errors behind a load balancer and on RDS instances,
// a subscription to what RDS tells of its instances, and a dashboard of all that. Alarms on errors can roll a deployment back; see [RollbackAlarmNames].
package observability

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/cloudwatch"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/arn"
	"github.com/knwl-platform/infra/internal/child"
)

// Type is the component's type token. It is part of the URN of every child and never changes.
const Type = "knwl:observability:Monitor"

// Monitor is a set of alarms made by [New].
type Monitor struct {
	pulumi.ResourceState

	// TopicARN is the topic that alarms notify, the first of them if several were given. It is known once it may be published to. What runs in the account and
	// is allowed sns:Publish on it, such as CodeDeploy's role, needs nothing more: its key can be used through SNS.
	TopicARN pulumi.StringOutput `pulumi:"topicArn"`
	// AlarmARNs are all alarms, sorted by logical name.
	AlarmARNs pulumi.StringArrayOutput `pulumi:"alarmArns"`
	// RollbackAlarms are, for each key of Args.Targets, the names of the alarms to roll a deployment of that service back for: one, or two in blue/green. They
	// are known once the alarms exist.
	RollbackAlarms map[string]pulumi.StringArrayOutput `pulumi:"rollbackAlarms"`
	// DashboardName is the name of the dashboard.
	DashboardName pulumi.StringOutput `pulumi:"dashboardName"`
}

// New creates a monitor. The name is that of its topic, key and dashboard, and begins the names of
// alarms: name--ecs-key-cpu, name--target-key-5xx, name--rds-key-storage. In CloudWatch an alarm's
// description begins with the project and the stack.
//
// All mistakes in args are reported in one error before anything is registered.
func New(ctx *pulumi.Context, name string, args *Args, opts ...pulumi.ResourceOption) (*Monitor, error) {
	if args == nil {
		args = &Args{}
	}
	cfg, err := resolve(ctx.Project(), ctx.Stack(), name, *args)
	if err != nil {
		return nil, err
	}
	monitor := &Monitor{}
	parent, err := child.Component(ctx, Type, name, monitor, opts...)
	if err != nil {
		return nil, err
	}
	b := &builder{
		Parent: parent, config: cfg, name: name, edit: args.Transform, out: monitor,
	}
	b.findSources()
	for _, create := range []func() error{
		b.createTopic,
		b.subscribe,
		b.createAlarms,
		b.subscribeToRDS,
		b.createDashboard,
	} {
		if err := create(); err != nil {
			return nil, err
		}
	}
	b.publish()
	return monitor, ctx.RegisterResourceOutputs(monitor, child.Outputs(monitor))
}

// builder is the component while it takes form.
type builder struct {
	child.Parent
	config
	name string
	edit Transform
	out  *Monitor

	sources sources
	place   arn.Place // that of what is watched
	topics  []pulumi.StringOutput
	alarms  map[string]*cloudwatch.MetricAlarm // by logical name
}

func (b *builder) publish() {
	b.out.TopicARN = b.topics[0]
	b.out.AlarmARNs = b.alarmARNs()
	b.out.RollbackAlarms = map[string]pulumi.StringArrayOutput{}
	for _, t := range b.targets {
		names := pulumi.StringArray{}
		for _, group := range b.sources.groups[t.key] {
			names = append(names, b.alarms[errorsAlarm(b.name, group.key)].Name)
		}
		b.out.RollbackAlarms[t.key] = names.ToStringArrayOutput()
	}
}
