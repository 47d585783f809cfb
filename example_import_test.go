package infra_test

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra"
	"github.com/knwl-platform/infra/internal/graphtest"
	"github.com/knwl-platform/infra/network"
)

// A VPC with two subnets that exists already, and whose blocks do not follow the plan of network.
func ExampleImport() {
	type subnet struct{ id, block string }
	subnets := map[string]subnet{
		"main--public-eu-west-1a": {"subnet-0a1b", "10.1.0.0/24"},
		"main--public-eu-west-1b": {"subnet-0c2d", "10.1.1.0/24"},
	}
	ids := map[string]string{}
	for name, subnet := range subnets {
		ids[name] = subnet.id
	}
	program := func(ctx *pulumi.Context) error {
		_, err := network.New(ctx, "main", &network.Args{
			CIDR: "10.1.0.0/16", Zones: []string{"eu-west-1a", "eu-west-1b"}, Tiers: []network.Tier{network.Public},
			FlowLog: network.FlowLog{Off: true},
			Transform: network.Transform{
				VPC:                  infra.Import[ec2.VpcArgs](map[string]string{"main": "vpc-0e3f"}),
				DefaultSecurityGroup: infra.Import[ec2.DefaultSecurityGroupArgs](map[string]string{"main--default": "sg-0a4b"}),
				InternetGateway:      infra.Import[ec2.InternetGatewayArgs](map[string]string{"main": "igw-0c5d"}),
				Subnet: infra.Import(ids, func(name string, args *ec2.SubnetArgs, _ *[]pulumi.ResourceOption) {
					if existing, ok := subnets[name]; ok {
						args.CidrBlock = pulumi.String(existing.block) // stays after the import
					}
				}),
			},
		})
		return err
	}
	graphtest.Print(program) // in a stack of yours: pulumi.Run(program)
	// Output:
	// knwl:network:VPC main
	//   aws:ec2/defaultSecurityGroup:DefaultSecurityGroup main--default
	//   aws:ec2/internetGateway:InternetGateway main
	//   aws:ec2/route:Route main--public
	//   aws:ec2/routeTable:RouteTable main--public
	//   aws:ec2/routeTableAssociation:RouteTableAssociation main--public-eu-west-1a
	//   aws:ec2/routeTableAssociation:RouteTableAssociation main--public-eu-west-1b
	//   aws:ec2/subnet:Subnet main--public-eu-west-1a
	//   aws:ec2/subnet:Subnet main--public-eu-west-1b
	//   aws:ec2/vpc:Vpc main
}
