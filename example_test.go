package infra_test

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/lb"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra"
	"github.com/knwl-platform/infra/database"
	"github.com/knwl-platform/infra/ecsservice"
	"github.com/knwl-platform/infra/ingress"
	"github.com/knwl-platform/infra/internal/graphtest"
	"github.com/knwl-platform/infra/network"
)

// Two services share a load balancer, and one of them uses a database.
func Example() {
	program := func(ctx *pulumi.Context) error {
		net, err := network.New(ctx, "shop", &network.Args{
			Zones: []string{"eu-west-1a", "eu-west-1b"}, Egress: network.EgressSingleNAT,
		})
		if err != nil {
			return err
		}
		front, err := ingress.New(ctx, "shop", &ingress.Args{
			Network: net.Public(), Public: true,
			Targets: map[string]ingress.Target{
				"web": {HealthPath: "/healthz"},
				"api": {HealthPath: "/healthz", Paths: []string{"/api/*"}, Priority: 10},
			},
		})
		if err != nil {
			return err
		}
		data, err := database.New(ctx, "shop-db", &database.Args{Network: net.Isolated(), DatabaseName: "shop"})
		if err != nil {
			return err
		}
		if _, err = ecsservice.New(ctx, "shop-web", &ecsservice.Args{
			Network: net.Private(), LoadBalancer: front.Targets["web"].ForService(),
			Container: ecsservice.Container{Image: pulumi.String("example/web:1"), Port: 8080},
		}); err != nil {
			return err
		}
		_, err = ecsservice.New(ctx, "shop-api", &ecsservice.Args{
			Network: net.Private(), LoadBalancer: front.Targets["api"].ForService(),
			Container:   ecsservice.Container{Image: pulumi.String("example/api:1"), Port: 8000},
			Connections: map[string]infra.Connection{"database": data.Connection()},
			ReadSecrets: []ecsservice.Secret{{ARN: data.SecretARN}},
		})
		return err
	}
	graphtest.Print(program) // in a stack of yours: pulumi.Run(program)
	// Output:
	// knwl:database:Postgres shop-db
	//   aws:cloudwatch/logGroup:LogGroup shop-db--postgresql
	//   aws:cloudwatch/logGroup:LogGroup shop-db--upgrade
	//   aws:ec2/securityGroup:SecurityGroup shop-db
	//   aws:rds/instance:Instance shop-db
	//   aws:rds/parameterGroup:ParameterGroup shop-db
	//   aws:rds/subnetGroup:SubnetGroup shop-db
	// knwl:ecsservice:Service shop-api
	//   aws:cloudwatch/logGroup:LogGroup shop-api
	//   aws:cloudwatch/logGroup:LogGroup shop-api--insights
	//   aws:ec2/securityGroup:SecurityGroup shop-api
	//   aws:ecs/cluster:Cluster shop-api
	//   aws:ecs/clusterCapacityProviders:ClusterCapacityProviders shop-api
	//   aws:ecs/service:Service shop-api
	//   aws:ecs/taskDefinition:TaskDefinition shop-api
	//   aws:iam/role:Role shop-api--execution
	//   aws:iam/role:Role shop-api--task
	//   aws:iam/rolePolicy:RolePolicy shop-api--execution
	//   aws:iam/rolePolicy:RolePolicy shop-api--task
	//   aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule shop-api--https
	//   aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule shop-api--load-balancer-8000-out
	//   aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule shop-api--to-database-5432-out
	//   aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule shop-api--load-balancer-8000-in
	//   aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule shop-api--to-database-5432-in
	// knwl:ecsservice:Service shop-web
	//   aws:cloudwatch/logGroup:LogGroup shop-web
	//   aws:cloudwatch/logGroup:LogGroup shop-web--insights
	//   aws:ec2/securityGroup:SecurityGroup shop-web
	//   aws:ecs/cluster:Cluster shop-web
	//   aws:ecs/clusterCapacityProviders:ClusterCapacityProviders shop-web
	//   aws:ecs/service:Service shop-web
	//   aws:ecs/taskDefinition:TaskDefinition shop-web
	//   aws:iam/role:Role shop-web--execution
	//   aws:iam/role:Role shop-web--task
	//   aws:iam/rolePolicy:RolePolicy shop-web--execution
	//   aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule shop-web--https
	//   aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule shop-web--load-balancer-8080-out
	//   aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule shop-web--load-balancer-8080-in
	// knwl:ingress:Ingress shop
	//   aws:ec2/securityGroup:SecurityGroup shop
	//   aws:lb/listener:Listener shop--http
	//   aws:lb/listenerRule:ListenerRule shop--api
	//   aws:lb/loadBalancer:LoadBalancer shop
	//   aws:lb/targetGroup:TargetGroup shop-tg-api
	//   aws:lb/targetGroup:TargetGroup shop-tg-web
	//   aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule shop--http-0.0.0.0/0
	// knwl:network:VPC shop
	//   aws:cloudwatch/logGroup:LogGroup shop--flow-log
	//   aws:ec2/defaultSecurityGroup:DefaultSecurityGroup shop--default
	//   aws:ec2/eip:Eip shop--nat-eu-west-1a
	//   aws:ec2/flowLog:FlowLog shop--flow-log
	//   aws:ec2/internetGateway:InternetGateway shop
	//   aws:ec2/natGateway:NatGateway shop--nat-eu-west-1a
	//   aws:ec2/route:Route shop--private-eu-west-1a
	//   aws:ec2/route:Route shop--private-eu-west-1b
	//   aws:ec2/route:Route shop--public
	//   aws:ec2/routeTable:RouteTable shop--isolated
	//   aws:ec2/routeTable:RouteTable shop--private-eu-west-1a
	//   aws:ec2/routeTable:RouteTable shop--private-eu-west-1b
	//   aws:ec2/routeTable:RouteTable shop--public
	//   aws:ec2/routeTableAssociation:RouteTableAssociation shop--isolated-eu-west-1a
	//   aws:ec2/routeTableAssociation:RouteTableAssociation shop--isolated-eu-west-1b
	//   aws:ec2/routeTableAssociation:RouteTableAssociation shop--private-eu-west-1a
	//   aws:ec2/routeTableAssociation:RouteTableAssociation shop--private-eu-west-1b
	//   aws:ec2/routeTableAssociation:RouteTableAssociation shop--public-eu-west-1a
	//   aws:ec2/routeTableAssociation:RouteTableAssociation shop--public-eu-west-1b
	//   aws:ec2/subnet:Subnet shop--isolated-eu-west-1a
	//   aws:ec2/subnet:Subnet shop--isolated-eu-west-1b
	//   aws:ec2/subnet:Subnet shop--private-eu-west-1a
	//   aws:ec2/subnet:Subnet shop--private-eu-west-1b
	//   aws:ec2/subnet:Subnet shop--public-eu-west-1a
	//   aws:ec2/subnet:Subnet shop--public-eu-west-1b
	//   aws:ec2/vpc:Vpc shop
	//   aws:ec2/vpcEndpoint:VpcEndpoint shop--s3
	//   aws:iam/role:Role shop--flow-log
	//   aws:iam/rolePolicy:RolePolicy shop--flow-log
}

// A Transform sets what Args has no field for, here the access logs of the load balancer.
func ExampleEdit() {
	program := func(ctx *pulumi.Context) error {
		_, err := ingress.New(ctx, "shop", &ingress.Args{
			Network: infra.Network{
				VPCID:     pulumi.String("vpc-0a1b2c3d"),
				SubnetIDs: pulumi.ToStringArray([]string{"subnet-0a1b2c3d", "subnet-1a2b3c4d"}),
			},
			Targets: map[string]ingress.Target{"web": {HealthPath: "/healthz"}},
			Transform: ingress.Transform{
				LoadBalancer: func(_ string, args *lb.LoadBalancerArgs, opts *[]pulumi.ResourceOption) {
					args.AccessLogs = lb.LoadBalancerAccessLogsArgs{Bucket: pulumi.String("shop-logs"), Enabled: pulumi.Bool(true)}
					*opts = append(*opts, pulumi.Timeouts(&pulumi.CustomTimeouts{Create: "20m"}))
				},
			},
		})
		return err
	}
	graphtest.Print(program) // in a stack of yours: pulumi.Run(program)
	// Output:
	// knwl:ingress:Ingress shop
	//   aws:ec2/securityGroup:SecurityGroup shop
	//   aws:lb/listener:Listener shop--http
	//   aws:lb/loadBalancer:LoadBalancer shop
	//   aws:lb/targetGroup:TargetGroup shop-tg-web
}

// The outputs of another stack become a network. That stack exports the VPCID and the PrivateSubnetIDs of
// its network.VPC.
func ExampleNetwork_stackReference() {
	program := func(ctx *pulumi.Context) error {
		ref, err := pulumi.NewStackReference(ctx, "org/network/prod", nil)
		if err != nil {
			return err
		}
		_, err = ecsservice.New(ctx, "worker", &ecsservice.Args{
			Network: infra.Network{
				VPCID:     ref.GetStringOutput(pulumi.String("vpcId")),
				SubnetIDs: ref.GetOutput(pulumi.String("privateSubnetIds")).AsStringArrayOutput(),
			},
			Container: ecsservice.Container{Image: pulumi.String("example/worker:1")},
		})
		return err
	}
	graphtest.PrintIn(&graphtest.Config{Stacks: map[string]map[string]any{
		"org/network/prod": {"vpcId": "vpc-1", "privateSubnetIds": []any{"subnet-1", "subnet-2"}},
	}}, program) // in a stack of yours: pulumi.Run(program)
	// Output:
	// knwl:ecsservice:Service worker
	//   aws:cloudwatch/logGroup:LogGroup worker
	//   aws:cloudwatch/logGroup:LogGroup worker--insights
	//   aws:ec2/securityGroup:SecurityGroup worker
	//   aws:ecs/cluster:Cluster worker
	//   aws:ecs/clusterCapacityProviders:ClusterCapacityProviders worker
	//   aws:ecs/service:Service worker
	//   aws:ecs/taskDefinition:TaskDefinition worker
	//   aws:iam/role:Role worker--execution
	//   aws:iam/role:Role worker--task
	//   aws:iam/rolePolicy:RolePolicy worker--execution
	//   aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule worker--https
}
