package ecsservice_test

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra"
	"github.com/knwl-platform/infra/ecsservice"
	"github.com/knwl-platform/infra/internal/graphtest"
)

// An init container runs before the program in each task, and an agent may fail while the program runs.
func ExampleContainer_dependsOn() {
	api := pulumi.String("123456789012.dkr.ecr.us-east-1.amazonaws.com/api:1.4.2")
	program := func(ctx *pulumi.Context) error {
		_, err := ecsservice.New(ctx, "api", &ecsservice.Args{
			Network: infra.Network{
				VPCID:     pulumi.String("vpc-0a1b2c3d"),
				SubnetIDs: pulumi.ToStringArray([]string{"subnet-0a1b2c3d", "subnet-1a2b3c4d"}),
			},
			Container: ecsservice.Container{
				Image:     api,
				DependsOn: map[string]ecsservice.Condition{"prepare": ecsservice.Succeeded},
				Health:    &ecsservice.Health{Command: []string{"/api", "health"}},
			},
			Sidecars: map[string]ecsservice.Container{
				"prepare": {Image: api, Command: []string{"prepare"}, Optional: true},
				"agent": {
					Image: pulumi.String("example/agent:7.1"), Optional: true,
					Edit: func(definition pulumi.Map) { // ECS then starts it again
						definition["restartPolicy"] = pulumi.Map{"enabled": pulumi.Bool(true)}
					},
				},
			},
		})
		return err
	}
	graphtest.Print(program)
	// Output:
	// knwl:ecsservice:Service api
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
}
