package graphtest

import "github.com/pulumi/pulumi/sdk/v3/go/pulumi"

// Consume registers a topic for each value, named by its key, with the value as its displayName. The
// topics are in a component of their own. Tests read from them what an output resolves to and what
// its consumers wait for.
func Consume[V pulumi.Input](ctx *pulumi.Context, values map[string]V) error {
	var consumer struct{ pulumi.ResourceState }
	if err := ctx.RegisterComponentResource("test:index:Consumer", "consumer", &consumer); err != nil {
		return err
	}
	for name, value := range values {
		var topic struct{ pulumi.CustomResourceState }
		err := ctx.RegisterResource("aws:sns/topic:Topic", name,
			pulumi.Map{"displayName": value}, &topic, pulumi.Parent(&consumer))
		if err != nil {
			return err
		}
	}
	return nil
}
