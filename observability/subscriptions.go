package observability

import (
	"maps"
	"slices"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/rds"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/sns"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/check"
	"github.com/knwl-platform/infra/internal/child"
)

func (b *builder) createSubscriptions() error {
	for _, email := range b.Emails {
		if err := b.subscribe(email, "email", pulumi.String(email)); err != nil {
			return err
		}
	}
	for _, key := range slices.Sorted(maps.Keys(b.Subscriptions)) {
		s := b.Subscriptions[key]
		endpoint := s.Endpoint
		if kind, ok := endpoints[s.Protocol]; ok {
			endpoint = b.Late(check.At("Subscriptions", key)+".Endpoint", endpoint, kind)
		}
		if err := b.subscribe(key, s.Protocol, endpoint); err != nil {
			return err
		}
	}
	return nil
}

func (b *builder) subscribe(role, protocol string, endpoint pulumi.StringInput) error {
	_, err := child.New(b.Parent, sns.NewTopicSubscription, b.Role(role), &sns.TopicSubscriptionArgs{
		Topic:    b.topics[0],
		Protocol: pulumi.String(protocol),
		Endpoint: endpoint.ToStringOutput(),
	}, b.Transform.Subscription)
	return err
}

// createEventSubscription subscribes the topic to RDS events, which no metric shows (RDS.20).
func (b *builder) createEventSubscription() error {
	if len(b.Databases) == 0 {
		return nil
	}
	instances := pulumi.StringArray{}
	for _, key := range slices.Sorted(maps.Keys(b.Databases)) {
		instances = append(instances, b.sources.databases[key].dimensions[0].value)
	}
	_, err := child.New(b.Parent, rds.NewEventSubscription, b.Name, &rds.EventSubscriptionArgs{
		SnsTopic:        b.topics[0],
		SourceType:      pulumi.String("db-instance"),
		SourceIds:       instances,
		EventCategories: pulumi.ToStringArray([]string{"configuration change", "failure", "maintenance"}),
		Tags:            child.Tags(b.Tags, b.Name),
	}, b.Transform.EventSubscription)
	return err
}
