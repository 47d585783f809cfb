// Package ecsjob runs a task on ECS Fargate at set times, such as a cleanup at night.
//
// [New] creates a schedule in EventBridge Scheduler, an IAM role that may start the job's task
// definition and nothing else, a queue for runs that AWS could not start, and two alarms on such runs.
// Cost: the tasks while they run and $0.20 a month for the alarms; schedules cost $1 per million runs.
//
// The task definition is the caller's: that of an ecsservice.Service, with another Command if needed.
// For a program that only runs as a job, create a service with DesiredCount 0.
//
// The alarms report runs that did not start. Only a task's logs and exit code show whether it
// succeeded. AWS may start a run twice, and starts the next run while the last one still runs: write
// the job so that this does no harm. See the package's example.
package ecsjob

import (
	"cmp"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/cloudwatch"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/scheduler"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/child"
)

// Type is the component's type token. It is part of every child's URN and never changes.
const Type = "knwl:ecsjob:Schedule"

// Schedule is a schedule created by [New].
type Schedule struct {
	pulumi.ResourceState

	// ScheduleARN is the schedule.
	ScheduleARN pulumi.StringOutput `pulumi:"scheduleArn"`
	// GroupName is the schedule group, and the value of the CloudWatch dimension ScheduleGroup.
	GroupName pulumi.StringOutput `pulumi:"groupName"`
	// RoleARN is the role with which EventBridge Scheduler starts tasks.
	RoleARN pulumi.StringOutput `pulumi:"roleArn"`
	// DeadLetterQueueARN is the queue for dropped runs, new or given.
	DeadLetterQueueARN pulumi.StringOutput `pulumi:"deadLetterQueueArn"`
	// AlarmARNs are the alarms on errors and on dropped runs, in this order.
	AlarmARNs pulumi.StringArrayOutput `pulumi:"alarmArns"`
}

// New creates a schedule. name has at most 56 letters, digits and single hyphens between them, and
// must not start with "sg-". It is the logical name of the schedule, its group and its role; other
// children are called name--role. Pulumi appends a random suffix to names that must be unique in AWS.
//
// New checks args before it registers anything, and reports all mistakes in one error. Values that
// other resources compute are checked when they are known.
func New(ctx *pulumi.Context, name string, args *Args, opts ...pulumi.ResourceOption) (*Schedule, error) {
	cfg, err := resolve(name, *cmp.Or(args, &Args{}))
	if err != nil {
		return nil, err
	}
	out := &Schedule{}
	parent, err := child.Component(ctx, Type, name, out, opts...)
	if err != nil {
		return nil, err
	}
	b := &builder{Parent: parent, config: cfg, out: out}
	if err := parent.Build(b.publish,
		b.createGroup,
		b.createQueue,
		b.createRole,
		b.createAlarms,
		b.createSchedule,
	); err != nil {
		return nil, err
	}
	return out, nil
}

// builder has the arguments, the children created so far and the outputs.
type builder struct {
	child.Parent
	config
	out *Schedule

	group    *scheduler.ScheduleGroup
	queueARN pulumi.StringOutput
	roleARN  pulumi.StringOutput // once it has its policy
	alarms   []*cloudwatch.MetricAlarm
	schedule *scheduler.Schedule
}

// publish sets the outputs.
func (b *builder) publish() {
	b.out.ScheduleARN = b.schedule.Arn
	b.out.GroupName = b.group.Name
	b.out.RoleARN = b.roleARN
	b.out.DeadLetterQueueARN = b.queueARN
	alarms := pulumi.StringArray{}
	for _, alarm := range b.alarms {
		alarms = append(alarms, alarm.Arn)
	}
	b.out.AlarmARNs = alarms.ToStringArrayOutput()
}

// createGroup creates a group for the one schedule. A role's trust policy can only name a group, and
// metrics have no dimension for a schedule.
func (b *builder) createGroup() (err error) {
	b.group, err = child.New(b.Parent, scheduler.NewScheduleGroup, b.Name, &scheduler.ScheduleGroupArgs{
		Tags: child.Tags(b.Tags, b.Name),
	}, b.Transform.Group)
	return err
}
