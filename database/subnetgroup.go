package database

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/rds"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/child"
)

// createSubnetGroup creates the group whose auto-generated name is also the instance's identifier.
// Log groups and the final snapshot need that name before the instance exists.
//
// The description contains all arguments that an instance cannot change, and replaces the group when
// one of them changes. The new instance then gets another identifier: it can exist beside the old
// one, and its final snapshot does not collide with the old one's.
func (b *builder) createSubnetGroup() (err error) {
	description := pulumi.Sprintf("Subnets of database %s, owner %s", b.DatabaseName, b.Username)
	if b.primaryARN != nil {
		description = pulumi.Sprintf("Subnets of a replica of %s", b.primaryARN)
	}
	if b.KMSKeyARN != nil {
		description = pulumi.Sprintf("%s, key %s", description, b.KMSKeyARN)
	}
	replacing := pulumi.ReplaceOnChanges([]string{"description"})
	if b.promoted { // the instance stays, whatever the primary
		replacing = pulumi.ReplaceOnChanges(nil)
	}
	b.subnets, err = child.New(b.Parent, rds.NewSubnetGroup, b.Name, &rds.SubnetGroupArgs{
		Description: description,
		SubnetIds:   b.Network.SubnetIDs,
		Tags:        child.Tags(b.Tags, b.Name),
	}, b.Transform.SubnetGroup, replacing)
	return err
}

// newSubnetsReplace replaces an instance with its subnet group. An instance that was restored has values
// of the backup, so correcting an argument does not change the instance itself, and RDS does not move an
// instance to another group of the same VPC.
var newSubnetsReplace = pulumi.ReplaceOnChanges([]string{"dbSubnetGroupName"})
