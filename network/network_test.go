package network_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"pgregory.net/rapid"

	"github.com/knwl-platform/infra/internal/check/checktest"
	"github.com/knwl-platform/infra/internal/graphtest"
	"github.com/knwl-platform/infra/network"
)

var zones = []string{"eu-west-1a", "eu-west-1b"}

func run(t testing.TB, args network.Args) *graphtest.Graph {
	t.Helper()
	return graphtest.Run(t, func(ctx *pulumi.Context) error {
		_, err := network.New(ctx, "main", &args)
		return err
	})
}

func TestZeroArgsMakeAWholeNetwork(t *testing.T) {
	g := graphtest.Run(t, func(ctx *pulumi.Context) error {
		net, err := network.New(ctx, "main", nil)
		if err == nil && !slices.Equal(net.Zones, []string{"us-east-1a", "us-east-1b"}) {
			t.Errorf("zones %q, want the region's first two", net.Zones)
		}
		return err
	})
	if n := len(g.All("Subnet")); n != 6 {
		t.Errorf("%d subnets, want three tiers over two zones", n)
	}
	g.None("NatGateway")
}

func TestAWSIsAskedOnlyForZonesThatNobodyNamed(t *testing.T) {
	if asked := run(t, network.Args{Zones: zones}).Invokes(); len(asked) > 0 {
		t.Errorf("with zones given it asked %q", asked)
	}
	if asked := run(t, network.Args{}).Invokes(); len(asked) != 1 {
		t.Errorf("without zones it asked %q, want the zones once", asked)
	}
}

// A local zone lacks most services. One that the account has opted in to comes first in the alphabet.
func TestZonesThatAreLookedUpAreNotLocal(t *testing.T) {
	for _, subnet := range run(t, network.Args{ZoneCount: 3}).All("Subnet") {
		if zone := subnet.Text("availabilityZone"); len(zone) != len("us-east-1a") {
			t.Errorf("%s is in %s", subnet.Name, zone)
		}
	}
}

func TestMoreZonesThanTheRegionHasAreRefused(t *testing.T) {
	err := graphtest.FailLate(t, func(ctx *pulumi.Context) error {
		_, err := network.New(ctx, "main", &network.Args{ZoneCount: 4})
		return err
	})
	checktest.Contains(t, err, `network "main": ZoneCount 4: the region has only the 3 zones`, "use a smaller number")
}

func TestVPCHasDNS(t *testing.T) {
	vpc := run(t, network.Args{Zones: zones}).Only("Vpc")
	if vpc.Get("enableDnsSupport") != true || vpc.Get("enableDnsHostnames") != true {
		t.Error("DNS is not on in full")
	}
}

func TestDefaultSecurityGroupAdmitsNothing(t *testing.T) {
	group := run(t, network.Args{Zones: zones}).Only("DefaultSecurityGroup")
	for _, direction := range []string{"ingress", "egress"} {
		if rules, ok := group.Get(direction).([]any); !ok || len(rules) > 0 {
			t.Errorf("%s is %v, want an empty list", direction, group.Get(direction))
		}
	}
}

func TestNoSubnetHandsOutPublicAddresses(t *testing.T) {
	for _, subnet := range run(t, network.Args{Zones: zones}).All("Subnet") {
		if subnet.Get("mapPublicIpOnLaunch") != false {
			t.Errorf("%s hands out public addresses", subnet.Name)
		}
	}
}

// No change of zones, tiers or egress may move or rename a subnet that stays.
func TestSubnetsStayWhateverElseChanges(t *testing.T) {
	all := []string{"eu-west-1a", "eu-west-1b", "eu-west-1c", "eu-west-1d", "eu-west-1e", "eu-west-1f"}
	tiers := []network.Tier{network.Public, network.Private, network.Isolated}
	blocks := func(rt *rapid.T) map[string]string {
		args := network.Args{
			Zones: rapid.Permutation(all).Draw(rt, "zones")[:rapid.IntRange(2, 6).Draw(rt, "count")],
			Tiers: rapid.SliceOfNDistinct(rapid.SampledFrom(tiers), 1, 3, rapid.ID[network.Tier]).Draw(rt, "tiers"),
		}
		if slices.Contains(args.Tiers, network.Private) {
			kinds := []network.Egress{network.EgressNone, network.EgressEndpoints}
			if slices.Contains(args.Tiers, network.Public) { // which NAT gateways need
				kinds = append(kinds, network.EgressSingleNAT, network.EgressNATPerZone)
			}
			args.Egress = rapid.SampledFrom(kinds).Draw(rt, "egress")
		}
		found := map[string]string{}
		for _, subnet := range run(t, args).All("Subnet") {
			found[subnet.Name] = subnet.Text("cidrBlock") + " " + subnet.Text("availabilityZone")
		}
		return found
	}
	rapid.Check(t, func(rt *rapid.T) {
		before, after := blocks(rt), blocks(rt)
		for name := range maps.Keys(before) {
			if moved, stays := after[name]; stays && moved != before[name] {
				rt.Fatalf("%s moved from %s to %s", name, before[name], moved)
			}
		}
	})
}

func TestEgressDecidesGatewaysEndpointsAndRoutes(t *testing.T) {
	for egress, want := range map[network.Egress]struct{ nats, interfaces, gateways, privateRoutes int }{
		network.EgressNone:       {},
		network.EgressSingleNAT:  {nats: 1, gateways: 1, privateRoutes: 2},
		network.EgressNATPerZone: {nats: 2, gateways: 1, privateRoutes: 2},
		network.EgressEndpoints:  {interfaces: 4, gateways: 1},
	} {
		t.Run(string(egress), func(t *testing.T) {
			g := run(t, network.Args{Zones: zones, Egress: egress})
			got := want
			got.nats = len(g.All("NatGateway"))
			got.interfaces, got.gateways = 0, 0
			for _, endpoint := range g.All("VpcEndpoint") {
				if endpoint.Text("vpcEndpointType") == "Interface" {
					got.interfaces++
				} else {
					got.gateways++
				}
			}
			got.privateRoutes = len(g.All("Route")) - 1
			if got != want {
				t.Errorf("got %+v, want %+v", got, want)
			}
		})
	}
}

func TestEachZoneRoutesToItsOwnNATGateway(t *testing.T) {
	g := run(t, network.Args{Zones: zones, Egress: network.EgressNATPerZone})
	for _, zone := range zones {
		nat := g.Named("NatGateway", "main--nat-"+zone)
		if got := g.Named("Route", "main--private-"+zone).Text("natGatewayId"); got != nat.ID {
			t.Errorf("%s leaves through %s, want %s", zone, got, nat.ID)
		}
		if !nat.WaitsFor(g.Named("Route", "main--public")) {
			t.Errorf("the NAT gateway of %s starts before it reaches the internet", zone)
		}
		if got := nat.Text("subnetId"); got != g.Named("Subnet", "main--public-"+zone).ID {
			t.Errorf("the NAT gateway of %s stands in %s", zone, got)
		}
	}
}

func TestOutputsAreGatedOnWhatMakesSubnetsUsable(t *testing.T) {
	for egress, private := range map[network.Egress]string{
		network.EgressNATPerZone: "Route",
		network.EgressEndpoints:  "VpcEndpoint",
	} {
		g := graphtest.Run(t, func(ctx *pulumi.Context) error {
			net, err := network.New(ctx, "main", &network.Args{Zones: zones, Egress: egress})
			if err != nil {
				return err
			}
			return graphtest.Consume(ctx, map[string]pulumi.StringArrayOutput{
				"public": net.PublicSubnetIDs, "private": net.PrivateSubnetIDs, "isolated": net.IsolatedSubnetIDs,
			})
		})
		if !g.Named("Topic", "public").WaitsFor(g.Named("Route", "main--public")) {
			t.Error("public subnets are handed out before their internet route exists")
		}
		for _, association := range g.All("RouteTableAssociation") {
			tier, _, _ := strings.Cut(strings.TrimPrefix(association.Name, "main--"), "-")
			if !g.Named("Topic", tier).WaitsFor(association) {
				t.Errorf("%s subnets are handed out before %s has its routes", tier, association.Name)
			}
		}
		for _, way := range g.All(private) {
			if !g.Named("Topic", "private").WaitsFor(way) {
				t.Errorf("private subnets are handed out before %s %q", way.Type, way.Name)
			}
		}
	}
}

func TestIsolatedSubnetsHaveNoRoute(t *testing.T) {
	g := run(t, network.Args{Zones: zones, Egress: network.EgressNATPerZone})
	table := g.Named("RouteTable", "main--isolated").ID
	for _, route := range g.All("Route") {
		if route.Text("routeTableId") == table {
			t.Errorf("route %s leads out of the isolated tier", route.Name)
		}
	}
}

func TestTagsAndTransformReachTheChildren(t *testing.T) {
	g := run(t, network.Args{
		Zones: zones,
		Tags:  map[string]string{"team": "search"},
		Transform: network.Transform{Subnet: func(name string, args *ec2.SubnetArgs, opts *[]pulumi.ResourceOption) {
			args.AssignIpv6AddressOnCreation = pulumi.Bool(name == "main--public-eu-west-1a")
			*opts = append(*opts, pulumi.IgnoreChanges([]string{"tags"}))
		}},
	})
	if vpc := g.Only("Vpc"); vpc.Text("tags.team") != "search" || vpc.Text("tags.Name") != "main" {
		t.Errorf("the VPC's tags are %v", vpc.Get("tags"))
	}
	subnet := g.Named("Subnet", "main--public-eu-west-1a")
	if subnet.Get("assignIpv6AddressOnCreation") != true || !slices.Equal(subnet.Ignores(), []string{"tags"}) {
		t.Error("the edit did not reach the subnet")
	}
}

func TestBadArgumentsAreRefusedBeforeAnythingIsRegistered(t *testing.T) {
	err := graphtest.Fail(t, func(ctx *pulumi.Context) error {
		_, err := network.New(ctx, "main", &network.Args{ZoneCount: 7})
		return err
	})
	checktest.Contains(t, err, `network "main": ZoneCount 7`)
}

func TestAddressesOfEveryNATGatewayAreHandedOut(t *testing.T) {
	g := graphtest.Run(t, func(ctx *pulumi.Context) error {
		net, err := network.New(ctx, "main", &network.Args{
			Zones: zones, Egress: network.EgressNATPerZone,
			AddressIDs: map[string]pulumi.StringInput{zones[1]: pulumi.String("eipalloc-own")},
		})
		if err != nil {
			return err
		}
		return graphtest.Consume(ctx, map[string]pulumi.StringOutput{"addresses": pulumi.JSONMarshal(net.NATAddresses)})
	})
	var got []string
	g.Only("Topic").JSON("displayName", &got)
	var want []any
	for i, allocation := range []string{g.Only("aws:ec2/eip:Eip").ID, "eipalloc-own"} {
		nat := g.Named("NatGateway", "main--nat-"+zones[i])
		if id := nat.Text("allocationId"); id != allocation {
			t.Errorf("the NAT gateway of %s has the address %s, want %s", zones[i], id, allocation)
		}
		want = append(want, nat.Output("publicIp"))
	}
	if fmt.Sprint(got) != fmt.Sprint(want) || len(got) != 2 || got[0] == "" {
		t.Errorf("the addresses are %q, want %v", got, want)
	}
}

func TestRouteTablesAreHandedOutByTierAndZone(t *testing.T) {
	g := graphtest.Run(t, func(ctx *pulumi.Context) error {
		net, err := network.New(ctx, "main", &network.Args{Zones: zones, Egress: network.EgressNATPerZone})
		if err != nil {
			return err
		}
		tables := map[string]pulumi.StringOutput{"public": net.PublicRouteTableID, "isolated": net.IsolatedRouteTableID}
		for zone, id := range net.PrivateRouteTableIDs {
			tables["private-"+zone] = id
		}
		return graphtest.Consume(ctx, tables)
	})
	tables := g.All("aws:ec2/routeTable:RouteTable")
	if len(tables) != 4 || len(g.All("Topic")) != 4 {
		t.Errorf("%d of %d tables are handed out, want four", len(g.All("Topic")), len(tables))
	}
	for _, table := range tables {
		if got := g.Named("Topic", strings.TrimPrefix(table.Name, "main--")).Text("displayName"); got != table.ID {
			t.Errorf("%s is handed out as %s", table.Name, got)
		}
	}
}
