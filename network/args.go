package network

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/cloudwatch"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/iam"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/vpc"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra"
)

// Tier classifies subnets by their route to the internet.
type Tier string

// The tiers. Subnets cost nothing.
const (
	Public   Tier = "public"   // routes to the internet gateway, for load balancers and NAT gateways
	Private  Tier = "private"  // no route in from the internet, and out as Egress says; for tasks
	Isolated Tier = "isolated" // no route out of the VPC, for databases
)

// Egress is how private subnets reach services outside the VPC.
type Egress string

// The kinds of egress.
const (
	// EgressNone gives private subnets no route out of the VPC. It is the default. Cost: none.
	EgressNone Egress = "none"
	// EgressSingleNAT routes through one NAT gateway in the first zone. If that zone fails, all zones
	// lose their egress. Adding a zone before the first moves the gateway and changes its address.
	// Cost: about $37 a month with its public address, and $0.045 per GB.
	EgressSingleNAT Egress = "single-nat"
	// EgressNATPerZone routes through a NAT gateway in each zone, so a zone's failure affects no
	// other. Cost: about $37 a month per zone with its public address, and $0.045 per GB.
	EgressNATPerZone Egress = "nat-per-zone"
	// EgressEndpoints reaches only the AWS services that a Fargate task needs, through interface
	// endpoints for ECR, CloudWatch Logs and Secrets Manager. The internet and public images are not
	// reachable; ExtraEndpoints adds further services. Cost: about $29 a month per zone and $0.01 per GB.
	EgressEndpoints Egress = "endpoints"
)

// Args configures a [VPC]. All fields are optional: the zero value is a VPC at 10.0.0.0/16 with all
// tiers in the region's first two zones, and private subnets without egress.
type Args struct {
	// CIDR is the VPC's IPv4 block, /16 to /23, without host bits. Default: 10.0.0.0/16. Each tier
	// gets a quarter of the block and each zone an eighth of that; the last quarter remains free for
	// your own subnets.
	//
	// Immutable in practice: changing it replaces the VPC, and load balancers and databases cannot
	// move to the new one. Create a second network instead.
	CIDR string
	// Zones are the names of two to six availability zones of one region, such as "eu-west-1a".
	// Default: the first ZoneCount by name of the zones that AWS reports as available. A zone's
	// subnets get their blocks from the zone's letter, so adding or removing a zone does not change
	// the others.
	//
	// Before you remove a zone that a blue/green service uses, deploy the service to the subnets of
	// the other zones. Its tasks move only with a deployment, and AWS does not delete a subnet that
	// has tasks.
	Zones []string
	// ZoneCount is the number of zones to use if Zones is empty, 2 to 6. Default: 2. For a stack that
	// is to last, set Zones instead: the first zones change when AWS adds a zone or finds one
	// impaired, and changing them replaces subnets.
	ZoneCount int
	// Tiers are the tiers to create. Default: all three. The addresses of a tier that is left out stay
	// unused, so adding it later moves no subnet. Removing a tier deletes its subnets and route
	// tables, and with the public tier the internet gateway. AWS rejects that while something uses the
	// subnets.
	Tiers []Tier
	// Egress is how private subnets reach services outside the VPC. Default: [EgressNone]. It can be
	// changed in place. A NAT gateway that is removed or replaced cuts its open connections. NAT
	// gateways need the public tier. Every kind except [EgressNone] includes a gateway endpoint for
	// S3, which is free and keeps image layers out of the NAT gateways' data charges.
	Egress Egress
	// AddressIDs are the allocation ids of your own Elastic IP addresses for the NAT gateways, by zone.
	// Default: none, for a new address in each zone without an entry. Use it for addresses that others
	// have allowed, or that must outlive the stack. The keys are zones of Zones that have a NAT gateway:
	// all with [EgressNATPerZone], the first with [EgressSingleNAT]. Changing an address replaces the
	// gateway and cuts its open connections. Each zone needs an address of its own. AWS rejects an address
	// that another gateway still uses, so swap two addresses in two updates. Cost: none beyond the address
	// itself.
	AddressIDs map[string]pulumi.StringInput
	// ExtraEndpoints are VPC endpoints for further AWS services, with any Egress. Default: none. The key
	// is the last part of the endpoint service's name: "kms" is com.amazonaws.eu-west-1.kms. Others are
	// ssm, sts, sqs, monitoring, and ssmmessages for ECS Exec. Adding or removing an entry changes no
	// other endpoint. An entry for a service that Egress includes configures that endpoint.
	//
	// The keys "s3" and "dynamodb" create gateway endpoints, which are free. A service that reaches
	// DynamoDB only by the endpoint needs a connection to its prefix list; see [Endpoints]. The gateway
	// endpoint of "s3express" is not supported. All other keys create interface endpoints with private
	// DNS: in the whole VPC, the service's usual name resolves to the endpoint as soon as it exists. AWS
	// rejects a second such endpoint in the VPC.
	//
	// In China the names of some services start with cn.com.amazonaws. Those of ECR, CloudWatch
	// metrics, SQS and STS are known here; set ServiceName in Transform.Endpoint for others.
	//
	// Cost: about $7.30 a month per zone for an interface endpoint, and $0.01 per GB. Security: an
	// endpoint admits all calls that IAM allows, to any account; limit them with Policy in
	// Transform.Endpoint.
	ExtraEndpoints map[string]ExtraEndpoint
	// FlowLog configures the VPC's flow log. Default: on.
	FlowLog FlowLog
	// PermissionsBoundaryARN is an IAM policy that limits the flow log's role, whatever its other policy
	// allows. Default: nil, for none. It must allow writing to CloudWatch Logs. Changing it updates the
	// role in place.
	PermissionsBoundaryARN pulumi.StringInput
	// RolePath is the IAM path of the flow log's role, such as "/platform/". Default: "/". Changing it
	// replaces the role and the flow log.
	RolePath string
	// Tags are put on every child that supports tags. Default: none. At most 49 tags; keys must be
	// unique ignoring case. The key "Name" is reserved: each child's Name tag is its logical name,
	// which Transform can override.
	Tags map[string]string
	// Transform customizes children in ways that Args has no field for.
	Transform Transform
}

// ExtraEndpoint configures an endpoint of Args.ExtraEndpoints. The zero value is an endpoint in all
// zones.
type ExtraEndpoint struct {
	// WithoutZones are the zones of Args.Zones in which AWS does not offer the service's endpoint.
	// Default: none. AWS rejects such a zone: "The VPC endpoint service ... does not support the
	// availability zone of the subnet". Tasks there use the endpoint in another zone. Gateway endpoints
	// have no zones. Cost: $0.01 per GB in each direction between zones.
	WithoutZones []string
}

// FlowLog configures the VPC's flow log. The zero value records rejected connections and keeps them
// for 14 days. Cost: CloudWatch Logs ingestion, about $0.50 per GB.
type FlowLog struct {
	// Off disables the flow log. Default: false. Security: setting it violates Security Hub control
	// EC2.6.
	Off bool
	// AllTraffic also records accepted connections. Default: false. Changing it replaces the flow log.
	// Cost: can be many times that of rejected connections alone.
	AllTraffic bool
	// RetentionDays is how long records are kept, one of the retention periods of CloudWatch Logs.
	// Default: 14.
	RetentionDays int
}

// Transform has an [infra.Edit] for each type of child.
type Transform struct {
	// VPC edits the VPC.
	VPC infra.Edit[ec2.VpcArgs]
	// DefaultSecurityGroup edits the VPC's default security group.
	DefaultSecurityGroup infra.Edit[ec2.DefaultSecurityGroupArgs]
	// Subnet edits each subnet.
	Subnet infra.Edit[ec2.SubnetArgs]
	// InternetGateway edits the internet gateway of the public tier.
	InternetGateway infra.Edit[ec2.InternetGatewayArgs]
	// RouteTable edits each route table.
	RouteTable infra.Edit[ec2.RouteTableArgs]
	// Route edits each route.
	Route infra.Edit[ec2.RouteArgs]
	// RouteTableAssociation edits each association of a subnet with its route table.
	RouteTableAssociation infra.Edit[ec2.RouteTableAssociationArgs]
	// Address edits each Elastic IP address that the component creates.
	Address infra.Edit[ec2.EipArgs]
	// NATGateway edits each NAT gateway.
	NATGateway infra.Edit[ec2.NatGatewayArgs]
	// Endpoint edits each VPC endpoint.
	Endpoint infra.Edit[ec2.VpcEndpointArgs]
	// EndpointSecurityGroup edits the security group of the interface endpoints.
	EndpointSecurityGroup infra.Edit[ec2.SecurityGroupArgs]
	// EndpointIngressRule edits the rule that admits the VPC to the interface endpoints.
	EndpointIngressRule infra.Edit[vpc.SecurityGroupIngressRuleArgs]
	// FlowLog edits the flow log.
	FlowLog infra.Edit[ec2.FlowLogArgs]
	// FlowLogGroup edits the flow log's log group.
	FlowLogGroup infra.Edit[cloudwatch.LogGroupArgs]
	// FlowLogRole edits the flow log's IAM role.
	FlowLogRole infra.Edit[iam.RoleArgs]
	// FlowLogPolicy edits the inline policy of that role.
	FlowLogPolicy infra.Edit[iam.RolePolicyArgs]
}
