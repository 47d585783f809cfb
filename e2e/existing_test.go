package e2e

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	elbtypes "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"
	"github.com/aws/aws-sdk-go-v2/service/rds"
)

// existing is what somebody made before there was a program: a network whose blocks do not follow the
// library's plan, a load balancer and a database. The keys are the logical names of the children that
// adopt it.
type existing struct {
	vpc, internetGateway, natGateway, address, defaultGroup string

	defaultRules []string // of the default security group

	subnets, tables, routes, associations map[string]string

	balancer, targetGroup, listener, balancerGroup, balancerRule, databaseGroup string
}

const existingPassword = "made-by-hand-1"

// blocks are the addresses of the subnets.
var blocks = map[string]string{
	"main--public-eu-west-1a": "10.1.0.0/24", "main--public-eu-west-1b": "10.1.1.0/24",
	"main--private-eu-west-1a": "10.1.10.0/24", "main--private-eu-west-1b": "10.1.11.0/24",
	"main--isolated-eu-west-1a": "10.1.20.0/24", "main--isolated-eu-west-1b": "10.1.21.0/24",
}

// existing makes it by the calls of a console or of another tool.
func (a account) existing() existing {
	a.Helper()
	e := existing{subnets: map[string]string{}, tables: map[string]string{}}
	e.routes, e.associations = map[string]string{}, map[string]string{}
	a.createNetwork(&e)
	a.createBalancer(&e)
	a.createDatabase(&e)
	return e
}

// createNetwork gives the private subnets one route table. The isolated ones have the VPC's main one.
func (a account) createNetwork(e *existing) {
	client, ctx := ec2.NewFromConfig(a.Config), a.Context()
	e.vpc = *answer(client.CreateVpc(ctx, &ec2.CreateVpcInput{CidrBlock: aws.String("10.1.0.0/16")}))(a).Vpc.VpcId
	for name, block := range blocks {
		e.subnets[name] = *answer(client.CreateSubnet(ctx, &ec2.CreateSubnetInput{
			VpcId: &e.vpc, CidrBlock: &block, AvailabilityZone: aws.String(name[len(name)-len("eu-west-1a"):]),
		}))(a).Subnet.SubnetId
	}
	e.internetGateway = *answer(client.CreateInternetGateway(ctx, &ec2.CreateInternetGatewayInput{}))(a).
		InternetGateway.InternetGatewayId
	answer(client.AttachInternetGateway(ctx,
		&ec2.AttachInternetGatewayInput{VpcId: &e.vpc, InternetGatewayId: &e.internetGateway}))(a)
	e.tables["main--public"] = a.createTable(e, "public", &ec2.CreateRouteInput{GatewayId: &e.internetGateway})
	e.address = *answer(client.AllocateAddress(ctx,
		&ec2.AllocateAddressInput{Domain: types.DomainTypeVpc}))(a).AllocationId
	e.natGateway = *answer(client.CreateNatGateway(ctx, &ec2.CreateNatGatewayInput{
		AllocationId: &e.address, SubnetId: aws.String(e.subnets["main--public-eu-west-1a"]),
		ConnectivityType: types.ConnectivityTypePublic, // AWS's default, which moto forgets
	}))(a).NatGateway.NatGatewayId
	const private = "main--private-eu-west-1a"
	e.tables[private] = a.createTable(e, "private", &ec2.CreateRouteInput{NatGatewayId: &e.natGateway})
	e.routes["main--public"] = e.tables["main--public"] + "_0.0.0.0/0"
	e.routes[private] = e.tables[private] + "_0.0.0.0/0"
	groups := answer(client.DescribeSecurityGroups(ctx,
		&ec2.DescribeSecurityGroupsInput{Filters: filter("vpc-id", e.vpc)}))(a).SecurityGroups
	e.defaultGroup = *only(a, "groups of the VPC", groups).GroupId
	for _, rule := range a.rulesOf(e.defaultGroup) {
		e.defaultRules = append(e.defaultRules, *rule.SecurityGroupRuleId)
	}
	answer(cloudwatchlogs.NewFromConfig(a.Config).CreateLogGroup(ctx,
		&cloudwatchlogs.CreateLogGroupInput{LogGroupName: aws.String("/vpc/flow")}))(a)
}

// createTable creates the route table of a tier with its default route.
func (a account) createTable(e *existing, tier string, route *ec2.CreateRouteInput) string {
	client, ctx := ec2.NewFromConfig(a.Config), a.Context()
	table := answer(client.CreateRouteTable(ctx, &ec2.CreateRouteTableInput{VpcId: &e.vpc}))(a).RouteTable.RouteTableId
	route.RouteTableId, route.DestinationCidrBlock = table, aws.String("0.0.0.0/0")
	answer(client.CreateRoute(ctx, route))(a)
	for _, zone := range []string{"eu-west-1a", "eu-west-1b"} {
		name := "main--" + tier + "-" + zone
		answer(client.AssociateRouteTable(ctx,
			&ec2.AssociateRouteTableInput{RouteTableId: table, SubnetId: aws.String(e.subnets[name])}))(a)
		e.associations[name] = e.subnets[name] + "/" + *table
	}
	return *table
}

func (a account) createBalancer(e *existing) {
	client, ctx := elb.NewFromConfig(a.Config), a.Context()
	e.balancerGroup = a.createGroup(e, "legacy-alb")
	e.balancerRule = *only(a, "rules", answer(ec2.NewFromConfig(a.Config).AuthorizeSecurityGroupIngress(ctx,
		&ec2.AuthorizeSecurityGroupIngressInput{GroupId: &e.balancerGroup, IpPermissions: []types.IpPermission{{
			IpProtocol: aws.String("tcp"), FromPort: aws.Int32(80), ToPort: aws.Int32(80),
			IpRanges: []types.IpRange{{CidrIp: aws.String("0.0.0.0/0")}},
		}}}))(a).SecurityGroupRules).SecurityGroupRuleId
	e.balancer = *only(a, "load balancers", answer(client.CreateLoadBalancer(ctx, &elb.CreateLoadBalancerInput{
		Name: aws.String("legacy"), Scheme: elbtypes.LoadBalancerSchemeEnumInternetFacing,
		Type: elbtypes.LoadBalancerTypeEnumApplication, SecurityGroups: []string{e.balancerGroup},
		Subnets: []string{e.subnets["main--public-eu-west-1a"], e.subnets["main--public-eu-west-1b"]},
	}))(a).LoadBalancers).LoadBalancerArn
	e.targetGroup = *only(a, "target groups", answer(client.CreateTargetGroup(ctx, &elb.CreateTargetGroupInput{
		Name: aws.String("legacy-api"), Port: aws.Int32(8080), Protocol: elbtypes.ProtocolEnumHttp,
		TargetType: elbtypes.TargetTypeEnumIp, VpcId: &e.vpc,
	}))(a).TargetGroups).TargetGroupArn
	e.listener = *only(a, "listeners", answer(client.CreateListener(ctx, &elb.CreateListenerInput{
		LoadBalancerArn: &e.balancer, Port: aws.Int32(80), Protocol: elbtypes.ProtocolEnumHttp,
		DefaultActions: []elbtypes.Action{{Type: elbtypes.ActionTypeEnumForward, TargetGroupArn: &e.targetGroup}},
	}))(a).Listeners).ListenerArn
}

func (a account) createDatabase(e *existing) {
	client, ctx := rds.NewFromConfig(a.Config), a.Context()
	e.databaseGroup = a.createGroup(e, "legacy-db")
	answer(client.CreateDBSubnetGroup(ctx, &rds.CreateDBSubnetGroupInput{
		DBSubnetGroupName: aws.String("legacy-subnets"), DBSubnetGroupDescription: aws.String("made by hand"),
		SubnetIds: []string{e.subnets["main--isolated-eu-west-1a"], e.subnets["main--isolated-eu-west-1b"]},
	}))(a)
	answer(client.CreateDBInstance(ctx, &rds.CreateDBInstanceInput{
		DBInstanceIdentifier: aws.String("legacy"), DBInstanceClass: aws.String("db.t4g.micro"),
		Engine: aws.String("postgres"), EngineVersion: aws.String("17"), DBName: aws.String("shop"),
		MasterUsername: aws.String("owner"), MasterUserPassword: aws.String(existingPassword),
		EngineLifecycleSupport: aws.String("open-source-rds-extended-support"), // AWS's default
		AllocatedStorage:       aws.Int32(20), StorageType: aws.String("gp3"), StorageEncrypted: aws.Bool(true),
		DBSubnetGroupName: aws.String("legacy-subnets"), VpcSecurityGroupIds: []string{e.databaseGroup},
	}))(a)
	answer(cloudwatchlogs.NewFromConfig(a.Config).CreateLogGroup(ctx,
		&cloudwatchlogs.CreateLogGroupInput{LogGroupName: aws.String("/aws/rds/instance/legacy/postgresql")}))(a)
}

func (a account) createGroup(e *existing, name string) string {
	return *answer(ec2.NewFromConfig(a.Config).CreateSecurityGroup(a.Context(), &ec2.CreateSecurityGroupInput{
		VpcId: &e.vpc, GroupName: &name, Description: aws.String("made by hand"),
	}))(a).GroupId
}
