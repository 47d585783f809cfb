package observability

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/chatbot"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/cloudwatch"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/kms"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/rds"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/sns"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra"
)

// Args configures a [Monitor]. At least one service, target or database is required. The keys of maps
// become parts of names in AWS: letters, digits and single hyphens between them. The dashboard has a graph
// for each alarm, and one more for each service, target and API. CloudWatch allows 500 widgets: create
// several monitors for more.
type Args struct {
	// Services are the ECS services to watch, keyed by a name you choose. Default: none. Their alarms
	// notify but are not for rollbacks: a deployment may be the fix for a high load.
	Services map[string]Service
	// Targets are the target groups to watch, keyed by a name you choose, which must not end with
	// "-green". Default: none. Deployments can roll back on their alarms: see [RollbackAlarmNames].
	Targets map[string]Target
	// APIs are the HTTP APIs to watch, keyed by a name you choose. Default: none.
	APIs map[string]API
	// Databases are the RDS instances to watch, keyed by a name you choose. Default: none. With
	// databases, RDS also publishes events to the topic: maintenance, failures and configuration
	// changes of the instances, and configuration changes of all parameter groups in the account and
	// region.
	Databases map[string]Database
	// LogGroups are the log groups to watch, keyed by a name you choose. Default: none.
	LogGroups map[string]LogGroup
	// Emails are addresses that are notified when an alarm goes into ALARM or back to OK. Default: none.
	// AWS sends each address a message, in which the recipient must confirm the subscription.
	Emails []string
	// Subscriptions are subscribers other than e-mail addresses, keyed by a name you choose. Default:
	// none. SNS subscribes an endpoint only once: list each endpoint once, and rename an entry in two
	// updates. Changing an entry replaces the subscription.
	Subscriptions map[string]Subscription
	// Slack is a Slack channel in which AWS Chatbot shows the notifications. Default: none. AWS Chatbot
	// exists in the partition aws only, not in China or GovCloud, and has an API in us-east-2, us-west-2,
	// eu-west-1 and ap-southeast-1 only. In another region, give the child a provider for one of these in
	// Transform.
	Slack *Slack
	// TopicARNs are one to five existing topics to notify, instead of a topic that New creates.
	// Default: none. Setting it deletes the created topic with its key and subscriptions; without
	// it again, the new subscriptions must be confirmed again. Emails and Subscriptions must then
	// be empty. The topics must be in the region of the alarms and allow cloudwatch.amazonaws.com
	// to publish. With Databases, the first must also allow events.rds.amazonaws.com. Slack shows the
	// notifications of all of them.
	TopicARNs []pulumi.StringInput
	// Tags are put on every child that supports tags. Default: none. At most 49 tags; keys must be
	// unique ignoring case. The key "Name" is reserved: each child's Name tag is its logical name,
	// which Transform can override.
	Tags map[string]string
	// Transform customizes children in ways that Args has no field for.
	Transform Transform
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

// Slack is a channel of a Slack workspace.
type Slack struct {
	// TeamID is the id of the workspace, such as T07EA123LEP. Required. Somebody must have authorized
	// AWS Chatbot for the workspace, in the console of Amazon Q Developer in chat applications.
	TeamID string
	// ChannelID is the id of the channel, such as C07EZ1ABC23. Required. In a private channel, AWS
	// Chatbot must have been invited. AWS accepts a channel once in an account.
	ChannelID string
	// RoleARN is the role that AWS Chatbot assumes for what people ask it in the channel. Required. Its
	// trust policy must allow chatbot.amazonaws.com. Notifications need no permissions; their graphs
	// need cloudwatch:Describe*, cloudwatch:Get* and cloudwatch:List*. Security: everybody in the channel
	// can use the role's permissions, but at most those of the AWS managed policy
	// CloudWatchReadOnlyAccess. AWS's default would be AdministratorAccess.
	RoleARN pulumi.StringInput
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
	// SlackChannel edits the configuration of the Slack channel. It keeps the name it is created with,
	// even if the monitor is renamed.
	SlackChannel infra.Edit[chatbot.SlackChannelConfigurationArgs]
	// Alarm edits each alarm. Do not change the Name of a target's alarm: [RollbackAlarmNames] would
	// return the former name.
	Alarm infra.Edit[cloudwatch.MetricAlarmArgs]
	// EventSubscription edits each subscription to RDS events.
	EventSubscription infra.Edit[rds.EventSubscriptionArgs]
	// MetricFilter edits the metric filter of each log group.
	MetricFilter infra.Edit[cloudwatch.LogMetricFilterArgs]
	// Query edits each saved query.
	Query infra.Edit[cloudwatch.QueryDefinitionArgs]
	// Dashboard edits the dashboard. The dashboard keeps the name it is created with, even if the
	// monitor is renamed. Do not give a monitor's former name to another monitor in the stack: its
	// dashboard would overwrite this one.
	Dashboard infra.Edit[cloudwatch.DashboardArgs]
}
