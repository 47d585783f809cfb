package domain

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/route53"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/check"
	"github.com/knwl-platform/infra/internal/child"
)

// Alias points a domain name to a target, with an A record. name is a name of the certificate, or one
// that its wildcard is valid for. Call it once for each name: a second call registers the same
// resource. Another target is an in-place update of the record. Cost: none, because Route 53 does not
// charge for queries of aliases to load balancers and APIs.
//
// The records are children of the certificate, called component--alias-name and, with Target.IPv6,
// component--ipv6-alias-name.
func (c *Certificate) Alias(name string, target Target) error {
	wrong := check.In("domain", c.parent.Name)
	checked := check.Args(wrong, aliasArgs{target}).Target
	if checkDomain(wrong, "Alias", name); !wrong.Has("Alias") && !c.config.covers(name) {
		wrong.Add("Alias", name, "must be one of %q, or one level below a wildcard among them, "+
			"because clients would reject the certificate; add the name to Others", c.Names)
	}
	if err := wrong.Err(); err != nil {
		return err
	}
	if err := c.point(name, "alias-", "A", checked); err != nil || !target.IPv6 {
		return err
	}
	return c.point(name, "ipv6-alias-", "AAAA", checked)
}

func (c *Certificate) point(name, role, typ string, target Target) error {
	_, err := child.New(c.parent, route53.NewRecord, c.parent.Role(role+name), &route53.RecordArgs{
		ZoneId: c.config.ZoneID,
		Name:   pulumi.String(name),
		Type:   pulumi.String(typ),
		Aliases: route53.RecordAliasArray{route53.RecordAliasArgs{
			Name:                 target.DNSName,
			ZoneId:               target.ZoneID,
			EvaluateTargetHealth: pulumi.Bool(false), // there is no other record to answer with
		}},
	}, c.config.Transform.Alias)
	return err
}

// aliasArgs gives errors about a target the name of the argument.
type aliasArgs struct{ Target Target }
