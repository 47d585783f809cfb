package ecsservice_test

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra"
	"github.com/knwl-platform/infra/ecsservice"
	"github.com/knwl-platform/infra/internal/graphtest"
)

// The service web calls the service orders as http://orders:8080.
func ExampleServiceConnect() {
	network := infra.Network{
		VPCID:     pulumi.String("vpc-0a1b2c3d"),
		SubnetIDs: pulumi.ToStringArray([]string{"subnet-0a1b2c3d", "subnet-1a2b3c4d"}),
	}
	program := func(ctx *pulumi.Context) error {
		cluster, err := ecsservice.NewCluster(ctx, "shop", &ecsservice.ClusterArgs{ServiceConnect: true})
		if err != nil {
			return err
		}
		orders, err := ecsservice.New(ctx, "orders", &ecsservice.Args{
			Network: network, ClusterARN: cluster.ClusterARN,
			Container: ecsservice.Container{Image: pulumi.String("example/orders:1.4.2"), Port: 8080},
			ServiceConnect: &ecsservice.ServiceConnect{
				NamespaceARN: cluster.NamespaceARN,
				Serve:        map[string]ecsservice.Endpoint{"orders": {Protocol: ecsservice.HTTP}},
			},
		})
		if err != nil {
			return err
		}
		_, err = ecsservice.New(ctx, "web", &ecsservice.Args{
			Network: network, ClusterARN: cluster.ClusterARN,
			Container:      ecsservice.Container{Image: pulumi.String("example/web:1.4.2")},
			ServiceConnect: &ecsservice.ServiceConnect{NamespaceARN: cluster.NamespaceARN},
			Connections:    map[string]infra.Connection{"orders": orders.Connection()},
		})
		return err
	}
	graphtest.Print(program)
	// Output:
	// knwl:ecsservice:Cluster shop
	//   aws:cloudwatch/logGroup:LogGroup shop
	//   aws:cloudwatch/logGroup:LogGroup shop--insights
	//   aws:ecs/cluster:Cluster shop
	//   aws:ecs/clusterCapacityProviders:ClusterCapacityProviders shop
	//   aws:servicediscovery/httpNamespace:HttpNamespace shop--namespace
	// knwl:ecsservice:Service orders
	//   aws:cloudwatch/logGroup:LogGroup orders
	//   aws:ec2/securityGroup:SecurityGroup orders
	//   aws:ecs/service:Service orders
	//   aws:ecs/taskDefinition:TaskDefinition orders
	//   aws:iam/role:Role orders--execution
	//   aws:iam/role:Role orders--task
	//   aws:iam/rolePolicy:RolePolicy orders--execution
	//   aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule orders--https
	// knwl:ecsservice:Service web
	//   aws:cloudwatch/logGroup:LogGroup web
	//   aws:ec2/securityGroup:SecurityGroup web
	//   aws:ecs/service:Service web
	//   aws:ecs/taskDefinition:TaskDefinition web
	//   aws:iam/role:Role web--execution
	//   aws:iam/role:Role web--task
	//   aws:iam/rolePolicy:RolePolicy web--execution
	//   aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule web--https
	//   aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule web--to-orders-8080-out
	//   aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule web--to-orders-8080-in
}
