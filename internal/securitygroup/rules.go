// Package securitygroup makes the security group rules of a connection: one port, by group reference, each rule a resource of its own.
package securitygroup

import (
	"fmt"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/vpc"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/child"
)

// Connection is a TCP connection from one security group to another.
type Connection struct {
	Name        string // logical name; the rules are Name-out and Name-in
	Description string // in words, shown in the AWS console; must not be empty
	From, To    pulumi.StringInput
	Port        int
	Tags        map[string]string
	EditEgress  func(string, *vpc.SecurityGroupEgressRuleArgs, *[]pulumi.ResourceOption)
	EditIngress func(string, *vpc.SecurityGroupIngressRuleArgs, *[]pulumi.ResourceOption)
}

// Allow makes the pair of rules that lets the connection through, and returns both: what connects must wait for them.
func (c Connection) Allow(p child.Parent) ([]pulumi.Resource, error) {
	out, err := child.New(p, vpc.NewSecurityGroupEgressRule, c.Name+"-out", &vpc.SecurityGroupEgressRuleArgs{
		SecurityGroupId:           c.From,
		ReferencedSecurityGroupId: c.To.ToStringOutput(),
		IpProtocol:                pulumi.String("tcp"),
		FromPort:                  pulumi.Int(c.Port),
		ToPort:                    pulumi.Int(c.Port),
		Description:               pulumi.String(c.Description),
		Tags:                      child.Tags(c.Tags, c.Name+"-out"),
	}, c.EditEgress)
	if err != nil {
		return nil, fmt.Errorf("rule %s-out: %w", c.Name, err)
	}
	in, err := child.New(p, vpc.NewSecurityGroupIngressRule, c.Name+"-in", &vpc.SecurityGroupIngressRuleArgs{
		SecurityGroupId:           c.To,
		ReferencedSecurityGroupId: c.From.ToStringOutput(),
		IpProtocol:                pulumi.String("tcp"),
		FromPort:                  pulumi.Int(c.Port),
		ToPort:                    pulumi.Int(c.Port),
		Description:               pulumi.String(c.Description),
		Tags:                      child.Tags(c.Tags, c.Name+"-in"),
	}, c.EditIngress)
	if err != nil {
		return nil, fmt.Errorf("rule %s-in: %w", c.Name, err)
	}
	return []pulumi.Resource{out, in}, nil
}
