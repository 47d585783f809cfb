package ingress

import (
	"maps"
	"slices"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/vpc"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/child"
	"github.com/knwl-platform/infra/internal/securitygroup"
)

// admitClients opens the listeners to those that Args names. The API's VPC Link gets its own rule with the API.
func (b *builder) admitClients() error {
	ports := map[string]int{}
	if b.https {
		ports["https"] = 443
	}
	if !b.https || b.redirect {
		ports["http"] = 80
	}
	for _, role := range slices.Sorted(maps.Keys(ports)) {
		for _, cidr := range b.allowedCIDRs {
			if err := b.admit(role, cidr, ports[role], &vpc.SecurityGroupIngressRuleArgs{CidrIpv4: pulumi.String(cidr)}); err != nil {
				return err
			}
		}
	}
	if !b.blueGreen {
		return nil
	}
	for _, cidr := range b.test.AllowedCIDRs {
		if err := b.admit("test", cidr, b.test.Port, &vpc.SecurityGroupIngressRuleArgs{CidrIpv4: pulumi.String(cidr)}); err != nil {
			return err
		}
	}
	for _, key := range slices.Sorted(maps.Keys(b.test.SecurityGroupIDs)) {
		group := b.test.SecurityGroupIDs[key].ToStringOutput()
		if err := b.admit("test", key, b.test.Port, &vpc.SecurityGroupIngressRuleArgs{ReferencedSecurityGroupId: group}); err != nil {
			return err
		}
	}
	return nil
}

// admit makes one rule, told by the listener's role and the client's name.
func (b *builder) admit(role, client string, port int, args *vpc.SecurityGroupIngressRuleArgs) error {
	args.SecurityGroupId = b.group.ID()
	rule, err := securitygroup.Rule{
		Name: child.Name(b.name, role+"-"+client), Description: role + " listener from " + client,
		Ports: securitygroup.Port(port), Tags: b.tags,
	}.Ingress(b.Parent, args, b.edit.IngressRule)
	b.ready = append(b.ready, rule)
	return err
}
