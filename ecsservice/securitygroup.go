package ecsservice

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/vpc"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/child"
	"github.com/knwl-platform/infra/internal/securitygroup"
)

// anywhere is every IPv4 address.
const anywhere = "0.0.0.0/0"

func (b *builder) createSecurityGroup() (err error) {
	b.group, err = child.New(b.Parent, ec2.NewSecurityGroup, b.Name, &ec2.SecurityGroupArgs{
		VpcId:       b.Network.VPCID,
		Description: pulumi.String("ECS tasks"),
		Tags:        child.Tags(b.Tags, b.Name),
	}, b.Transform.SecurityGroup)
	return err
}

func (b *builder) allowLoadBalancers() error {
	for _, l := range b.loadBalancers() {
		ports := []securitygroup.Ports{securitygroup.Port(b.Container.Port)}
		if b.blueGreen() {
			// After a change of the port, old tasks serve on the old one until the next deployment.
			ports = []securitygroup.Ports{securitygroup.AnyPort}
		} else if l.HealthPort != 0 && l.HealthPort != b.Container.Port {
			ports = append(ports, securitygroup.Port(l.HealthPort))
		}
		for _, port := range ports {
			if err := b.allow(securitygroup.Connection{
				Rule: securitygroup.Rule{Name: b.Role(l.role), Description: "Load balancer to " + b.Name, Ports: port},
				From: l.SecurityGroupID,
				To:   b.group.ID().ToStringOutput(),
			}); err != nil {
				return err
			}
		}
	}
	return nil
}

func (b *builder) allow(connection securitygroup.Connection) error {
	connection.Tags = b.Tags
	connection.EditEgress, connection.EditIngress = b.Transform.EgressRule, b.Transform.IngressRule
	rules, err := connection.Allow(b.Parent)
	if err != nil {
		return err
	}
	b.rules = append(b.rules, rules...)
	return nil
}

// allowAWS lets tasks reach the AWS services that they start with. The endpoints' security group
// admits the whole VPC, so it needs no ingress rule.
func (b *builder) allowAWS() error {
	endpoints := b.Network.Endpoints
	if endpoints == nil {
		return b.allowHTTPS("https", "HTTPS to anywhere", &vpc.SecurityGroupEgressRuleArgs{
			CidrIpv4: pulumi.String(anywhere),
		})
	}
	if err := b.allowHTTPS("endpoints", "AWS APIs through VPC endpoints", &vpc.SecurityGroupEgressRuleArgs{
		ReferencedSecurityGroupId: endpoints.SecurityGroupID.ToStringOutput(),
	}); err != nil {
		return err
	}
	return b.allowHTTPS("s3", "Image layers from S3", &vpc.SecurityGroupEgressRuleArgs{
		PrefixListId: endpoints.S3PrefixListID.ToStringOutput(),
	})
}

func (b *builder) allowHTTPS(role, description string, args *vpc.SecurityGroupEgressRuleArgs) error {
	return b.allowEgress(securitygroup.Rule{
		Name: b.Role(role), Description: description, Ports: securitygroup.Port(443),
	}, args)
}

func (b *builder) allowEgress(rule securitygroup.Rule, args *vpc.SecurityGroupEgressRuleArgs) error {
	rule.Tags, args.SecurityGroupId = b.Tags, b.group.ID()
	created, err := rule.Egress(b.Parent, args, b.Transform.EgressRule)
	if err != nil {
		return err
	}
	b.rules = append(b.rules, created)
	return nil
}

// usableSecurityGroupID returns the security group once its rules exist.
func (b *builder) usableSecurityGroupID() pulumi.StringOutput {
	return child.After(b.group.ID(), b.rules...)
}
