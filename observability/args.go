package observability

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/cloudwatch"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/kms"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/rds"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/sns"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// Args says what to watch and whom to tell. Something to watch is required. An alarm costs $0.10 a month, the dashboard $3 after an account's first three, and
// the topic's key $1. Keys of maps name the alarms: letters, digits and inner hyphens.
type Args struct {
	// Services are ECS services, by a name of your choice. Their alarms notify, but never roll back: load must not stop the fix for it.
	Services map[string]Service `validate:"dive"`
	// Targets are what stands behind a load balancer, by a name of your choice. Their alarms are those that a deployment may be rolled back for.
	Targets map[string]Target `validate:"dive"`
	// Databases are RDS instances, by a name of your choice. What RDS itself tells of their maintenance, failures and changes is sent to the topic as well.
	Databases map[string]Database `validate:"dive"`
	// APIID is an HTTP API to show on the dashboard. Default: none.
	APIID pulumi.StringInput
	// Emails are addresses that hear of every alarm, and of its end. Each must confirm a message from AWS first.
	Emails []string `validate:"unique,dive,email" fix:"list each address once, such as ops@example.com"`
	// Subscriptions are further subscribers, keyed by a name you choose. SNS subscribes an endpoint
	// once: list each once, and rename an entry in two updates. Changing one replaces it.
	Subscriptions map[string]Subscription `validate:"dive"`
	// TopicARNs are up to five topics of yours to notify, in place of one that the component makes: Emails and Subscriptions must then be empty. They must be of
	// the same region and let CloudWatch publish; the first, if there are Databases, also events.rds.amazonaws.com.
	TopicARNs []pulumi.StringInput `wire:"topic" validate:"max=5" fix:"an alarm has at most five actions: let one topic pass on to the others"`
	// Tags are put on every child that takes tags. Default: none. Each child also has a Name, its
	// logical name: Transform can change it, Tags cannot. At most 49, with keys that differ in more
	// than case.
	Tags map[string]string
	// Transform changes children in ways that Args has no field for.
	Transform Transform
}

// Service is an ECS service.
type Service struct {
	// ClusterARN is the service's cluster.
	ClusterARN pulumi.StringInput `wire:"cluster" validate:"required" fix:"give the cluster's ARN, such as ecsservice's ClusterARN"`
	// ServiceName is the service's physical name.
	ServiceName pulumi.StringInput `validate:"required" fix:"give the service's name, such as ecsservice's ServiceName"`
	// CPUPercent is the use of CPU that is too much when it lasts for five minutes. Default 80.
	CPUPercent int `validate:"omitempty,min=1,max=99" fix:"give a percentage under 100, or the alarm never fires"`
	// MemoryPercent is the use of memory that is too much when it lasts for five minutes. Default 80.
	MemoryPercent int `validate:"omitempty,min=1,max=99" fix:"give a percentage under 100, or the alarm never fires"`
}

// Target is a target group of an application load balancer, or the pair of a blue/green service.
type Target struct {
	// LoadBalancerARN is the load balancer.
	LoadBalancerARN pulumi.StringInput `wire:"load-balancer" validate:"required" fix:"give the load balancer's ARN, such as ingress's LoadBalancerARN"`
	// ARN is the target group, in blue/green the blue one. Two monitors must not watch a target
	// group under one key: their alarms have one name, and the second overwrites the first.
	ARN pulumi.StringInput `wire:"target-group" validate:"required" fix:"give the target group's ARN, such as that of ingress's Targets"`
	// GreenARN is the green target group. Default: none, for a service that is not blue/green.
	GreenARN pulumi.StringInput `wire:"target-group"`
	// ErrorsPerMinute is how many answers with a status of 500 to 599 within a minute are still no
	// alarm, of each target group. Default 5; 0 lets a single one be an alarm.
	ErrorsPerMinute *int `validate:"omitnil,min=0" fix:"give a number of answers, or leave it out for 5"`
}

// Database is an RDS instance.
type Database struct {
	// ARN is the instance.
	ARN pulumi.StringInput `wire:"database" validate:"required" fix:"give the instance's ARN, such as database's ARN"`
	// CPUPercent is the use of CPU that is too much when it lasts for five minutes. Default 80.
	CPUPercent int `validate:"omitempty,min=1,max=99" fix:"give a percentage under 100, or the alarm never fires"`
	// FreeStorageGB is how much free storage is too little when it lasts for five minutes. Default 2, a tenth of the smallest instance's. Storage that grows by
	// itself does so below a tenth: take less than that, so that the alarm says that it did not grow.
	FreeStorageGB int `validate:"omitempty,min=1,max=65536" fix:"give a number of GB, or leave it out for 2"`
}

// Subscription is a subscriber that is no e-mail address.
type Subscription struct {
	// Protocol is https, sqs or lambda. There is no plain http: messages would cross the internet in clear.
	Protocol string `validate:"oneof=https sqs lambda" fix:"choose how messages are delivered; e-mail addresses belong into Emails"`
	// Endpoint is where messages go: an URL, which must confirm the subscription, or the ARN of a queue or function, which must let SNS deliver.
	Endpoint pulumi.StringInput `validate:"required" fix:"give an https URL, or the ARN of a queue or function"`
}

// Edit changes the arguments and options of one child, told by its logical name, before it is
// created and after every default has been applied. Children inherit protect, retainOnDelete and
// providers from the component; set other options here, such as ignoreChanges and customTimeouts:
// Pulumi ignores those on a component.
type Edit[A any] func(name string, args *A, opts *[]pulumi.ResourceOption)

// Transform holds an [Edit] for each type of child. Logical names cannot be changed.
type Transform struct {
	// Key edits the topic's key.
	Key Edit[kms.KeyArgs]
	// Topic edits the topic.
	Topic Edit[sns.TopicArgs]
	// TopicPolicy edits who may publish to the topic.
	TopicPolicy Edit[sns.TopicPolicyArgs]
	// Subscription edits each subscription of the topic.
	Subscription Edit[sns.TopicSubscriptionArgs]
	// Alarm edits each alarm. The Name of an alarm on a target must stay, or [RollbackAlarmNames] is wrong.
	Alarm Edit[cloudwatch.MetricAlarmArgs]
	// EventSubscription edits the subscription to what RDS tells.
	EventSubscription Edit[rds.EventSubscriptionArgs]
	// Dashboard edits the dashboard. Its name is fixed when it is created, so a renamed monitor keeps
	// it. Give its former name to no other monitor in the stack: that would overwrite the dashboard.
	Dashboard Edit[cloudwatch.DashboardArgs]
}
