package network

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/cloudwatch"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/iam"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/vpc"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// Tier is a kind of subnet, told by the way its route table leads.
type Tier string

// The tiers. A subnet costs nothing, so leaving one out is about clarity, not money.
const (
	Public   Tier = "public"   // routes to the internet gateway: load balancers, NAT gateways
	Private  Tier = "private"  // routes out only, as Egress says: tasks
	Isolated Tier = "isolated" // no route out of the VPC: databases
)

// Egress is the way out of the private tier.
type Egress string

// The ways out, with what they cost in us-east-1 at the time of writing.
const (
	// EgressNone lets private subnets reach nothing outside of the VPC. It is the default and free.
	EgressNone Egress = "none"
	// EgressSingleNAT is one NAT gateway in the first zone: about $33 a month and $0.045 a GB. If that zone fails, every zone loses its way out. A zone
	// that is added before the first takes the gateway over, with a new address.
	EgressSingleNAT Egress = "single-nat"
	// EgressNATPerZone is a NAT gateway in every zone, each about $33 a month and $0.045 a GB. A zone's failure stays in that zone.
	EgressNATPerZone Egress = "nat-per-zone"
	// EgressEndpoints reaches only what a Fargate task needs of AWS, through interface endpoints for ECR, CloudWatch Logs and
	// Secrets Manager: four at about $7.30 a month in every zone and $0.01 a GB. Nothing reaches the internet, SSM parameters or public images.
	EgressEndpoints Egress = "endpoints"
)

// Args says what network to make. The zero value is a VPC at 10.0.0.0/16 with all tiers over the region's first two zones and no way
// out of the private tier.
type Args struct {
	// CIDR is the IPv4 block of the VPC, from /16 to /23. Default 10.0.0.0/16. Each tier owns a quarter of it and each zone an eighth of that; the
	// last quarter stays free for subnets of your own. It is for good: another block is another VPC, to which load balancers and databases cannot move.
	// Make a second network instead.
	CIDR string `validate:"omitempty,vpccidr" fix:"clear the host bits, or choose a block such as 10.0.0.0/16"`
	// Zones are the availability zones to use, two to six of one region, such as "eu-west-1a". A
	// zone's subnets have their place by the zone's letter, so zones may be added and removed
	// without moving another's. Default: the first ZoneCount zones that AWS names. Before you
	// remove a zone under a blue/green service, roll the service out to the subnets of the other
	// zones: until a rollout its tasks stay where they are, and AWS deletes no subnet with tasks in
	// it.
	Zones []string `validate:"omitempty,min=2,max=6,unique,dive,zone" fix:"name two to six zones of one region, such as eu-west-1a and eu-west-1b"`
	// ZoneCount is how many zones to use when Zones is empty, 2 to 6. Default 2. Name the Zones instead where the stack must not ask AWS, or is to last:
	// the first zones are others once AWS adds one or finds one impaired, and subnets are then replaced.
	ZoneCount int `validate:"omitempty,min=2,max=6" fix:"use two to six zones: AWS offers no more, and load balancers want two"`
	// Tiers are the tiers to make. Default all three. A tier that is left out leaves its addresses unused, so that adding it later moves nothing.
	Tiers []Tier `validate:"omitempty,unique,dive,oneof=public private isolated" fix:"list each of the tiers you want once"`
	// Egress is the way out of the private tier. Default [EgressNone]. It can be changed at any time; NAT gateways need the public tier. Every way out
	// but none comes with a gateway endpoint for S3, which is free and keeps image layers off the NAT gateways' bill.
	Egress Egress `validate:"omitempty,oneof=none single-nat nat-per-zone endpoints" fix:"choose how private subnets reach out"`
	// FlowLog records the VPC's connections. It is on by default.
	FlowLog FlowLog
	// Tags are put on every child that takes tags. Default: none. Each child also has a Name, its
	// logical name: Transform can change it, Tags cannot. At most 49, with keys that differ in more
	// than case.
	Tags map[string]string
	// Transform changes children in ways that Args has no field for.
	Transform Transform
}

// FlowLog says what is recorded of the VPC's connections. The zero value records rejected ones and keeps them for 14 days. CloudWatch Logs charges
// about $0.50 for a GB taken in.
type FlowLog struct {
	// Off records nothing (against control EC2.6).
	Off bool
	// AllTraffic records accepted connections as well, which can cost a multiple. Changing it replaces the flow log.
	AllTraffic bool
	// RetentionDays is how long records are kept: one of the numbers of days that CloudWatch Logs offers. Default 14.
	RetentionDays int `validate:"omitempty,retention" fix:"take the next larger one"`
}

// Edit changes the arguments and options of one child, told by its logical name, before it is
// created and after every default has been applied. Children inherit protect, retainOnDelete and
// providers from the component; set other options here, such as ignoreChanges and customTimeouts:
// Pulumi ignores those on a component.
type Edit[A any] func(name string, args *A, opts *[]pulumi.ResourceOption)

// Transform holds an [Edit] for each type of child. Logical names cannot be changed.
type Transform struct {
	// VPC edits the VPC.
	VPC Edit[ec2.VpcArgs]
	// DefaultSecurityGroup edits the VPC's default security group.
	DefaultSecurityGroup Edit[ec2.DefaultSecurityGroupArgs]
	// Subnet edits each subnet.
	Subnet Edit[ec2.SubnetArgs]
	// InternetGateway edits the internet gateway of the public tier.
	InternetGateway Edit[ec2.InternetGatewayArgs]
	// RouteTable edits each route table.
	RouteTable Edit[ec2.RouteTableArgs]
	// Route edits each route.
	Route Edit[ec2.RouteArgs]
	// RouteTableAssociation edits each association of a subnet with its route table.
	RouteTableAssociation Edit[ec2.RouteTableAssociationArgs]
	// Address edits the Elastic IP address of each NAT gateway.
	Address Edit[ec2.EipArgs]
	// NATGateway edits each NAT gateway.
	NATGateway Edit[ec2.NatGatewayArgs]
	// Endpoint edits each VPC endpoint.
	Endpoint Edit[ec2.VpcEndpointArgs]
	// EndpointSecurityGroup edits the security group of the interface endpoints.
	EndpointSecurityGroup Edit[ec2.SecurityGroupArgs]
	// EndpointIngressRule edits the rule that lets the VPC in to the interface endpoints.
	EndpointIngressRule Edit[vpc.SecurityGroupIngressRuleArgs]
	// FlowLog edits the flow log.
	FlowLog Edit[ec2.FlowLogArgs]
	// FlowLogGroup edits the log group of the flow log.
	FlowLogGroup Edit[cloudwatch.LogGroupArgs]
	// FlowLogRole edits the role that writes the flow log.
	FlowLogRole Edit[iam.RoleArgs]
	// FlowLogPolicy edits what that role may do.
	FlowLogPolicy Edit[iam.RolePolicyArgs]
}
