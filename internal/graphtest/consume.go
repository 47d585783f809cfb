package graphtest

import "github.com/pulumi/pulumi/sdk/v3/go/pulumi"

// Consume makes a Topic by the name of each value, with the value as its displayName, in a component of its own: what a component hands out, and what
// whoever takes it has to wait for, can then be asked of the topic.
func Consume[V pulumi.Input](ctx *pulumi.Context, values map[string]V) error {
	var consumer struct{ pulumi.ResourceState }
	if err := ctx.RegisterComponentResource("test:index:Consumer", "consumer", &consumer); err != nil {
		return err
	}
	for name, value := range values {
		var topic struct{ pulumi.CustomResourceState }
		if err := ctx.RegisterResource("aws:sns/topic:Topic", name, pulumi.Map{"displayName": value}, &topic, pulumi.Parent(&consumer)); err != nil {
			return err
		}
	}
	return nil
}
