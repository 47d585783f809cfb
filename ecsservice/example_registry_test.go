package ecsservice_test

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra"
	"github.com/knwl-platform/infra/ecsservice"
	"github.com/knwl-platform/infra/internal/graphtest"
)

// The program comes from a private registry, and the proxy from ECR Public by way of a cache.
func ExampleRegistrySecret() {
	program := func(ctx *pulumi.Context) error {
		_, err := ecsservice.New(ctx, "api", &ecsservice.Args{
			Network: infra.Network{
				VPCID:     pulumi.String("vpc-0a1b2c3d"),
				SubnetIDs: pulumi.ToStringArray([]string{"subnet-0a1b2c3d", "subnet-1a2b3c4d"}),
			},
			Container: ecsservice.Container{
				Image: pulumi.String("ghcr.io/example/api:1.4.2"),
				RegistrySecret: &ecsservice.RegistrySecret{
					ARN: pulumi.String("arn:aws:secretsmanager:us-east-1:123456789012:secret:ghcr-AbCdEf"),
				},
			},
			Sidecars: map[string]ecsservice.Container{"proxy": {
				Image:            pulumi.String("123456789012.dkr.ecr.us-east-1.amazonaws.com/ecr-public/nginx/nginx:1.27"),
				PullThroughCache: true,
			}},
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
