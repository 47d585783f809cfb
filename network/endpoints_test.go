package network_test

import (
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

// With a list that is unknown as a whole, the provider takes the subnets for unchanged, and a preview hides that an endpoint gains one.
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
