package network

import (
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/check/checktest"
)

var zonesAB = []string{"eu-west-1a", "eu-west-1b"}

func addressIn(zone string) map[string]pulumi.StringInput {
	return map[string]pulumi.StringInput{zone: pulumi.String("eipalloc-1")}
}

// newAddress becomes known when the address exists.
var newAddress = pulumi.String("eipalloc-1").ToStringOutput()

func without(service string, zones ...string) map[string]ExtraEndpoint {
	return map[string]ExtraEndpoint{service: {WithoutZones: zones}}
}

func TestResolveRefuses(t *testing.T) {
	checktest.Table[Args]{
		"a CIDR that is no CIDR": {
			Args: Args{CIDR: "10.0.0.0"},
			Want: `CIDR "10.0.0.0": must be an IPv4 CIDR block from /16 to /23`,
		},
		"host bits": {
			Args: Args{CIDR: "10.0.0.1/16"},
			Want: `CIDR "10.0.0.1/16": must be an IPv4 CIDR block`,
		},
		"a block too large": {
			Args: Args{CIDR: "10.0.0.0/15"},
			Want: `CIDR "10.0.0.0/15": must be an IPv4 CIDR block`,
		},
		"a block too small": {
			Args: Args{CIDR: "10.0.0.0/24"},
			Want: `CIDR "10.0.0.0/24": must be an IPv4 CIDR block`,
		},
		"IPv6": {
			Args: Args{CIDR: "fd00::/16"},
			Want: `CIDR "fd00::/16": must be an IPv4 CIDR block`,
		},
		"one zone": {
			Args: Args{Zones: []string{"eu-west-1a"}},
			Want: `Zones ["eu-west-1a"]: must have at least 2 entries`,
		},
		"a zone twice": {
			Args: Args{Zones: []string{"eu-west-1a", "eu-west-1a"}},
			Want: `Zones ["eu-west-1a" "eu-west-1a"]: must not contain duplicates`,
		},
		"a local zone": {
			Args: Args{Zones: []string{"us-east-1a", "us-east-1-bos-1a"}},
			Want: `Zones[1] "us-east-1-bos-1a": must be the name of an availability zone`,
		},
		"a zone id": {
			Args: Args{Zones: []string{"use1-az1", "us-east-1a"}},
			Want: `Zones[0] "use1-az1": must be the name of an availability zone`,
		},
		"two regions": {
			Args: Args{Zones: []string{"eu-west-1a", "us-east-1b"}},
			Want: `Zones ["eu-west-1a" "us-east-1b"]: must be in one region`,
		},
		"too many zones": {Args: Args{ZoneCount: 7}, Want: `ZoneCount 7: must be at most 6`},
		"zones named and counted": {
			Args: Args{Zones: []string{"eu-west-1a", "eu-west-1b"}, ZoneCount: 2},
			Want: `ZoneCount 2: is the number of zones to look up, but Zones names them`,
		},
		"an unknown tier": {
			Args: Args{Tiers: []Tier{"dmz"}},
			Want: `Tiers[0] "dmz": must be one of public, private, isolated`,
		},
		"an unknown way out": {
			Args: Args{Egress: "vpn"},
			Want: `Egress "vpn": must be one of none, single-nat, nat-per-zone, endpoints`,
		},
		"NAT without public subnets": {
			Args: Args{Egress: EgressSingleNAT, Tiers: []Tier{Private}},
			Want: `Egress "single-nat": needs public subnets for NAT gateways`,
		},
		"a way out for no tier": {
			Args: Args{Egress: EgressEndpoints, Tiers: []Tier{Public}},
			Want: `Egress "endpoints": is for private subnets`,
		},
		"an address without a NAT gateway": {
			Args: Args{Zones: zonesAB, AddressIDs: addressIn("eu-west-1a")},
			Want: `AddressIDs["eu-west-1a"] "eu-west-1a": is for a NAT gateway, but Egress "none" has none`,
		},
		"an address for zones that are looked up": {
			Args: Args{Egress: EgressSingleNAT, AddressIDs: addressIn("eu-west-1a")},
			Want: `AddressIDs["eu-west-1a"] "eu-west-1a": names a zone, but Zones is empty`,
		},
		"an address in a zone that shares a NAT gateway": {
			Args: Args{Zones: zonesAB, Egress: EgressSingleNAT, AddressIDs: addressIn("eu-west-1b")},
			Want: `AddressIDs["eu-west-1b"] "eu-west-1b": must be a zone with a NAT gateway, ` +
				`which with Egress "single-nat" is one of ["eu-west-1a"]`,
		},
		"an address by its number": {
			Args: Args{Zones: zonesAB, Egress: EgressSingleNAT, AddressIDs: map[string]pulumi.StringInput{
				"eu-west-1a": pulumi.String("198.51.100.1"),
			}},
			Want: `AddressIDs["eu-west-1a"] "198.51.100.1": must be an Elastic IP allocation id`,
		},
		"an address twice": {
			Args: Args{Zones: zonesAB, Egress: EgressNATPerZone, AddressIDs: map[string]pulumi.StringInput{
				"eu-west-1a": pulumi.String("eipalloc-1"), "eu-west-1b": pulumi.String("eipalloc-1"),
			}},
			Want: `AddressIDs["eu-west-1b"] "eipalloc-1": is the same as AddressIDs["eu-west-1a"], ` +
				`and two NAT gateways cannot share an address`,
		},
		"a new address twice": {
			Args: Args{Zones: zonesAB, Egress: EgressNATPerZone, AddressIDs: map[string]pulumi.StringInput{
				"eu-west-1a": newAddress, "eu-west-1b": newAddress,
			}},
			Want: `AddressIDs["eu-west-1b"] (not shown): is the same as AddressIDs["eu-west-1a"]`,
		},
		"an endpoint by its whole name": {
			Args: Args{ExtraEndpoints: without("com.amazonaws.eu-west-1.ecr.api")},
			Want: `ExtraEndpoints["com.amazonaws.eu-west-1.ecr.api"] "com.amazonaws.eu-west-1.ecr.api": ` +
				`must have the last part of an endpoint service's name as its key`,
		},
		"an endpoint by its whole name in China": {
			Args: Args{ExtraEndpoints: without("cn.com.amazonaws.cn-north-1.sts")},
			Want: `must have the last part of an endpoint service's name as its key`,
		},
		"an endpoint by the whole name of another form": {
			Args: Args{ExtraEndpoints: without("aws.sagemaker.eu-west-1.studio")},
			Want: `must have the last part of an endpoint service's name as its key`,
		},
		"an endpoint by region and service": {
			Args: Args{ExtraEndpoints: without("us-east-1.kms")},
			Want: `ExtraEndpoints["us-east-1.kms"] "us-east-1.kms": must have the last part of an endpoint service's name`,
		},
		"an endpoint by the region of another partition": {
			Args: Args{ExtraEndpoints: without("us-gov-west-1.ecr.api")},
			Want: `must have the last part of an endpoint service's name as its key`,
		},
		"an endpoint by service and region": {
			Args: Args{ExtraEndpoints: without("kms.eusc-de-east-1")},
			Want: `must have the last part of an endpoint service's name as its key`,
		},
		"another gateway endpoint": {
			Args: Args{ExtraEndpoints: without("s3express")},
			Want: `ExtraEndpoints["s3express"] "s3express": has a gateway endpoint`,
		},
		"an endpoint in upper case": {
			Args: Args{ExtraEndpoints: map[string]ExtraEndpoint{"KMS": {}}},
			Want: `ExtraEndpoints["KMS"] "KMS": must have the last part of an endpoint service's name as its key`,
		},
		"an endpoint for no tier": {
			Args: Args{ExtraEndpoints: map[string]ExtraEndpoint{"kms": {}}, Tiers: []Tier{Public}},
			Want: `ExtraEndpoints ["kms"]: are for private subnets`,
		},
		"a gateway endpoint without a zone": {
			Args: Args{Zones: zonesAB, ExtraEndpoints: without("s3", "eu-west-1a")},
			Want: `ExtraEndpoints["s3"].WithoutZones ["eu-west-1a"]: is not for gateway endpoints`,
		},
		"an endpoint without a zone that is looked up": {
			Args: Args{ExtraEndpoints: without("kms", "eu-west-1a")},
			Want: `ExtraEndpoints["kms"].WithoutZones ["eu-west-1a"]: names zones, but Zones is empty`,
		},
		"an endpoint without a zone of others": {
			Args: Args{Zones: zonesAB, ExtraEndpoints: without("kms", "eu-west-1c")},
			Want: `ExtraEndpoints["kms"].WithoutZones ["eu-west-1c"]: must be zones of Zones, but eu-west-1c is not`,
		},
		"an endpoint in no zone": {
			Args: Args{Zones: zonesAB, ExtraEndpoints: without("kms", zonesAB...)},
			Want: `ExtraEndpoints["kms"].WithoutZones ["eu-west-1a" "eu-west-1b"]: leaves no zone`,
		},
		"an endpoint without a zone twice": {
			Args: Args{Zones: zonesAB, ExtraEndpoints: without("kms", "eu-west-1a", "eu-west-1a")},
			Want: `ExtraEndpoints["kms"].WithoutZones ["eu-west-1a" "eu-west-1a"]: must not contain duplicates`,
		},
		"days that CloudWatch lacks": {
			Args: Args{FlowLog: FlowLog{RetentionDays: 15}},
			Want: `FlowLog.RetentionDays 15: must be a retention period of CloudWatch Logs`,
		},
	}.Run(t, func(a Args) error { _, err := resolve("main", a); return err })
}

func TestResolveAcceptsServicesWhosePartsLookLikeOthers(t *testing.T) {
	for _, service := range []string{
		"ecr.dkr", "s3-global.accesspoint", "pinpoint-sms-voice-v2", "timestream.ingest-cell1", "sagemaker.api-fips", "ec2",
	} {
		if _, err := resolve("main", Args{ExtraEndpoints: without(service)}); err != nil {
			t.Error(err)
		}
	}
}

// AWS would reject the flow log's role, or the endpoints' security group, during the deployment.
func TestResolveRefusesNames(t *testing.T) {
	_, err := resolve("sg-main", Args{})
	checktest.Contains(t, err, `name "sg-main": must not start with "sg-"`, ";")
	_, err = resolve("main network", Args{})
	checktest.Contains(t, err, `name "main network": must contain only letters, digits and hyphens`)
	_, err = resolve(strings.Repeat("a", 47), Args{})
	checktest.Contains(t, err, "has 47 characters, but must have at most 46, because the name of the flow log's role")
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
	if c.CIDR != "10.0.0.0/16" || c.ZoneCount != 2 || len(c.Tiers) != 3 || c.Egress != EgressNone {
		t.Errorf("defaults are %+v", c)
	}
	if c.FlowLog != (FlowLog{RetentionDays: 14}) {
		t.Errorf("the flow log defaults to %+v", c.FlowLog)
	}
}
