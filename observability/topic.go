package observability

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/kms"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/rds"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/sns"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/arn"
	"github.com/knwl-platform/infra/internal/check"
	"github.com/knwl-platform/infra/internal/child"
	"github.com/knwl-platform/infra/internal/iampolicy"
)

// createTopic makes the topic, or takes the given ones.
func (b *builder) createTopic() error {
	for _, given := range b.in.TopicARNs {
		b.topics = append(b.topics, given.ToStringOutput())
	}
	if !b.ownTopic {
		return nil
	}
	key, err := child.New(b.Parent, kms.NewKey, b.name, &kms.KeyArgs{
		Description:          pulumi.String("Alarms of " + b.name),
		EnableKeyRotation:    pulumi.Bool(true),
		DeletionWindowInDays: pulumi.Int(30),
		Policy:               b.keyPolicy(),
		Tags:                 child.Tags(b.tags, b.name),
	}, b.edit.Key)
	if err != nil {
		return err
	}
	topic, err := child.New(b.Parent, sns.NewTopic, b.name, &sns.TopicArgs{
		KmsMasterKeyId: key.Arn,
		Tags:           child.Tags(b.tags, b.name),
	}, b.edit.Topic)
	if err != nil {
		return err
	}
	policy, err := child.New(b.Parent, sns.NewTopicPolicy, b.name, &sns.TopicPolicyArgs{
		Arn:    topic.Arn,
		Policy: b.topicPolicy(topic.Arn),
	}, b.edit.TopicPolicy)
	if err != nil {
		return err
	}
	b.topics = append(b.topics, child.After(topic.Arn, policy))
	return nil
}

// keyPolicy lets the account manage the key, and use it through SNS whoever may publish there: so CodeDeploy's role, which comes later, needs no word here.
// AWS services are no part of the account and need their own.
func (b *builder) keyPolicy() pulumi.StringOutput {
	everything := []pulumi.StringInput{pulumi.String("*")} // in a key's policy: this key
	use := []string{"kms:Decrypt", "kms:GenerateDataKey*"}
	statements := []iampolicy.Statement{{
		Principals: pulumi.StringArray{b.place.Expand("arn:{partition}:iam::{account}:root")},
		Actions:    []string{"kms:*"},
		Resources:  everything,
	}, {
		Principals: pulumi.ToStringArray([]string{"*"}),
		Actions:    use,
		Resources:  everything,
		Conditions: iampolicy.Conditions{
			"StringEquals": {"kms:CallerAccount": b.place.Expand("{account}")},
			"StringLike":   {"kms:ViaService": b.place.Expand("sns.{region}.amazonaws.com*")}, // in China it ends in .cn
		},
	}, {
		Service:    pulumi.String("cloudwatch.amazonaws.com"),
		Actions:    use,
		Resources:  everything,
		Conditions: iampolicy.Conditions{"StringEquals": {"aws:SourceAccount": b.place.Expand("{account}")}},
	}}
	if len(b.databases) > 0 {
		// Without a condition: what a service asks KMS for in another's name need not carry one, and a message lost so would be missed by nobody. The topic's
		// policy tells this account's events from others'.
		statements = append(statements, iampolicy.Statement{Service: pulumi.String("events.rds.amazonaws.com"), Actions: use, Resources: everything})
	}
	return iampolicy.Document(statements...)
}

// topicPolicy admits the alarms, and where it is due the RDS events, of this account and region.
func (b *builder) topicPolicy(topic pulumi.StringOutput) pulumi.StringOutput {
	place := arn.PlaceOf("observability", b.name, "the topic", topic)
	publish := func(service, source string) iampolicy.Statement {
		return iampolicy.Statement{
			Service:   pulumi.String(service),
			Actions:   []string{"sns:Publish"},
			Resources: []pulumi.StringInput{topic},
			Conditions: iampolicy.Conditions{
				"StringEquals": {"aws:SourceAccount": place.Expand("{account}")},
				"ArnLike":      {"aws:SourceArn": place.Expand(source)},
			},
		}
	}
	statements := []iampolicy.Statement{publish("cloudwatch.amazonaws.com", "arn:{partition}:cloudwatch:{region}:{account}:alarm:*")}
	if len(b.databases) > 0 {
		statements = append(statements, publish("events.rds.amazonaws.com", "arn:{partition}:rds:{region}:{account}:*"))
	}
	return iampolicy.Document(statements...)
}

func (b *builder) subscribe() error {
	for _, email := range b.emails {
		if err := b.subscribeOne(email, "email", pulumi.String(email)); err != nil {
			return err
		}
	}
	for _, s := range b.others {
		endpoint := s.value.Endpoint
		if kind, ok := endpoints[s.value.Protocol]; ok {
			endpoint = check.Late("observability", b.name, at("Subscriptions", s.key)+".Endpoint", endpoint, kind)
		}
		if err := b.subscribeOne(s.key, s.value.Protocol, endpoint); err != nil {
			return err
		}
	}
	return nil
}

func (b *builder) subscribeOne(key, protocol string, endpoint pulumi.StringInput) error {
	_, err := child.New(b.Parent, sns.NewTopicSubscription, child.Name(b.name, key), &sns.TopicSubscriptionArgs{
		Topic:    b.topics[0],
		Protocol: pulumi.String(protocol),
		Endpoint: endpoint.ToStringOutput(),
	}, b.edit.Subscription)
	return err
}

// subscribeToRDS passes on what no metric shows (RDS.20).
func (b *builder) subscribeToRDS() error {
	if len(b.databases) == 0 {
		return nil
	}
	instances := pulumi.StringArray{}
	for _, d := range b.databases {
		instances = append(instances, b.sources.databases[d.key].dimensions[0].value)
	}
	_, err := child.New(b.Parent, rds.NewEventSubscription, b.name, &rds.EventSubscriptionArgs{
		SnsTopic:        b.topics[0],
		SourceType:      pulumi.String("db-instance"),
		SourceIds:       instances,
		EventCategories: pulumi.ToStringArray([]string{"configuration change", "failure", "maintenance"}),
		Tags:            child.Tags(b.tags, b.name),
	}, b.edit.EventSubscription)
	return err
}
