package network

import (
	"cmp"
	"maps"
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
		"AddressIDs":             {Kind: arn.Address},
		"ExtraEndpoints":         {Rule: "dive"},
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
	check.Fields[ExtraEndpoint](map[string]check.Field{
		"WithoutZones": {Rule: "omitempty,unique", Fix: "list each zone once"},
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
	wrong.Distinct("AddressIDs", a.AddressIDs, "two NAT gateways cannot share an address; give each zone its own")
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
	c.checkAddresses(wrong)
	c.checkEndpoints(wrong)
	return c, wrong.Err()
}

// checkAddresses wants each address to have a NAT gateway that takes it.
func (c config) checkAddresses(wrong *check.Mistakes) {
	for _, zone := range slices.Sorted(maps.Keys(c.AddressIDs)) {
		switch field := check.At("AddressIDs", zone); {
		case len(c.Zones) == 0:
			wrong.Add(field, zone, "names a zone, but Zones is empty; set Zones")
		case len(c.natZones()) == 0:
			wrong.Add(field, zone, "is for a NAT gateway, but Egress %q has none; remove it or choose another Egress", c.Egress)
		case !slices.Contains(c.natZones(), zone):
			wrong.Add(field, zone, "must be a zone with a NAT gateway, which with Egress %q is one of %q; move the entry there",
				c.Egress, c.natZones())
		}
	}
}

func (c config) checkEndpoints(wrong *check.Mistakes) {
	if len(c.ExtraEndpoints) > 0 && !slices.Contains(c.Tiers, Private) {
		wrong.Add("ExtraEndpoints", slices.Sorted(maps.Keys(c.ExtraEndpoints)),
			"are for private subnets, but Tiers leaves them out; add network.Private")
	}
	for _, service := range slices.Sorted(maps.Keys(c.ExtraEndpoints)) {
		field, without := check.At("ExtraEndpoints", service), c.ExtraEndpoints[service].WithoutZones
		unknown := slices.IndexFunc(without, func(zone string) bool { return !slices.Contains(c.Zones, zone) })
		switch {
		case !endpointService.MatchString(service) || wholeName.MatchString(service):
			wrong.Add(field, service, "must have the last part of an endpoint service's name as its key, "+
				"such as kms for com.amazonaws.eu-west-1.kms; choose another key")
		case service == "s3express":
			wrong.Add(field, service, "has a gateway endpoint, and only those of s3 and dynamodb are created here; "+
				"create an ec2.VpcEndpoint with the route tables in PrivateRouteTableIDs")
		case len(without) == 0:
		case slices.Contains(gatewayServices, service):
			wrong.Add(field+".WithoutZones", without, "is not for gateway endpoints, which have no zones; remove it")
		case len(c.Zones) == 0:
			wrong.Add(field+".WithoutZones", without, "names zones, but Zones is empty; set Zones")
		case unknown >= 0:
			wrong.Add(field+".WithoutZones", without, "must be zones of Zones, but %s is not; remove it", without[unknown])
		case len(without) == len(c.Zones) && !wrong.Has(field):
			wrong.Add(field+".WithoutZones", without, "leaves no zone for the endpoint; keep one, or remove the endpoint")
		}
	}
}
