package network

import (
	"cmp"
	"net/netip"
	"slices"

	"github.com/knwl-platform/infra/internal/arn"
	"github.com/knwl-platform/infra/internal/check"
)

func init() {
	check.Fields[Args](map[string]check.Field{
		"CIDR": {Rule: "omitempty,vpccidr", Fix: "clear the host bits, or choose a block such as 10.0.0.0/16"},
		"Zones": {
			Rule: "omitempty,min=2,max=6,unique,dive,zone",
			Fix:  "name two to six zones of one region, such as eu-west-1a and eu-west-1b",
		},
		"PermissionsBoundaryARN": {Kind: arn.IAMPolicy},
		"RolePath":               {Rule: "omitempty,rolepath", Fix: "write it as /platform/"},
		"ZoneCount":              {Rule: "omitempty,min=2,max=6", Fix: "use two to six zones; load balancers need two"},
		"Tiers": {
			Rule: "omitempty,unique,dive,oneof=public private isolated", Fix: "list each tier that you want once",
		},
		"Egress": {
			Rule: "omitempty,oneof=none single-nat nat-per-zone endpoints",
			Fix:  "choose how private subnets reach services outside the VPC",
		},
	})
	check.Fields[FlowLog](map[string]check.Field{
		"RetentionDays": {Rule: "omitempty,retention", Fix: "choose one of these"},
	})
}

// config is Args with all defaults applied and all rules checked.
type config struct {
	Args  // Zones is sorted, and empty until the zones have been looked up
	block netip.Prefix
}

func resolve(name string, a Args) (config, error) {
	wrong := check.In("network", name)
	a = check.Args(wrong, a)
	wrong.ResourceTags("Tags", a.Tags)

	if len(a.Zones) > 0 && a.ZoneCount > 0 {
		wrong.Add("ZoneCount", a.ZoneCount, "is the number of zones to look up, but Zones names them; remove one of the two")
	}
	c := config{Args: a}
	c.CIDR = cmp.Or(a.CIDR, "10.0.0.0/16")
	c.block, _ = netip.ParsePrefix(c.CIDR) // a mistake in it is recorded already
	c.Zones = slices.Sorted(slices.Values(a.Zones))
	c.ZoneCount = cmp.Or(a.ZoneCount, 2)
	c.Egress = cmp.Or(a.Egress, EgressNone)
	c.FlowLog.RetentionDays = cmp.Or(a.FlowLog.RetentionDays, 14)
	if len(c.Tiers) == 0 {
		c.Tiers = []Tier{Public, Private, Isolated}
	}

	wrong.Name(name, check.LongestRole-len("--flow-log"), "the flow log's role")
	inOtherRegion := func(zone string) bool { return check.RegionOf(zone) != check.RegionOf(c.Zones[0]) }
	if other := slices.IndexFunc(c.Zones, inOtherRegion); other > 0 && !wrong.Has("Zones") {
		wrong.Add("Zones", a.Zones, "must be in one region, but %s and %s are not; choose zones of one region",
			c.Zones[0], c.Zones[other])
	}
	if nat := c.Egress == EgressSingleNAT || c.Egress == EgressNATPerZone; nat && !slices.Contains(c.Tiers, Public) {
		wrong.Add("Egress", c.Egress,
			"needs public subnets for NAT gateways, but Tiers leaves them out; add network.Public or choose endpoints")
	}
	if c.Egress != EgressNone && !slices.Contains(c.Tiers, Private) {
		wrong.Add("Egress", c.Egress, "is for private subnets, but Tiers leaves them out; add network.Private or choose none")
	}
	return c, wrong.Err()
}
