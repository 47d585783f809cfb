// Package network creates a VPC: public, private and isolated subnets in two to six availability
// zones. The address block of a subnet never changes.
//
// [New] creates the VPC, its internet gateway, a subnet per tier and zone, route tables, the egress
// of the private tier, and a flow log. It removes all rules of the default security group. Subnets
// do not assign public addresses. Cost: NAT gateways, interface endpoints and the flow log; all
// else is free.
//
// Methods such as [VPC.Private] return what other components take. See the package's example.
package network

import (
	"cmp"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra"
	"github.com/knwl-platform/infra/internal/child"
)

// Type is the component's type token. It is part of every child's URN and never changes.
const Type = "knwl:network:VPC"

// VPC is a network created by [New].
type VPC struct {
	pulumi.ResourceState

	// VPCID is the id of the VPC.
	VPCID pulumi.StringOutput `pulumi:"vpcId"`
	// CIDR is the VPC's IPv4 block.
	CIDR pulumi.StringOutput `pulumi:"cidr"`
	// Zones are the availability zones in use, sorted. All lists of subnets have this order.
	Zones []string `pulumi:"zones"`
	// PublicSubnetIDs are the subnets with a route to the internet gateway. They resolve when that
	// route exists. The list of a tier that Args.Tiers leaves out is a zero output.
	PublicSubnetIDs pulumi.StringArrayOutput `pulumi:"publicSubnetIds"`
	// PrivateSubnetIDs are the subnets with the egress of Args.Egress. They resolve when that egress
	// works. With [EgressNone], the default, tasks in them cannot pull images.
	PrivateSubnetIDs pulumi.StringArrayOutput `pulumi:"privateSubnetIds"`
	// IsolatedSubnetIDs are the subnets without a route out of the VPC, for databases.
	IsolatedSubnetIDs pulumi.StringArrayOutput `pulumi:"isolatedSubnetIds"`
	// NATAddresses are the public IPv4 addresses of the NAT gateways, in zone order. Empty without
	// NAT gateways.
	NATAddresses pulumi.StringArrayOutput `pulumi:"natAddresses"`
	// PublicRouteTableID is the route table of all public subnets, for routes of your own, such as one to
	// a VPC peering connection. A zero output without the tier.
	PublicRouteTableID pulumi.StringOutput `pulumi:"publicRouteTableId"`
	// PrivateRouteTableIDs are the route tables of the private subnets, by zone. Add a route of yours
	// to each of them.
	PrivateRouteTableIDs map[string]pulumi.StringOutput `pulumi:"privateRouteTableIds"`
	// IsolatedRouteTableID is the route table of all isolated subnets. A zero output without the tier.
	IsolatedRouteTableID pulumi.StringOutput `pulumi:"isolatedRouteTableId"`
	// Endpoints are the VPC endpoints of private subnets. Nil if there are none.
	Endpoints *Endpoints `pulumi:"endpoints"`

	egress Egress
}

// Endpoints are the VPC endpoints of a network. What it does not have is a zero output.
type Endpoints struct {
	// SecurityGroupID is the security group of the interface endpoints. It admits the whole VPC on
	// port 443.
	SecurityGroupID pulumi.StringOutput `pulumi:"securityGroupId"`
	// S3PrefixListID is the prefix list of S3's addresses, for security group rules.
	S3PrefixListID pulumi.StringOutput `pulumi:"s3PrefixListId"`
	// DynamoDBPrefixListID is the prefix list of DynamoDB's addresses, for security group rules. With
	// [EgressEndpoints] a service needs an infra.Connection to it, with port 443.
	DynamoDBPrefixListID pulumi.StringOutput `pulumi:"dynamodbPrefixListId"`
}

// Public returns the public subnets, for load balancers and for tasks with public addresses.
func (v *VPC) Public() infra.Network {
	return infra.Network{VPCID: v.VPCID, SubnetIDs: v.PublicSubnetIDs}
}

// PublicIf returns Public if public is true, and Private otherwise, for a choice that is made in the
// stack's configuration.
func (v *VPC) PublicIf(public bool) infra.Network {
	if public {
		return v.Public()
	}
	return v.Private()
}

// Private returns the private subnets, with the VPC endpoints if they are the only egress. With
// [EgressNone] ecsservice rejects them; after you add a route or endpoints of your own, set NoEgress
// in the result to false.
func (v *VPC) Private() infra.Network {
	private := infra.Network{VPCID: v.VPCID, SubnetIDs: v.PrivateSubnetIDs, NoEgress: v.egress == EgressNone}
	if v.egress == EgressEndpoints {
		private.Endpoints = &infra.Endpoints{
			SecurityGroupID: v.Endpoints.SecurityGroupID, S3PrefixListID: v.Endpoints.S3PrefixListID,
		}
	}
	return private
}

// Isolated returns the isolated subnets, for databases. ecsservice rejects them.
func (v *VPC) Isolated() infra.Network {
	return infra.Network{VPCID: v.VPCID, SubnetIDs: v.IsolatedSubnetIDs, NoEgress: true}
}

// New creates a VPC. name is the logical name of the VPC, with at most 46 letters, digits and
// single hyphens between them. It must not start with "sg-". Children are called name--role, with
// the zone where there is one per zone.
//
// New checks args before it registers anything, and reports all mistakes in one error. Values that
// other resources compute are checked when they are known. It looks up the region's zones in AWS
// only if Args.Zones is empty.
func New(ctx *pulumi.Context, name string, args *Args, opts ...pulumi.ResourceOption) (*VPC, error) {
	cfg, err := resolve(name, *cmp.Or(args, &Args{}))
	if err != nil {
		return nil, err
	}
	out := &VPC{}
	parent, err := child.Component(ctx, Type, name, out, opts...)
	if err != nil {
		return nil, err
	}
	b := &builder{
		Parent: parent, config: cfg, out: out,
		subnets: map[Tier][]*ec2.Subnet{}, nats: map[string]*ec2.NatGateway{}, addresses: pulumi.StringArray{},
		tables: map[Tier][]*ec2.RouteTable{}, ready: map[Tier][]pulumi.Resource{},
	}
	if err := parent.Build(b.publish,
		b.lookUpZones,
		b.createVPC,
		b.closeDefaultSecurityGroup,
		b.createSubnets,
		b.createPublicRoutes,
		b.createNATGateways,
		b.createPrivateRoutes,
		b.createIsolatedRoutes,
		b.createEndpoints,
		b.createFlowLog,
	); err != nil {
		return nil, err
	}
	return out, nil
}

// builder has the arguments, the children created so far and the outputs.
type builder struct {
	child.Parent
	config
	out *VPC

	vpc     *ec2.Vpc
	subnets map[Tier][]*ec2.Subnet // in zone order

	nats      map[string]*ec2.NatGateway // by zone
	addresses pulumi.StringArray         // of the NAT gateways, in zone order
	tables    map[Tier][]*ec2.RouteTable // in zone order, or one that all zones share
	endpoints *Endpoints
	ready     map[Tier][]pulumi.Resource // what a tier's subnets need before they can be used
}

func (b *builder) createVPC() (err error) {
	b.vpc, err = child.New(b.Parent, ec2.NewVpc, b.Name, &ec2.VpcArgs{
		CidrBlock:          pulumi.String(b.CIDR),
		EnableDnsSupport:   pulumi.Bool(true),
		EnableDnsHostnames: pulumi.Bool(true),
		Tags:               child.Tags(b.Tags, b.Name),
	}, b.Transform.VPC)
	return err
}

// closeDefaultSecurityGroup removes all rules of the group that AWS assigns by default (EC2.2).
func (b *builder) closeDefaultSecurityGroup() error {
	name := b.Role("default")
	_, err := child.New(b.Parent, ec2.NewDefaultSecurityGroup, name, &ec2.DefaultSecurityGroupArgs{
		VpcId:   b.vpc.ID(),
		Ingress: ec2.DefaultSecurityGroupIngressArray{},
		Egress:  ec2.DefaultSecurityGroupEgressArray{},
		Tags:    child.Tags(b.Tags, name),
	}, b.Transform.DefaultSecurityGroup)
	return err
}

// publish sets the outputs. Each waits for what makes it usable.
func (b *builder) publish() {
	b.out.VPCID = b.vpc.ID().ToStringOutput()
	b.out.CIDR = b.vpc.CidrBlock
	b.out.Zones = b.Zones
	b.out.PublicSubnetIDs = b.usableSubnetIDs(Public)
	b.out.PrivateSubnetIDs = b.usableSubnetIDs(Private)
	b.out.IsolatedSubnetIDs = b.usableSubnetIDs(Isolated)
	b.out.NATAddresses = b.addresses.ToStringArrayOutput()
	b.out.PublicRouteTableID = b.sharedTableID(Public)
	b.out.PrivateRouteTableIDs = map[string]pulumi.StringOutput{}
	for i, table := range b.tables[Private] {
		b.out.PrivateRouteTableIDs[b.Zones[i]] = table.ID().ToStringOutput()
	}
	b.out.IsolatedRouteTableID = b.sharedTableID(Isolated)
	b.out.Endpoints = b.endpoints
	b.out.egress = b.Egress
}

// usableSubnetIDs returns a tier's subnets once they can be used, or a zero output without the tier.
func (b *builder) usableSubnetIDs(tier Tier) pulumi.StringArrayOutput {
	if len(b.subnets[tier]) == 0 {
		return pulumi.StringArrayOutput{}
	}
	return b.subnetIDs(tier, b.ready[tier]).ToStringArrayOutput()
}

// sharedTableID returns the route table of a tier whose zones share it, or a zero output without the
// tier.
func (b *builder) sharedTableID(tier Tier) pulumi.StringOutput {
	if len(b.tables[tier]) == 0 {
		return pulumi.StringOutput{}
	}
	return b.tables[tier][0].ID().ToStringOutput()
}

// subnetIDs returns a tier's subnets as a list of outputs instead of an output of a list. In a
// preview, a subnet that does not exist yet would make a whole list unknown, and a change of the
// endpoints would not show.
func (b *builder) subnetIDs(tier Tier, needed []pulumi.Resource) pulumi.StringArray {
	ids := pulumi.StringArray{}
	for _, subnet := range b.subnets[tier] {
		ids = append(ids, child.After(subnet.ID(), needed...))
	}
	return ids
}
