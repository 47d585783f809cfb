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

// createEventSubscriptions subscribes the topic to RDS events, which no metric shows: those of the
// instances (RDS.20), and changes of parameter groups (RDS.21).
func (b *builder) createEventSubscriptions() error {
	if len(b.Databases) == 0 {
		return nil
	}
	instances := pulumi.StringArray{}
	for _, key := range slices.Sorted(maps.Keys(b.Databases)) {
		instances = append(instances, b.Databases[key].source(key).dimensions[0].value)
	}
	first, err := child.New(b.Parent, rds.NewEventSubscription, b.Name, &rds.EventSubscriptionArgs{
		SnsTopic:        b.topics[0],
		SourceType:      pulumi.String("db-instance"),
		SourceIds:       instances,
		EventCategories: pulumi.ToStringArray([]string{"configuration change", "failure", "maintenance"}),
		Tags:            child.Tags(b.Tags, b.Name),
	}, b.Transform.EventSubscription)
	if err != nil {
		return err
	}
	name := b.Role("parameters")
	_, err = child.New(b.Parent, rds.NewEventSubscription, name, &rds.EventSubscriptionArgs{
		Name:     pulumi.Sprintf("%s-parameters", first.Name), // RDS rejects the two hyphens of an auto-name
		SnsTopic: b.topics[0],
		// RDS.21 wants all groups, and the name of an instance's group is not known here.
		SourceType:      pulumi.String("db-parameter-group"),
		EventCategories: pulumi.ToStringArray([]string{"configuration change"}),
		Tags:            child.Tags(b.Tags, name),
	}, b.Transform.EventSubscription)
	return err
}
