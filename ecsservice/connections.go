package ecsservice

import (
	"fmt"
	"maps"
	"slices"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/vpc"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra"
	"github.com/knwl-platform/infra/internal/check"
	"github.com/knwl-platform/infra/internal/securitygroup"
)

func (b *builder) allowConnections() error {
	for _, key := range slices.Sorted(maps.Keys(b.Connections)) {
		connection := b.Connections[key]
		rule := securitygroup.Rule{
			Name:        b.Role("to-" + key),
			Description: b.Name + " to " + key,
			Ports:       securitygroup.Port(connection.Port),
		}
		var err error
		switch own := b.group.ID().ToStringOutput(); {
		case connection.Self:
			err = b.allow(securitygroup.Connection{Rule: rule, From: own, To: own})
		case connection.SecurityGroupID != nil:
			err = b.allow(securitygroup.Connection{Rule: rule, From: own, To: connection.SecurityGroupID})
		default:
			err = b.allowOut(rule, connection)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// allowOut lets tasks connect to servers that are in no security group here. The rule's name is that of
// the egress rule of a pair.
func (b *builder) allowOut(rule securitygroup.Rule, to infra.Connection) error {
	rule.Name = fmt.Sprintf("%s-%d-out", rule.Name, to.Port)
	args := &vpc.SecurityGroupEgressRuleArgs{}
	if to.PrefixListID != nil {
		args.PrefixListId = to.PrefixListID.ToStringOutput()
	} else {
		args.CidrIpv4 = pulumi.String(to.CIDR)
	}
	return b.allowEgress(rule, args)
}

func (c config) checkConnections(wrong *check.Mistakes) {
	taken := map[string]string{}
	if c.Network.Endpoints == nil {
		taken[anywhere+" 443"] = "the rule for images, logs and secrets"
	}
	for _, key := range slices.Sorted(maps.Keys(c.Connections)) {
		wrong.Key("Connections", key)
		connection, field := c.Connections[key], check.At("Connections", key)
		checkDestination(wrong, field, connection)
		destination := fmt.Sprintf("%s %d", connection.CIDR, connection.Port)
		if connection.Self {
			destination = fmt.Sprintf("itself %d", connection.Port)
		} else if connection.CIDR == "" {
			continue
		}
		if other := taken[destination]; other != "" {
			wrong.Add(field+".Port", connection.Port,
				"is already allowed to this destination by %s, and AWS rejects a duplicate rule; remove one of the two", other)
		}
		taken[destination] = field
	}
}

// checkDestination records a connection without destination, or with several.
func checkDestination(wrong *check.Mistakes, field string, to infra.Connection) {
	given := 0
	for _, is := range []bool{to.SecurityGroupID != nil, to.CIDR != "", to.PrefixListID != nil, to.Self} {
		if is {
			given++
		}
	}
	switch {
	case given > 1:
		wrong.Add(field, given, "has several destinations; set one of SecurityGroupID, CIDR, PrefixListID and Self")
	case given == 0 && !wrong.Has(field+".SecurityGroupID") && !wrong.Has(field+".PrefixListID"):
		wrong.Add(field+".SecurityGroupID", nil, "is required unless CIDR, PrefixListID or Self is set; "+
			"give the id of the security group to connect to")
	}
}
