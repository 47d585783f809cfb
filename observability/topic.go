package observability

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/kms"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/sns"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/child"
	"github.com/knwl-platform/infra/internal/iampolicy"
)

// createTopic creates the topic, its key and its policy, unless the caller gave topics.
func (b *builder) createTopic() error {
	if len(b.TopicARNs) > 0 {
		for _, given := range b.TopicARNs {
			b.topics = append(b.topics, given.ToStringOutput())
		}
		return nil
	}
	key, err := child.New(b.Parent, kms.NewKey, b.Name, &kms.KeyArgs{
		Description:          pulumi.String("Alarms of " + b.Name),
		EnableKeyRotation:    pulumi.Bool(true),
		DeletionWindowInDays: pulumi.Int(30),
		Policy:               b.keyPolicy(),
		Tags:                 child.Tags(b.Tags, b.Name),
	}, b.Transform.Key)
	if err != nil {
		return err
	}
	topic, err := child.New(b.Parent, sns.NewTopic, b.Name, &sns.TopicArgs{
		KmsMasterKeyId: key.Arn,
		Tags:           child.Tags(b.Tags, b.Name),
	}, b.Transform.Topic)
	if err != nil {
		return err
	}
	policy, err := child.New(b.Parent, sns.NewTopicPolicy, b.Name, &sns.TopicPolicyArgs{
		Arn:    topic.Arn,
		Policy: b.topicPolicy(topic.Arn),
	}, b.Transform.TopicPolicy)
	if err != nil {
		return err
	}
	b.topics = append(b.topics, child.After(topic.Arn, policy))
	return nil
}

// keyPolicy allows the account to manage the key, and all its principals to use the key through SNS:
// the topic's policy and IAM decide who may publish. CodeDeploy's role, which is created later, then
// needs no statement here. AWS services do not belong to the account and need their own statements.
func (b *builder) keyPolicy() pulumi.StringOutput {
	thisKey := []pulumi.StringInput{pulumi.String("*")} // in a key policy, this is the key itself
	use := []string{"kms:Decrypt", "kms:GenerateDataKey*"}
	statements := []iampolicy.Statement{{
		Principals: pulumi.StringArray{b.place.Expand("arn:{partition}:iam::{account}:root")},
		Actions:    []string{"kms:*"},
		Resources:  thisKey,
	}, {
		Principals: pulumi.ToStringArray([]string{"*"}),
		Actions:    use,
		Resources:  thisKey,
		Conditions: iampolicy.Conditions{
			"StringEquals": {"kms:CallerAccount": b.place.Expand("{account}")},
			"StringLike":   {"kms:ViaService": b.place.Expand("sns.{region}.amazonaws.com*")}, // in China it ends in .cn
		},
	}, {
		Service:    pulumi.String("cloudwatch.amazonaws.com"),
		Actions:    use,
		Resources:  thisKey,
		Conditions: iampolicy.Conditions{"StringEquals": {"aws:SourceAccount": b.place.Expand("{account}")}},
	}}
	if len(b.Databases) > 0 {
		// It has no condition on the account: RDS need not send the condition key to KMS, and nobody would
		// notice the lost events. The topic's policy rejects events of other accounts.
		statements = append(statements, iampolicy.Statement{
			Service: pulumi.String("events.rds.amazonaws.com"), Actions: use, Resources: thisKey,
		})
	}
	return iampolicy.Document(statements...)
}

// topicPolicy allows the alarms of this account and region to publish, and RDS events if there are
// databases.
func (b *builder) topicPolicy(topic pulumi.StringOutput) pulumi.StringOutput {
	place := b.PlaceOf("the topic", topic)
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
	statements := []iampolicy.Statement{
		publish("cloudwatch.amazonaws.com", "arn:{partition}:cloudwatch:{region}:{account}:alarm:*"),
	}
	if len(b.Databases) > 0 {
		statements = append(statements, publish("events.rds.amazonaws.com", "arn:{partition}:rds:{region}:{account}:*"))
	}
	return iampolicy.Document(statements...)
}
