package ecsservice

import (
	"maps"
	"slices"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/vpc"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/child"
	"github.com/knwl-platform/infra/internal/securitygroup"
)

func (b *builder) createSecurityGroup() (err error) {
	b.group, err = child.New(b.Parent, ec2.NewSecurityGroup, b.name, &ec2.SecurityGroupArgs{
		VpcId:       b.VPCID,
		Description: pulumi.String("ECS tasks"),
		Tags:        child.Tags(b.Tags, b.name),
	}, b.edit.SecurityGroup)
	return err
}

func (b *builder) admitLoadBalancer() error {
	if b.LoadBalancer == nil {
		return nil
	}
	ports := securitygroup.Port(b.Container.Port)
	if b.blueGreen() { // after a change of the port, the old tasks serve on the old one until a rollout has replaced them
		ports = securitygroup.AnyPort
	}
	return b.open(securitygroup.Connection{
		Rule: securitygroup.Rule{Name: child.Name(b.name, "load-balancer"), Description: "Load balancer to " + b.name, Ports: ports},
		From: b.LoadBalancer.SecurityGroupID,
		To:   b.group.ID().ToStringOutput(),
	})
}

func (b *builder) openConnections() error {
	for _, key := range slices.Sorted(maps.Keys(b.Connections)) {
		connection := b.Connections[key]
		if err := b.open(securitygroup.Connection{
			Rule: securitygroup.Rule{
				Name: child.Name(b.name, "to-"+key), Description: b.name + " to " + key, Ports: securitygroup.Port(connection.Port),
			},
			From: b.group.ID().ToStringOutput(),
			To:   connection.SecurityGroupID,
		}); err != nil {
			return err
		}
	}
	return nil
}

func (b *builder) open(connection securitygroup.Connection) error {
	connection.Tags = b.Tags
	connection.EditEgress, connection.EditIngress = b.edit.EgressRule, b.edit.IngressRule
	rules, err := connection.Allow(b.Parent)
	b.rules = append(b.rules, rules...)
	return err
}

// openWayOut lets tasks reach AWS. The provider takes a new group's rule that allows everything away, and without another no image could be pulled.
// The endpoints' group admits the whole VPC, so it needs no rule from here.
func (b *builder) openWayOut() error {
	if b.Endpoints == nil {
		return b.allowHTTPS("https", "HTTPS to anywhere", &vpc.SecurityGroupEgressRuleArgs{CidrIpv4: pulumi.String("0.0.0.0/0")})
	}
	if err := b.allowHTTPS("endpoints", "AWS APIs through VPC endpoints", &vpc.SecurityGroupEgressRuleArgs{
		ReferencedSecurityGroupId: b.Endpoints.SecurityGroupID.ToStringOutput(),
	}); err != nil {
		return err
	}
	return b.allowHTTPS("s3", "Image layers from S3", &vpc.SecurityGroupEgressRuleArgs{PrefixListId: b.Endpoints.S3PrefixListID.ToStringOutput()})
}

func (b *builder) allowHTTPS(role, description string, args *vpc.SecurityGroupEgressRuleArgs) error {
	args.SecurityGroupId = b.group.ID()
	rule, err := securitygroup.Rule{
		Name: child.Name(b.name, role), Description: description, Ports: securitygroup.Port(443), Tags: b.Tags,
	}.Egress(b.Parent, args, b.edit.EgressRule)
	b.rules = append(b.rules, rule)
	return err
}
