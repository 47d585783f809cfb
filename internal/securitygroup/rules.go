// Package securitygroup creates security group rules, each as a resource of its own, and the pair of
// rules that a connection between two security groups needs.
package securitygroup

import (
	"fmt"
	"strconv"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/vpc"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra"
	"github.com/knwl-platform/infra/internal/child"
)

// Ports is a range of TCP ports.
type Ports struct{ From, To int }

// AnyPort is every TCP port.
var AnyPort = Ports{1, 65535}

// Port returns the range of one port.
func Port(n int) Ports { return Ports{n, n} }

func (p Ports) String() string {
	if p == AnyPort {
		return "any"
	}
	return strconv.Itoa(p.From)
}

// Rule has what ingress and egress rules have in common.
type Rule struct {
	Name        string // logical name
	Description string // shown in the AWS console; must not be empty
	Ports       Ports
	Tags        map[string]string
}

// replace replaces a rule whose source, destination or port changes. Pulumi then creates the new rule
// before it moves the clients, and deletes the old one last. A change in place would cut off clients
// of the old connection.
var replace = pulumi.ReplaceOnChanges([]string{
	"cidrIpv4", "fromPort", "ipProtocol", "prefixListId", "referencedSecurityGroupId", "toPort",
})

// Ingress creates a rule that admits the source in args to the security group in args.
func (r Rule) Ingress(p child.Parent, args *vpc.SecurityGroupIngressRuleArgs,
	edit infra.Edit[vpc.SecurityGroupIngressRuleArgs],
) (*vpc.SecurityGroupIngressRule, error) {
	args.IpProtocol = pulumi.String("tcp")
	args.FromPort, args.ToPort = pulumi.Int(r.Ports.From), pulumi.Int(r.Ports.To)
	args.Description = pulumi.String(r.Description)
	args.Tags = child.Tags(r.Tags, r.Name)
	return child.New(p, vpc.NewSecurityGroupIngressRule, r.Name, args, edit, replace)
}

// Egress creates a rule that lets the security group in args connect to the destination in args.
func (r Rule) Egress(p child.Parent, args *vpc.SecurityGroupEgressRuleArgs,
	edit infra.Edit[vpc.SecurityGroupEgressRuleArgs],
) (*vpc.SecurityGroupEgressRule, error) {
	args.IpProtocol = pulumi.String("tcp")
	args.FromPort, args.ToPort = pulumi.Int(r.Ports.From), pulumi.Int(r.Ports.To)
	args.Description = pulumi.String(r.Description)
	args.Tags = child.Tags(r.Tags, r.Name)
	return child.New(p, vpc.NewSecurityGroupEgressRule, r.Name, args, edit, replace)
}

// Connection is a TCP connection from one security group to another. Its rules are called
// Name-port-out and Name-port-in, so another port has other rules. Replacing a rule under the same
// name would work too, unless an update fails before it deletes the old rule. Reverting the port
// would then create a duplicate of the old rule, which AWS rejects.
type Connection struct {
	Rule
	From, To    pulumi.StringInput
	EditEgress  infra.Edit[vpc.SecurityGroupEgressRuleArgs]
	EditIngress infra.Edit[vpc.SecurityGroupIngressRuleArgs]
}

// Allow creates the pair of rules and returns them. Resources that use the connection must wait for
// both.
func (c Connection) Allow(p child.Parent) ([]pulumi.Resource, error) {
	rule := c.Rule
	rule.Name = fmt.Sprintf("%s-%s-out", c.Name, c.Ports)
	out, err := rule.Egress(p, &vpc.SecurityGroupEgressRuleArgs{
		SecurityGroupId:           c.From,
		ReferencedSecurityGroupId: c.To.ToStringOutput(),
	}, c.EditEgress)
	if err != nil {
		return nil, fmt.Errorf("rule %s: %w", rule.Name, err)
	}
	rule.Name = fmt.Sprintf("%s-%s-in", c.Name, c.Ports)
	in, err := rule.Ingress(p, &vpc.SecurityGroupIngressRuleArgs{
		SecurityGroupId:           c.To,
		ReferencedSecurityGroupId: c.From.ToStringOutput(),
	}, c.EditIngress)
	if err != nil {
		return nil, fmt.Errorf("rule %s: %w", rule.Name, err)
	}
	return []pulumi.Resource{out, in}, nil
}
