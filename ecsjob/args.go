package ecsjob

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/cloudwatch"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/iam"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/scheduler"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/sqs"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra"
)

// Args configures a [Schedule]. Job, and When.Cron or When.EveryMinutes, are required.
type Args struct {
	// Job is the task to run. ecsservice.Service returns one from ForJob. Required. Another task
	// definition is an in-place update, and runs from the next time on.
	Job infra.Job
	// Command replaces the command of the job's container. Default: that of the task definition. Set
	// other overrides of the task in Transform.Schedule.
	Command []string
	// When says at which times the job runs. Required.
	When When
	// Paused stops runs without deleting the schedule. Default: false. It can be changed in place. Runs
	// that are due while it is set are not made up for.
	Paused bool
	// Retries is how often AWS tries again to start a run that ECS did not accept, 0 to 185. Default: 3.
	// It does not try again when a task has started and then failed.
	Retries *int
	// MaxAgeMinutes is how late a run may start because of retries, 1 to 1440. Default: 60. After that
	// the run is dropped.
	MaxAgeMinutes int
	// DeadLetters is an existing SQS queue for dropped runs. Default: a new queue, encrypted with a key
	// of SQS, that keeps them for 14 days. Setting DeadLetters later deletes that queue and its
	// messages.
	DeadLetters Queue
	// TopicARNs are one to five SNS topics that the alarms notify, such as the TopicARN of
	// observability. Default: none, so that the alarms only show in CloudWatch. The topics must be in
	// the job's region and allow cloudwatch.amazonaws.com to publish.
	TopicARNs []pulumi.StringInput
	// PermissionsBoundaryARN is an IAM policy that limits the scheduler's role, whatever its other policy
	// allows. Default: nil, for none. It must allow running and tagging tasks, passing the job's two
	// roles, and sending to the queue for dropped runs. Changing it updates the role in place.
	PermissionsBoundaryARN pulumi.StringInput
	// RolePath is the IAM path of the scheduler's role, such as "/platform/". Default: "/". Changing it
	// replaces the role and updates the schedule in place.
	RolePath string
	// Tags are put on every child that supports tags. Default: none. At most 49 tags; keys must be
	// unique ignoring case. The key "Name" is reserved: each child's Name tag is its logical name,
	// which Transform can override. Values must not be empty, because EventBridge Scheduler rejects
	// them. Tasks have the tags of their task definition.
	Tags map[string]string
	// Transform customizes children in ways that Args has no field for.
	Transform Transform
}

// When says at which times a job runs. Set Cron or EveryMinutes. Each change is an in-place update.
type When struct {
	// Cron has six fields: minutes, hours, day of month, month, day of week, year. One of the two days
	// must be "?". "0 3 * * ? *" is every day at 03:00, and "30 8 ? * MON-FRI *" every weekday at
	// 08:30. Default: none.
	Cron string
	// EveryMinutes is the time between two runs. The first run is at Start, or when the schedule is
	// created or changed. Default: 0, for a schedule by Cron.
	EveryMinutes int
	// Timezone is the time zone of Cron, such as "Europe/Berlin". Default: UTC. When clocks go forward,
	// runs in the skipped hour do not happen.
	Timezone string
	// Start is the earliest time of a run in UTC, such as "2030-01-31T03:00:00Z". Default: none. AWS
	// rejects a change of the schedule, such as another task definition, if Start is more than five
	// minutes in the past: remove Start once it has passed.
	Start string
	// End is the latest time of a run in UTC, after Start. Default: none.
	End string
}

// Queue is an SQS queue. It must be a standard queue in the job's account and region.
type Queue struct {
	// ARN is the queue. Default: nil, for a new one.
	ARN pulumi.StringInput
	// KMSKeyARN is the customer managed key that encrypts the queue. Default: nil, for a queue that is
	// encrypted with a key of SQS. Not allowed without ARN.
	KMSKeyARN pulumi.StringInput
}

// Transform has an [infra.Edit] for each type of child.
type Transform struct {
	// Group edits the schedule group.
	Group infra.Edit[scheduler.ScheduleGroupArgs]
	// Schedule edits the schedule.
	Schedule infra.Edit[scheduler.ScheduleArgs]
	// Queue edits the queue for dropped runs.
	Queue infra.Edit[sqs.QueueArgs]
	// Role edits the IAM role with which EventBridge Scheduler starts tasks.
	Role infra.Edit[iam.RoleArgs]
	// RolePolicy edits the inline policy of that role.
	RolePolicy infra.Edit[iam.RolePolicyArgs]
	// Alarm edits each alarm.
	Alarm infra.Edit[cloudwatch.MetricAlarmArgs]
}
