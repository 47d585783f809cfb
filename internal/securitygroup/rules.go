// Package securitygroup makes security group rules, each a resource of its own, and the pair of
// them that a connection between two groups needs.
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

// Port is the range of one port.
func Port(n int) Ports { return Ports{n, n} }

func (p Ports) String() string {
	if p == AnyPort {
		return "any"
	}
	return strconv.Itoa(p.From)
}

// Rule is what a rule has in either direction.
type Rule struct {
	Name        string // logical name
	Description string // shown in the AWS console; must not be empty
	Ports       Ports
	Tags        map[string]string
}

// replace makes another connection another rule: the new one exists before what uses it moves, and
// the old one goes last. Changed in place, it would cut off whoever still uses the old connection.
var replace = pulumi.ReplaceOnChanges([]string{
	"cidrIpv4", "fromPort", "ipProtocol", "prefixListId", "referencedSecurityGroupId", "toPort",
})

// Ingress makes the rule that admits the source in args to its security group.
func (r Rule) Ingress(p child.Parent, args *vpc.SecurityGroupIngressRuleArgs,
	edit infra.Edit[vpc.SecurityGroupIngressRuleArgs],
) (*vpc.SecurityGroupIngressRule, error) {
	args.IpProtocol = pulumi.String("tcp")
	args.FromPort, args.ToPort = pulumi.Int(r.Ports.From), pulumi.Int(r.Ports.To)
	args.Description = pulumi.String(r.Description)
	args.Tags = child.Tags(r.Tags, r.Name)
	return child.New(p, vpc.NewSecurityGroupIngressRule, r.Name, args, edit, replace)
}

// Egress makes the rule that lets its security group out to the destination in args.
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
// Name-port-out and Name-port-in: with another port they are other rules. A rule that is replaced
// would do as well, but for an update that fails before the old one is gone: AWS would refuse the
// way back, because the old rule is still there.
type Connection struct {
	Rule
	From, To    pulumi.StringInput
	EditEgress  infra.Edit[vpc.SecurityGroupEgressRuleArgs]
	EditIngress infra.Edit[vpc.SecurityGroupIngressRuleArgs]
}

// Allow makes the pair of rules that lets the connection through, and returns both: what connects must wait for them.
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
