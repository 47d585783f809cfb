package network_test

import (
	"slices"
	"testing"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

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
