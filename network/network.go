// Package network makes a VPC whose subnets never move: public, private and isolated tiers over two to six availability zones.
//
// [New] creates the VPC with DNS names on, its internet gateway, one subnet per tier and zone, the route tables, the way out
// of the private tier that [Egress] names, an emptied default security group and a flow log. No subnet hands out public addresses
// by itself. Only NAT gateways, interface endpoints and the flow log cost anything.
package network

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/child"
)

// Type is the component's type token. It is part of the URN of every child and never changes.
const Type = "knwl:network:VPC"

// VPC is a network made by [New].
type VPC struct {
	pulumi.ResourceState

	// VPCID is the id of the VPC.
	VPCID pulumi.StringOutput `pulumi:"vpcId"`
	// CIDR is the address block of the VPC.
	CIDR pulumi.StringOutput `pulumi:"cidr"`
	// Zones are the availability zones in use, sorted. All lists of subnets have this order. The
	// list of a tier that Args.Tiers leaves out is a zero output, which whatever takes it reports
	// as not given.
	Zones []string `pulumi:"zones"`
	// PublicSubnetIDs are the subnets that the internet reaches. They are known once their route to the internet gateway exists.
	PublicSubnetIDs pulumi.StringArrayOutput `pulumi:"publicSubnetIds"`
	// PrivateSubnetIDs are the subnets with only a way out, as [Egress] says. They are known once that way exists, so a task that is
	// started in them can fetch its image.
	PrivateSubnetIDs pulumi.StringArrayOutput `pulumi:"privateSubnetIds"`
	// IsolatedSubnetIDs are the subnets without any way in or out of the VPC, for databases.
	IsolatedSubnetIDs pulumi.StringArrayOutput `pulumi:"isolatedSubnetIds"`
	// NATAddresses are the public IPv4 addresses that private subnets are seen from, in zone order; empty without NAT.
	NATAddresses pulumi.StringArrayOutput `pulumi:"natAddresses"`
	// Endpoints is what connects to the AWS APIs must be let out to. It is nil unless Egress is [EgressEndpoints].
	Endpoints *Endpoints `pulumi:"endpoints"`
}

// Endpoints are the doors to AWS of a network without NAT.
type Endpoints struct {
	// SecurityGroupID is the group of the interface endpoints (ECR, logs, Secrets Manager), which take TCP 443 from the whole VPC.
	SecurityGroupID pulumi.StringOutput `pulumi:"securityGroupId"`
	// S3PrefixListID stands for S3's addresses in a security group rule; image layers come from there.
	S3PrefixListID pulumi.StringOutput `pulumi:"s3PrefixListId"`
}

// New creates a VPC. The name is that of the VPC's resource, with at most 46 letters, digits and
// hyphens; children are called name--role, and with their zone where there is one per zone.
//
// All mistakes in args are reported in one error before anything is registered. AWS is asked a
// question, the region's zones, only when Args.Zones is empty.
func New(ctx *pulumi.Context, name string, args *Args, opts ...pulumi.ResourceOption) (*VPC, error) {
	if args == nil {
		args = &Args{}
	}
	cfg, err := resolve(name, *args)
	if err != nil {
		return nil, err
	}
	vpc := &VPC{}
	parent, err := child.Component(ctx, Type, name, vpc, opts...)
	if err != nil {
		return nil, err
	}
	b := &builder{
		Parent: parent, config: cfg, name: name, edit: args.Transform, out: vpc,
		subnets: map[Tier][]*ec2.Subnet{}, nats: map[string]*ec2.NatGateway{}, ready: map[Tier][]pulumi.Resource{},
	}
	for _, create := range []func() error{
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
	} {
		if err := create(); err != nil {
			return nil, err
		}
	}
	b.publish()
	return vpc, ctx.RegisterResourceOutputs(vpc, child.Outputs(vpc))
}

// builder is the component while it takes form.
type builder struct {
	child.Parent
	config
	name string
	edit Transform
	out  *VPC

	vpc     *ec2.Vpc
	subnets map[Tier][]*ec2.Subnet // in zone order

	nats      map[string]*ec2.NatGateway // by zone
	addresses []*ec2.Eip                 // of the NAT gateways, in zone order
	tables    []*ec2.RouteTable          // of the private tier, in zone order
	ready     map[Tier][]pulumi.Resource // what a tier's subnets need before they can be used
}

func (b *builder) createVPC() (err error) {
	b.vpc, err = child.New(b.Parent, ec2.NewVpc, b.name, &ec2.VpcArgs{
		CidrBlock:          pulumi.String(b.cidr.String()),
		EnableDnsSupport:   pulumi.Bool(true),
		EnableDnsHostnames: pulumi.Bool(true),
		Tags:               child.Tags(b.tags, b.name),
	}, b.edit.VPC)
	return err
}

// closeDefaultSecurityGroup empties the group that AWS gives to whatever names none (EC2.2).
func (b *builder) closeDefaultSecurityGroup() error {
	name := child.Name(b.name, "default")
	_, err := child.New(b.Parent, ec2.NewDefaultSecurityGroup, name, &ec2.DefaultSecurityGroupArgs{
		VpcId:   b.vpc.ID(),
		Ingress: ec2.DefaultSecurityGroupIngressArray{},
		Egress:  ec2.DefaultSecurityGroupEgressArray{},
		Tags:    child.Tags(b.tags, name),
	}, b.edit.DefaultSecurityGroup)
	return err
}

// publish sets the outputs, each gated on what makes it usable.
func (b *builder) publish() {
	b.out.VPCID = b.vpc.ID().ToStringOutput()
	b.out.CIDR = b.vpc.CidrBlock
	b.out.Zones = b.zones
	b.out.PublicSubnetIDs = b.usableSubnetIDs(Public)
	b.out.PrivateSubnetIDs = b.usableSubnetIDs(Private)
	b.out.IsolatedSubnetIDs = b.usableSubnetIDs(Isolated)
	addresses := pulumi.StringArray{}
	for _, address := range b.addresses {
		addresses = append(addresses, address.PublicIp)
	}
	b.out.NATAddresses = addresses.ToStringArrayOutput()
}

// usableSubnetIDs are what is handed out of a tier. Of one that there is not it is an output that
// does not exist: who takes it learns so at once.
func (b *builder) usableSubnetIDs(tier Tier) pulumi.StringArrayOutput {
	if len(b.subnets[tier]) == 0 {
		return pulumi.StringArrayOutput{}
	}
	return b.subnetIDs(tier, b.ready[tier]).ToStringArrayOutput()
}

// subnetIDs are a tier's subnets one by one: in a preview, one that does not exist yet must not make the whole list unknown, or endpoints would seem unchanged.
func (b *builder) subnetIDs(tier Tier, needed []pulumi.Resource) pulumi.StringArray {
	ids := pulumi.StringArray{}
	for _, subnet := range b.subnets[tier] {
		ids = append(ids, child.After(subnet.ID(), needed...))
	}
	return ids
}
