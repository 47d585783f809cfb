package network

import (
	"cmp"
	"net/netip"
	"slices"

	"github.com/knwl-platform/infra/internal/check"
)

// config is Args with every default applied and every rule checked.
type config struct {
	cidr      netip.Prefix
	zones     []string // sorted; empty until they have been looked up
	zoneCount int
	tiers     []Tier
	egress    Egress
	flowLog   FlowLog
	tags      map[string]string
}

func resolve(name string, a Args) (config, error) {
	var wrong check.Mistakes
	a = check.Args(&wrong, "network", name, a)
	wrong.ResourceTags("Tags", a.Tags)

	c := config{
		zones:     slices.Sorted(slices.Values(a.Zones)),
		zoneCount: cmp.Or(a.ZoneCount, 2),
		tiers:     a.Tiers,
		egress:    cmp.Or(a.Egress, EgressNone),
		flowLog:   a.FlowLog,
		tags:      a.Tags,
	}
	c.cidr, _ = netip.ParsePrefix(cmp.Or(a.CIDR, "10.0.0.0/16")) // its tag has reported what is no CIDR
	c.flowLog.RetentionDays = cmp.Or(a.FlowLog.RetentionDays, 14)
	if len(c.tiers) == 0 {
		c.tiers = []Tier{Public, Private, Isolated}
	}

	wrong.Name(name, 64-len("--flow-log")-8, "the flow log's role") // 64 in all, 8 of them Pulumi's
	if len(a.Zones) > 0 && a.ZoneCount > 0 {
		wrong.Add("ZoneCount", a.ZoneCount, "counts zones to look up, but Zones names them; leave one of the two out")
	}
	if other := slices.IndexFunc(c.zones, func(zone string) bool { return check.RegionOf(zone) != check.RegionOf(c.zones[0]) }); other > 0 && !wrong.Has("Zones") {
		wrong.Add("Zones", a.Zones, "must be of one region; %s and %s are not", c.zones[0], c.zones[other])
	}
	if nat := c.egress == EgressSingleNAT || c.egress == EgressNATPerZone; nat && !slices.Contains(c.tiers, Public) {
		wrong.Add("Egress", c.egress, "puts NAT gateways into public subnets, which Tiers leaves out; add network.Public or choose endpoints")
	}
	if c.egress != EgressNone && !slices.Contains(c.tiers, Private) {
		wrong.Add("Egress", c.egress, "is the way out of private subnets, which Tiers leaves out; add network.Private or choose none")
	}
	return c, wrong.Err("network", name)
}
