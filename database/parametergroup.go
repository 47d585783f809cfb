package database

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/rds"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/child"
)

// createParameterGroup gives the group no fixed name. Pulumi can then create the group of another
// major version and move the instance to it before it deletes the old group.
func (b *builder) createParameterGroup() (err error) {
	b.parameters, err = child.New(b.Parent, rds.NewParameterGroup, b.Name, &rds.ParameterGroupArgs{
		Family:      pulumi.String("postgres" + b.EngineVersion),
		Description: pulumi.String("PostgreSQL parameters"),
		Parameters: rds.ParameterGroupParameterArray{
			// RDS always reports pending-reboot for this one; another method would show as a change in
			// every preview. A new instance starts with it.
			parameter("rds.force_ssl", "1", "pending-reboot"),
			parameter("log_statement", "ddl", "immediate"),
			parameter("log_min_duration_statement", "1000", "immediate"), // ms
		},
		Tags: child.Tags(b.Tags, b.Name),
	}, b.Transform.ParameterGroup)
	return err
}

func parameter(name, value, method string) rds.ParameterGroupParameterArgs {
	return rds.ParameterGroupParameterArgs{
		Name: pulumi.String(name), Value: pulumi.String(value), ApplyMethod: pulumi.String(method),
	}
}
