package ecsservice_test

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra"
	"github.com/knwl-platform/infra/ecsservice"
	"github.com/knwl-platform/infra/internal/graphtest"
)

func Example() {
	program := func(ctx *pulumi.Context) error {
		api, err := ecsservice.New(ctx, "api", &ecsservice.Args{
			Network: infra.Network{ // such as network.VPC.Private returns
				VPCID:     pulumi.String("vpc-0a1b2c3d"),
				SubnetIDs: pulumi.ToStringArray([]string{"subnet-0a1b2c3d", "subnet-1a2b3c4d"}),
			},
			CPU:       512,
			MemoryMiB: 1024,
			Container: ecsservice.Container{
				Image:         pulumi.String("123456789012.dkr.ecr.us-east-1.amazonaws.com/api:1.4.2"),
				Port:          8000,
				Environment:   map[string]pulumi.StringInput{"LOG_LEVEL": pulumi.String("INFO")},
				WritablePaths: map[string]string{"tmp": "/tmp"},
			},
			Connections: map[string]infra.Connection{ // such as database.Postgres.Connection returns
				"database": {SecurityGroupID: pulumi.String("sg-0a1b2c3d"), Port: 5432},
			},
			Scaling: &ecsservice.Scaling{Min: new(2), Max: 6, CPUPercent: 60},
		})
		if err != nil {
			return err
		}
		ctx.Export("service", api.ServiceName)
		return nil
	}
	graphtest.Print(program) // in a stack of yours: pulumi.Run(program)
	// Output:
	// knwl:ecsservice:Service api
	//   aws:appautoscaling/policy:Policy api--cpu
	//   aws:appautoscaling/target:Target api
	//   aws:cloudwatch/logGroup:LogGroup api
	//   aws:cloudwatch/logGroup:LogGroup api--insights
	//   aws:ec2/securityGroup:SecurityGroup api
	//   aws:ecs/cluster:Cluster api
	//   aws:ecs/clusterCapacityProviders:ClusterCapacityProviders api
	//   aws:ecs/service:Service api
	//   aws:ecs/taskDefinition:TaskDefinition api
	//   aws:iam/role:Role api--execution
	//   aws:iam/role:Role api--task
	//   aws:iam/rolePolicy:RolePolicy api--execution
	//   aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule api--https
	//   aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule api--to-database-5432-out
	//   aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule api--to-database-5432-in
}

// Two services on one cluster.
func ExampleNewCluster() {
	network := infra.Network{
		VPCID:     pulumi.String("vpc-0a1b2c3d"),
		SubnetIDs: pulumi.ToStringArray([]string{"subnet-0a1b2c3d", "subnet-1a2b3c4d"}),
	}
	program := func(ctx *pulumi.Context) error {
		cluster, err := ecsservice.NewCluster(ctx, "shop", &ecsservice.ClusterArgs{
			ContainerInsights: ecsservice.InsightsEnhanced,
		})
		if err != nil {
			return err
		}
		for _, name := range []string{"web", "worker"} {
			if _, err := ecsservice.New(ctx, name, &ecsservice.Args{
				Network:    network,
				ClusterARN: cluster.ClusterARN,
				Container:  ecsservice.Container{Image: pulumi.Sprintf("example/%s:1.4.2", name)},
			}); err != nil {
				return err
			}
		}
		return nil
	}
	graphtest.Print(program)
	// Output:
	// knwl:ecsservice:Cluster shop
	//   aws:cloudwatch/logGroup:LogGroup shop
	//   aws:cloudwatch/logGroup:LogGroup shop--insights
	//   aws:ecs/cluster:Cluster shop
	//   aws:ecs/clusterCapacityProviders:ClusterCapacityProviders shop
	// knwl:ecsservice:Service web
	//   aws:cloudwatch/logGroup:LogGroup web
	//   aws:ec2/securityGroup:SecurityGroup web
	//   aws:ecs/service:Service web
	//   aws:ecs/taskDefinition:TaskDefinition web
	//   aws:iam/role:Role web--execution
	//   aws:iam/role:Role web--task
	//   aws:iam/rolePolicy:RolePolicy web--execution
	//   aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule web--https
	// knwl:ecsservice:Service worker
	//   aws:cloudwatch/logGroup:LogGroup worker
	//   aws:ec2/securityGroup:SecurityGroup worker
	//   aws:ecs/service:Service worker
	//   aws:ecs/taskDefinition:TaskDefinition worker
	//   aws:iam/role:Role worker--execution
	//   aws:iam/role:Role worker--task
	//   aws:iam/rolePolicy:RolePolicy worker--execution
	//   aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule worker--https
}

func ExampleCheckMemory() {
	fmt.Println(ecsservice.CheckMemory(512, 0)) // 0 is the default
	fmt.Println(ecsservice.CheckMemory(512, 8192))
	// Output:
	// <nil>
	// must be 1024 to 4096 MiB in steps of 1024 for 512 CPU units on Fargate; choose such a size or other CPU units
}
