package ingress

import (
	"fmt"
	"maps"
	"slices"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/vpc"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/child"
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
	name := fmt.Sprintf("%s-%s-%s", b.name, role, client)
	args.SecurityGroupId = b.group.ID()
	args.IpProtocol = pulumi.String("tcp")
	args.FromPort = pulumi.Int(port)
	args.ToPort = pulumi.Int(port)
	args.Description = pulumi.String(fmt.Sprintf("%s listener from %s", role, client))
	args.Tags = child.Tags(b.tags, name)
	rule, err := child.New(b.Parent, vpc.NewSecurityGroupIngressRule, name, args, b.edit.IngressRule)
	b.ready = append(b.ready, rule)
	return err
}
