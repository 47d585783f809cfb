package ingress

import (
	"maps"
	"slices"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/vpc"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/securitygroup"
)

// admitClients creates the ingress rules for the clients in Args. createAPI creates the one for the
// VPC Link.
func (b *builder) admitClients() error {
	if b.https {
		if err := b.admitAllowed("https", 443); err != nil {
			return err
		}
	}
	if !b.https || b.redirect {
		if err := b.admitAllowed("http", 80); err != nil {
			return err
		}
	}
	if !b.testListener {
		return nil
	}
	test := b.TestListener
	if err := b.admitCIDRs("test", test.Port, test.AllowedCIDRs); err != nil {
		return err
	}
	for _, key := range slices.Sorted(maps.Keys(test.SecurityGroupIDs)) {
		group := test.SecurityGroupIDs[key].ToStringOutput()
		source := &vpc.SecurityGroupIngressRuleArgs{ReferencedSecurityGroupId: group}
		if err := b.admit("test", key, test.Port, source); err != nil {
			return err
		}
	}
	return nil
}

func (b *builder) admitAllowed(role string, port int) error {
	for _, key := range slices.Sorted(maps.Keys(b.AllowedPrefixListIDs)) {
		source := &vpc.SecurityGroupIngressRuleArgs{PrefixListId: b.AllowedPrefixListIDs[key].ToStringOutput()}
		if err := b.admit(role, key, port, source); err != nil {
			return err
		}
	}
	return b.admitCIDRs(role, port, b.AllowedCIDRs)
}

func (b *builder) admitCIDRs(role string, port int, cidrs []string) error {
	for _, cidr := range cidrs {
		source := &vpc.SecurityGroupIngressRuleArgs{CidrIpv4: pulumi.String(cidr)}
		if err := b.admit(role, cidr, port, source); err != nil {
			return err
		}
	}
	return nil
}

// admit creates one rule. Its name has the listener's role and the client.
func (b *builder) admit(role, client string, port int, source *vpc.SecurityGroupIngressRuleArgs) error {
	source.SecurityGroupId = b.securityGroup.ID()
	rule, err := securitygroup.Rule{
		Name: b.Role(role + "-" + client), Description: role + " listener from " + client,
		Ports: securitygroup.Port(port), Tags: b.Tags,
	}.Ingress(b.Parent, source, b.Transform.IngressRule)
	if err != nil {
		return err
	}
	b.ready = append(b.ready, rule)
	return nil
}
