package ecsjob

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/cloudwatch"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/sqs"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/child"
)

// createQueue uses the given queue for dropped runs, or creates one.
func (b *builder) createQueue() error {
	if b.DeadLetters.ARN != nil {
		b.queueARN = b.DeadLetters.ARN.ToStringOutput()
		return nil
	}
	name := b.Role("dead-letters")
	queue, err := child.New(b.Parent, sqs.NewQueue, name, &sqs.QueueArgs{
		MessageRetentionSeconds: pulumi.Int(14 * 24 * 60 * 60), // the most that SQS allows
		SqsManagedSseEnabled:    pulumi.Bool(true),
		Tags:                    child.Tags(b.Tags, name),
	}, b.Transform.Queue)
	if err != nil {
		return err
	}
	b.queueARN = queue.Arn
	return nil
}

// createAlarms creates the alarms on runs that did not start. There is no message when an alarm ends:
// nobody makes up for a dropped run.
func (b *builder) createAlarms() error {
	for _, alarm := range []struct{ role, metric, description string }{
		{"errors", "TargetErrorCount", "ECS rejected a run of job %s; AWS tries again unless the run is dropped"},
		{"dropped", "InvocationDroppedCount", "A run of job %s did not start; its message is in the queue for dropped runs"},
	} {
		name := b.Role(alarm.role)
		actions := pulumi.Array{}
		for _, topic := range b.TopicARNs {
			actions = append(actions, topic)
		}
		created, err := child.New(b.Parent, cloudwatch.NewMetricAlarm, name, &cloudwatch.MetricAlarmArgs{
			AlarmDescription:   pulumi.Sprintf("%s/%s: "+alarm.description, b.Project(), b.Stack(), b.Name),
			Namespace:          pulumi.String("AWS/Scheduler"),
			MetricName:         pulumi.String(alarm.metric),
			Dimensions:         pulumi.StringMap{"ScheduleGroup": b.group.Name},
			Statistic:          pulumi.String("Sum"),
			ComparisonOperator: pulumi.String("GreaterThanThreshold"),
			Threshold:          pulumi.Float64(0),
			Period:             pulumi.Int(300),
			EvaluationPeriods:  pulumi.Int(1),
			TreatMissingData:   pulumi.String("notBreaching"), // CloudWatch has data only if a run failed
			AlarmActions:       actions,
			Tags:               child.Tags(b.Tags, name),
		}, b.Transform.Alarm)
		if err != nil {
			return err
		}
		b.alarms = append(b.alarms, created)
	}
	return nil
}
