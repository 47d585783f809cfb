package network_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"pgregory.net/rapid"

	"github.com/knwl-platform/infra/internal/graphtest"
	"github.com/knwl-platform/infra/network"
)

func TestEndpointsTakeHTTPSFromTheVPCOnly(t *testing.T) {
	g := run(t, network.Args{CIDR: "10.9.0.0/16", Zones: zones, Egress: network.EgressEndpoints})
	rule := g.Only("SecurityGroupIngressRule")
	if rule.Get("fromPort") != 443.0 || rule.Get("toPort") != 443.0 || rule.Text("cidrIpv4") != "10.9.0.0/16" {
		t.Errorf("the endpoints take %v", rule.Inputs)
	}
	endpoint := g.Named("VpcEndpoint", "main--ecr.dkr")
	if endpoint.Get("privateDnsEnabled") != true || endpoint.Text("serviceName") != "com.amazonaws.us-east-1.ecr.dkr" {
		t.Errorf("the registry's endpoint is %v", endpoint.Inputs)
	}
	if !endpoint.WaitsFor(g.Only("SecurityGroup")) {
		t.Error("the endpoint's group could be deleted before the endpoint")
	}
	if tables := g.Named("VpcEndpoint", "main--s3").Strings("routeTableIds"); len(tables) != 2 {
		t.Errorf("S3 is reached from tables %q, want every private one", tables)
	}
}

// If the whole list is unknown, the provider treats the subnets as unchanged, and a preview hides that
// an endpoint gains one.
func TestEndpointsAreGivenTheirSubnetsOneByOne(t *testing.T) {
	args := network.Args{Zones: zones, Egress: network.EgressEndpoints}
	checked := 0
	args.Transform.Endpoint = func(name string, args *ec2.VpcEndpointArgs, _ *[]pulumi.ResourceOption) {
		list := args.SubnetIds
		if name == "main--s3" {
			list = args.RouteTableIds
		}
		if ids, ok := list.(pulumi.StringArray); !ok || len(ids) != 2 {
			t.Errorf("%s is given %T", name, list)
		}
		checked++
	}
	run(t, args)
	if checked != 5 {
		t.Errorf("there are %d endpoints", checked)
	}
}

// An entry must not touch what the other entries and the egress create.
func TestExtraEndpointsLeaveTheOthersAlone(t *testing.T) {
	all := []string{"dynamodb", "kms", "logs", "s3", "sqs"}
	endpoints := func(rt *rapid.T) map[string]string {
		args := network.Args{
			Zones: zones, ExtraEndpoints: map[string]network.ExtraEndpoint{},
			Egress: rapid.SampledFrom([]network.Egress{network.EgressNone, network.EgressSingleNAT, network.EgressEndpoints}).
				Draw(rt, "egress"),
		}
		for _, service := range rapid.SliceOfDistinct(rapid.SampledFrom(all), rapid.ID[string]).Draw(rt, "services") {
			args.ExtraEndpoints[service] = network.ExtraEndpoint{}
		}
		found := map[string]string{}
		for _, endpoint := range run(t, args).All("VpcEndpoint") {
			found[endpoint.Name] = fmt.Sprint(endpoint.Inputs)
		}
		for service := range args.ExtraEndpoints {
			if found["main--"+service] == "" {
				rt.Fatalf("no endpoint for %s", service)
			}
		}
		return found
	}
	rapid.Check(t, func(rt *rapid.T) {
		before, after := endpoints(rt), endpoints(rt)
		for name := range before {
			if changed, stays := after[name]; stays && changed != before[name] {
				rt.Fatalf("%s changed from %s to %s", name, before[name], changed)
			}
		}
	})
}

func TestEndpointLeavesZonesOut(t *testing.T) {
	extra := map[string]network.ExtraEndpoint{
		"kms": {WithoutZones: zones[:1]}, "logs": {WithoutZones: zones[1:]},
	}
	g := run(t, network.Args{Zones: zones, Egress: network.EgressEndpoints, ExtraEndpoints: extra})
	for service, zone := range map[string]string{"kms": zones[1], "logs": zones[0]} {
		want := []string{g.Named("Subnet", "main--private-"+zone).ID}
		if got := g.Named("VpcEndpoint", "main--"+service).Strings("subnetIds"); !slices.Equal(got, want) {
			t.Errorf("the endpoint of %s is in %q, want only %s", service, got, zone)
		}
	}
	if got := g.Named("VpcEndpoint", "main--ecr.api").Strings("subnetIds"); len(got) != 2 {
		t.Errorf("another endpoint is in %q only", got)
	}
}

// The endpoints that tasks need are a way out only if all of them exist.
func TestExtraEndpointsAreNoEgress(t *testing.T) {
	for _, egress := range []network.Egress{network.EgressNone, network.EgressSingleNAT} {
		g := graphtest.Run(t, func(ctx *pulumi.Context) error {
			net, err := network.New(ctx, "main", &network.Args{
				Zones: zones, Egress: egress, ExtraEndpoints: map[string]network.ExtraEndpoint{"dynamodb": {}, "sqs": {}},
			})
			if err != nil {
				return err
			}
			if private := net.Private(); private.Endpoints != nil || private.NoEgress != (egress == network.EgressNone) {
				t.Errorf("with %s the private subnets are %+v", egress, private)
			}
			return graphtest.Consume(ctx, map[string]pulumi.StringOutput{
				"group": net.Endpoints.SecurityGroupID, "list": net.Endpoints.DynamoDBPrefixListID,
			})
		})
		if !g.Named("Topic", "group").WaitsFor(g.Only("SecurityGroupIngressRule")) {
			t.Error("the group is handed out before it admits anybody")
		}
		want := g.Named("VpcEndpoint", "main--dynamodb").Output("prefixListId")
		if got := g.Named("Topic", "list").Text("displayName"); got != want {
			t.Errorf("DynamoDB's prefix list is %q, want %v", got, want)
		}
	}
}

// The interface endpoints are for the private tier, and not handed to it before the rule lets it in.
func TestEndpointsServePrivateSubnetsOnceTheirRuleStands(t *testing.T) {
	g := run(t, network.Args{Zones: zones, Egress: network.EgressEndpoints})
	var private []string
	for _, zone := range zones {
		private = append(private, g.Named("Subnet", "main--private-"+zone).ID)
	}
	services := []string{}
	for _, endpoint := range g.All("VpcEndpoint") {
		services = append(services, endpoint.Text("serviceName"))
		if endpoint.Name == "main--s3" {
			continue
		}
		if got := endpoint.Strings("subnetIds"); !slices.Equal(got, private) {
			t.Errorf("%s is in %q, want the private subnets %q", endpoint.Name, got, private)
		}
		if !endpoint.WaitsFor(g.Only("SecurityGroupIngressRule")) {
			t.Errorf("%s is used before its rule admits anybody", endpoint.Name)
		}
	}
	want := []string{"ecr.api", "ecr.dkr", "logs", "s3", "secretsmanager"}
	for i := range want {
		want[i] = "com.amazonaws.us-east-1." + want[i]
	}
	if !slices.Equal(services, want) {
		t.Errorf("there are endpoints for %q, want %q", services, want)
	}
}
