package components

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2transitgateway"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra"
	"github.com/knwl-platform/infra/ecsservice"
	"github.com/knwl-platform/infra/network"
)

// neighbors is a VPC with a peering connection to a VPC that has a database, and a transit gateway to
// the office. It leaves by an address that the company owns.
func neighbors(ctx *pulumi.Context) error {
	net, err := network.New(ctx, "main", &network.Args{
		CIDR: "10.1.0.0/16", Zones: []string{"us-east-1a", "us-east-1b"}, Egress: network.EgressSingleNAT,
		AddressIDs:     map[string]pulumi.StringInput{"us-east-1a": pulumi.String("eipalloc-0123456789")},
		ExtraEndpoints: map[string]network.ExtraEndpoint{"dynamodb": {}, "sqs": {}},
	})
	if err != nil {
		return err
	}
	peering, err := ec2.NewVpcPeeringConnection(ctx, "data", &ec2.VpcPeeringConnectionArgs{
		VpcId: net.VPCID, PeerVpcId: pulumi.String("vpc-data"), AutoAccept: pulumi.Bool(true),
	})
	if err != nil {
		return err
	}
	attachment, err := ec2transitgateway.NewVpcAttachment(ctx, "office", &ec2transitgateway.VpcAttachmentArgs{
		TransitGatewayId: pulumi.String("tgw-0123456789"), VpcId: net.VPCID, SubnetIds: net.IsolatedSubnetIDs,
	})
	if err != nil {
		return err
	}
	for zone, table := range net.PrivateRouteTableIDs {
		if _, err := ec2.NewRoute(ctx, "data-"+zone, &ec2.RouteArgs{
			RouteTableId: table, DestinationCidrBlock: pulumi.String("10.20.0.0/16"), VpcPeeringConnectionId: peering.ID(),
		}); err != nil {
			return err
		}
		if _, err := ec2.NewRoute(ctx, "office-"+zone, &ec2.RouteArgs{
			RouteTableId: table, DestinationCidrBlock: pulumi.String("192.168.0.0/16"),
			TransitGatewayId: attachment.TransitGatewayId, // AWS rejects the route without the attachment
		}); err != nil {
			return err
		}
	}
	_, err = ecsservice.New(ctx, "orders", &ecsservice.Args{
		Network:     net.Private(),
		Container:   ecsservice.Container{Image: pulumi.String("example/orders:1"), Port: 8080},
		Connections: map[string]infra.Connection{"database": {CIDR: "10.20.0.0/16", Port: 5432}},
	})
	return err
}
