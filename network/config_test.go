package network

import (
	"fmt"
	"strings"
	"testing"

	"github.com/knwl-platform/infra/internal/check/checktest"
)

func TestResolveRefuses(t *testing.T) {
	checktest.Table[Args]{
		"a CIDR that is no CIDR":     {Args: Args{CIDR: "10.0.0.0"}, Want: `CIDR "10.0.0.0": must be an IPv4 network between /16 and /23`},
		"host bits":                  {Args: Args{CIDR: "10.0.0.1/16"}, Want: `CIDR "10.0.0.1/16": must be an IPv4 network`},
		"a block too large":          {Args: Args{CIDR: "10.0.0.0/15"}, Want: `CIDR "10.0.0.0/15": must be an IPv4 network`},
		"a block too small":          {Args: Args{CIDR: "10.0.0.0/24"}, Want: `CIDR "10.0.0.0/24": must be an IPv4 network`},
		"IPv6":                       {Args: Args{CIDR: "fd00::/16"}, Want: `CIDR "fd00::/16": must be an IPv4 network`},
		"one zone":                   {Args: Args{Zones: []string{"eu-west-1a"}}, Want: `Zones ["eu-west-1a"]: must be at least 2`},
		"a zone twice":               {Args: Args{Zones: []string{"eu-west-1a", "eu-west-1a"}}, Want: `Zones ["eu-west-1a" "eu-west-1a"]: must not repeat`},
		"a local zone":               {Args: Args{Zones: []string{"us-east-1a", "us-east-1-bos-1a"}}, Want: `Zones[1] "us-east-1-bos-1a": must be an availability zone's name`},
		"a zone id":                  {Args: Args{Zones: []string{"use1-az1", "us-east-1a"}}, Want: `Zones[0] "use1-az1": must be an availability zone's name`},
		"two regions":                {Args: Args{Zones: []string{"eu-west-1a", "us-east-1b"}}, Want: `Zones ["eu-west-1a" "us-east-1b"]: must be of one region`},
		"too many zones":             {Args: Args{ZoneCount: 7}, Want: `ZoneCount 7: must be at most 6`},
		"zones named and counted":    {Args: Args{Zones: []string{"eu-west-1a", "eu-west-1b"}, ZoneCount: 2}, Want: `ZoneCount 2: counts zones to look up, but Zones names them`},
		"an unknown tier":            {Args: Args{Tiers: []Tier{"dmz"}}, Want: `Tiers[0] "dmz": must be one of public, private, isolated`},
		"an unknown way out":         {Args: Args{Egress: "vpn"}, Want: `Egress "vpn": must be one of none, single-nat, nat-per-zone, endpoints`},
		"NAT without public subnets": {Args: Args{Egress: EgressSingleNAT, Tiers: []Tier{Private}}, Want: `Egress "single-nat": puts NAT gateways into public subnets`},
		"a way out for no tier":      {Args: Args{Egress: EgressEndpoints, Tiers: []Tier{Public}}, Want: `Egress "endpoints": is the way out of private subnets`},
		"days that CloudWatch lacks": {Args: Args{FlowLog: FlowLog{RetentionDays: 15}}, Want: `FlowLog.RetentionDays 15: must be a number of days that CloudWatch Logs offers`},
	}.Run(t, func(a Args) error { _, err := resolve("main", a); return err })
}

// AWS would refuse the flow log's role, or the endpoints' security group, half way through a deployment.
func TestResolveRefusesNames(t *testing.T) {
	for _, name := range []string{"", "sg-main", "main network", "knwl's", strings.Repeat("a", 47)} {
		_, err := resolve(name, Args{})
		checktest.Contains(t, err, fmt.Sprintf("name %q: must be at most 46 characters", name), "because the name of the flow log's role", ";")
	}
	if _, err := resolve(strings.Repeat("a", 46), Args{}); err != nil {
		t.Error(err)
	}
}

func TestResolveReportsEveryMistakeAtOnce(t *testing.T) {
	_, err := resolve("main", Args{CIDR: "10.0.0.0/8", ZoneCount: 9, Egress: "vpn"})
	checktest.Contains(t, err, `network "main": 3 mistakes:`, `CIDR "10.0.0.0/8"`, `ZoneCount 9`, `Egress "vpn"`)
}

func TestResolveDefaults(t *testing.T) {
	c, err := resolve("main", Args{})
	if err != nil {
		t.Fatal(err)
	}
	if c.cidr.String() != "10.0.0.0/16" || c.zoneCount != 2 || len(c.tiers) != 3 || c.egress != EgressNone {
		t.Errorf("defaults are %+v", c)
	}
	if c.flowLog != (FlowLog{RetentionDays: 14}) {
		t.Errorf("the flow log defaults to %+v", c.flowLog)
	}
}
