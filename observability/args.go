package observability

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/cloudwatch"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/kms"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/rds"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/sns"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra"
)

// Args configures a [Monitor]. At least one service, target or database is required. The keys of maps
// become parts of names in AWS: letters, digits and single hyphens between them.
type Args struct {
	// Services are the ECS services to watch, keyed by a name you choose. Default: none. Their alarms
	// notify but are not for rollbacks: a deployment may be the fix for a high load.
	Services map[string]Service
	// Targets are the target groups to watch, keyed by a name you choose, which must not end with
	// "-green". Default: none. Deployments can roll back on their alarms: see [RollbackAlarmNames].
	Targets map[string]Target
	// Databases are the RDS instances to watch, keyed by a name you choose. Default: none. With
	// databases, RDS also publishes events to the topic: maintenance, failures and configuration
	// changes.
	Databases map[string]Database
	// APIID is the id of an HTTP API to show on the dashboard. Default: none.
	APIID pulumi.StringInput
	// Emails are addresses that are notified when an alarm goes into ALARM or back to OK. Default: none.
	// AWS sends each address a message, in which the recipient must confirm the subscription.
	Emails []string
	// Subscriptions are subscribers other than e-mail addresses, keyed by a name you choose. Default:
	// none. SNS subscribes an endpoint only once: list each endpoint once, and rename an entry in two
	// updates. Changing an entry replaces the subscription.
	Subscriptions map[string]Subscription
	// TopicARNs are one to five existing topics to notify, instead of a topic that New creates.
	// Default: none. Setting it deletes the created topic with its key and subscriptions; without
	// it again, the new subscriptions must be confirmed again. Emails and Subscriptions must then
	// be empty. The topics must be in the region of the alarms and allow cloudwatch.amazonaws.com
	// to publish. With Databases, the first must also allow events.rds.amazonaws.com.
	TopicARNs []pulumi.StringInput
	// Tags are put on every child that supports tags. Default: none. At most 49 tags; keys must be
	// unique ignoring case. The key "Name" is reserved: each child's Name tag is its logical name,
	// which Transform can override.
	Tags map[string]string
	// Transform customizes children in ways that Args has no field for.
	Transform Transform
}

// Service is an ECS service.
type Service struct {
	// ClusterARN is the service's cluster. Required.
	ClusterARN pulumi.StringInput
	// ServiceName is the name of the service. Required.
	ServiceName pulumi.StringInput
	// CPUPercent is the threshold for CPUUtilization, 1 to 99. Default: 80. The alarm goes into ALARM
	// when the one-minute average is above it for five minutes.
	CPUPercent int
	// MemoryPercent is the threshold for MemoryUtilization, 1 to 99. Default: 80. The alarm goes into
	// ALARM when the one-minute average is above it for five minutes.
	MemoryPercent int
}

// Target is a target group of an Application Load Balancer, or the pair of a blue/green service.
type Target struct {
	// LoadBalancerARN is the load balancer that forwards to the target group. Required.
	LoadBalancerARN pulumi.StringInput
	// ARN is the target group; in blue/green, the blue one. Required. Only one monitor may watch a
	// target group under the same key: two of them would give their alarms the same name, and the
	// second alarm would overwrite the first.
	ARN pulumi.StringInput
	// GreenARN is the green target group. Default: none, for a service that is not blue/green.
	GreenARN pulumi.StringInput
	// ErrorsPerMinute is the threshold for HTTPCode_Target_5XX_Count of each target group. Default: 5.
	// The alarm goes into ALARM when the one-minute sum is above it. With 0, a single response with a
	// status of 500 to 599 is enough.
	ErrorsPerMinute *int
}

// Database is an RDS instance.
type Database struct {
	// ARN is the instance. Required.
	ARN pulumi.StringInput
	// CPUPercent is the threshold for CPUUtilization, 1 to 99. Default: 80. The alarm goes into ALARM
	// when the one-minute average is above it for five minutes.
	CPUPercent int
	// FreeStorageGB is the threshold for FreeStorageSpace, 1 to 65536. Default: 1, a twentieth of the
	// smallest instance's storage. The alarm goes into ALARM when the one-minute average is below it
	// for five minutes. RDS grows the storage when no more than a tenth of it has been free for five
	// minutes. Choose less than a tenth, so that the alarm means that RDS did not grow the storage, or
	// not fast enough: 5 for 100 GB.
	FreeStorageGB int
}

// Subscription is a subscriber other than an e-mail address.
type Subscription struct {
	// Protocol is https, sqs or lambda. Required. Plain http is not offered, because it would send
	// messages unencrypted over the internet.
	Protocol string
	// Endpoint is where SNS delivers messages. Required. For https it is a URL, which must confirm the
	// subscription. For sqs and lambda it is the ARN of a queue or function, which must allow SNS to
	// deliver.
	Endpoint pulumi.StringInput
}

// Transform has an [infra.Edit] for each type of child.
type Transform struct {
	// Key edits the topic's KMS key.
	Key infra.Edit[kms.KeyArgs]
	// Topic edits the topic.
	Topic infra.Edit[sns.TopicArgs]
	// TopicPolicy edits the topic's policy, which says who may publish.
	TopicPolicy infra.Edit[sns.TopicPolicyArgs]
	// Subscription edits each subscription of the topic.
	Subscription infra.Edit[sns.TopicSubscriptionArgs]
	// Alarm edits each alarm. Do not change the Name of a target's alarm: [RollbackAlarmNames] would
	// return the former name.
	Alarm infra.Edit[cloudwatch.MetricAlarmArgs]
	// EventSubscription edits the subscription to RDS events.
	EventSubscription infra.Edit[rds.EventSubscriptionArgs]
	// Dashboard edits the dashboard. The dashboard keeps the name it is created with, even if the
	// monitor is renamed. Do not give a monitor's former name to another monitor in the stack: its
	// dashboard would overwrite this one.
	Dashboard infra.Edit[cloudwatch.DashboardArgs]
}
