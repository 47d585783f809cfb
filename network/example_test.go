package network_test

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/graphtest"
	"github.com/knwl-platform/infra/network"
)

func Example() {
	program := func(ctx *pulumi.Context) error {
		net, err := network.New(ctx, "main", &network.Args{
			CIDR:   "10.20.0.0/16",
			Zones:  []string{"eu-west-1a", "eu-west-1b"},
			Tiers:  []network.Tier{network.Public, network.Private},
			Egress: network.EgressSingleNAT,
		})
		if err != nil {
			return err
		}
		ctx.Export("privateSubnets", net.PrivateSubnetIDs)
		return nil
	}
	graphtest.Print(program) // in a stack of yours: pulumi.Run(program)
	// Output:
	// knwl:network:VPC main
	//   aws:cloudwatch/logGroup:LogGroup main--flow-log
	//   aws:ec2/defaultSecurityGroup:DefaultSecurityGroup main--default
	//   aws:ec2/eip:Eip main--nat-eu-west-1a
	//   aws:ec2/flowLog:FlowLog main--flow-log
	//   aws:ec2/internetGateway:InternetGateway main
	//   aws:ec2/natGateway:NatGateway main--nat-eu-west-1a
	//   aws:ec2/route:Route main--private-eu-west-1a
	//   aws:ec2/route:Route main--private-eu-west-1b
	//   aws:ec2/route:Route main--public
	//   aws:ec2/routeTable:RouteTable main--private-eu-west-1a
	//   aws:ec2/routeTable:RouteTable main--private-eu-west-1b
	//   aws:ec2/routeTable:RouteTable main--public
	//   aws:ec2/routeTableAssociation:RouteTableAssociation main--private-eu-west-1a
	//   aws:ec2/routeTableAssociation:RouteTableAssociation main--private-eu-west-1b
	//   aws:ec2/routeTableAssociation:RouteTableAssociation main--public-eu-west-1a
	//   aws:ec2/routeTableAssociation:RouteTableAssociation main--public-eu-west-1b
	//   aws:ec2/subnet:Subnet main--private-eu-west-1a
	//   aws:ec2/subnet:Subnet main--private-eu-west-1b
	//   aws:ec2/subnet:Subnet main--public-eu-west-1a
	//   aws:ec2/subnet:Subnet main--public-eu-west-1b
	//   aws:ec2/vpc:Vpc main
	//   aws:ec2/vpcEndpoint:VpcEndpoint main--s3
	//   aws:iam/role:Role main--flow-log
	//   aws:iam/rolePolicy:RolePolicy main--flow-log
}

// Tasks without a way to the internet that read a queue and a table.
func ExampleExtraEndpoint() {
	program := func(ctx *pulumi.Context) error {
		net, err := network.New(ctx, "main", &network.Args{
			Zones:   []string{"eu-west-1a", "eu-west-1b"},
			Tiers:   []network.Tier{network.Private},
			Egress:  network.EgressEndpoints,
			FlowLog: network.FlowLog{Off: true},
			ExtraEndpoints: map[string]network.ExtraEndpoint{
				"dynamodb": {}, // a gateway endpoint
				"sqs":      {WithoutZones: []string{"eu-west-1b"}},
			},
		})
		if err != nil {
			return err
		}
		ctx.Export("dynamodbPrefixList", net.Endpoints.DynamoDBPrefixListID) // for a connection of the tasks
		return nil
	}
	graphtest.Print(program) // in a stack of yours: pulumi.Run(program)
	// Output:
	// knwl:network:VPC main
	//   aws:ec2/defaultSecurityGroup:DefaultSecurityGroup main--default
	//   aws:ec2/routeTable:RouteTable main--private-eu-west-1a
	//   aws:ec2/routeTable:RouteTable main--private-eu-west-1b
	//   aws:ec2/routeTableAssociation:RouteTableAssociation main--private-eu-west-1a
	//   aws:ec2/routeTableAssociation:RouteTableAssociation main--private-eu-west-1b
	//   aws:ec2/securityGroup:SecurityGroup main--endpoints
	//   aws:ec2/subnet:Subnet main--private-eu-west-1a
	//   aws:ec2/subnet:Subnet main--private-eu-west-1b
	//   aws:ec2/vpc:Vpc main
	//   aws:ec2/vpcEndpoint:VpcEndpoint main--dynamodb
	//   aws:ec2/vpcEndpoint:VpcEndpoint main--ecr.api
	//   aws:ec2/vpcEndpoint:VpcEndpoint main--ecr.dkr
	//   aws:ec2/vpcEndpoint:VpcEndpoint main--logs
	//   aws:ec2/vpcEndpoint:VpcEndpoint main--s3
	//   aws:ec2/vpcEndpoint:VpcEndpoint main--secretsmanager
	//   aws:ec2/vpcEndpoint:VpcEndpoint main--sqs
	//   aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule main--endpoints
}
