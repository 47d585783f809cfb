package database

import (
	"fmt"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/cloudwatch"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/rds"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/child"
)

// exports are the logs of PostgreSQL on RDS.
var exports = []string{"postgresql", "upgrade"}

// createSubnetGroup makes the subnet group, and with its physical name the instance's identity: log groups and the final snapshot carry it before there is an
// instance. The description names what an instance cannot change, and the group is replaced with it: a new instance is a new identity, so it can stand beside
// the old one and its final snapshot meets no namesake.
func (b *builder) createSubnetGroup() (err error) {
	description := pulumi.Sprintf("Subnets of database %s, owner %s", b.databaseName, b.username)
	if b.in.KMSKeyARN != nil {
		description = pulumi.Sprintf("%s, key %s", description, b.in.KMSKeyARN)
	}
	b.subnets, err = child.New(b.Parent, rds.NewSubnetGroup, b.name, &rds.SubnetGroupArgs{
		Description: description,
		SubnetIds:   b.in.SubnetIDs,
		Tags:        child.Tags(b.tags, b.name),
	}, b.edit.SubnetGroup, pulumi.ReplaceOnChanges([]string{"description"}))
	return err
}

// createLogGroups makes the log groups before RDS would, so that they have a retention and go with the stack.
func (b *builder) createLogGroups() error {
	for _, log := range exports {
		name := child.Name(b.name, log)
		group, err := child.New(b.Parent, cloudwatch.NewLogGroup, name, &cloudwatch.LogGroupArgs{
			Name:            pulumi.Sprintf("/aws/rds/instance/%s/%s", b.subnets.Name, log),
			RetentionInDays: pulumi.Int(b.logRetentionDays),
			Tags:            child.Tags(b.tags, name),
		}, b.edit.LogGroup)
		if err != nil {
			return fmt.Errorf("log group of %s: %w", log, err)
		}
		b.logs = append(b.logs, group)
	}
	return nil
}
