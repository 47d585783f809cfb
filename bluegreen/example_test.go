package bluegreen_test

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra"
	"github.com/knwl-platform/infra/bluegreen"
	"github.com/knwl-platform/infra/internal/graphtest"
)

func Example() {
	const account = "eu-west-1:123456789012"
	program := func(ctx *pulumi.Context) error {
		deploy, err := bluegreen.New(ctx, "api", &bluegreen.Args{
			Service: infra.BlueGreenService{ // such as that of ecsservice.Service's method ForBlueGreen
				BlueGreen:         true,
				Name:              pulumi.String("api"),
				ClusterName:       pulumi.String("main"),
				TaskDefinitionARN: pulumi.String("arn:aws:ecs:" + account + ":task-definition/api:7"),
				ContainerName:     "api",
				ContainerPort:     8000,
				SubnetIDs:         pulumi.ToStringArray([]string{"subnet-a", "subnet-b"}),
				SecurityGroupIDs:  pulumi.ToStringArray([]string{"sg-a"}),
				ExecutionRoleARN:  pulumi.String("arn:aws:iam::123456789012:role/api-execution"),
				TaskRoleARN:       pulumi.String("arn:aws:iam::123456789012:role/api-task"),
			},
			Target: infra.BlueGreenTarget{ // such as that of ingress.TargetGroup's method ForBlueGreen
				BlueGreen:       true,
				ListenerARN:     pulumi.String("arn:aws:elasticloadbalancing:" + account + ":listener/app/main/1/2"),
				TestListenerARN: pulumi.String("arn:aws:elasticloadbalancing:" + account + ":listener/app/main/1/3"),
				BlueName:        pulumi.String("main--api"),
				GreenName:       pulumi.String("main--api-green"),
			},
			Shift:          "Linear20PercentEvery10Minutes",
			RollbackAlarms: pulumi.ToStringArray([]string{"api-errors"}),
		})
		if err != nil {
			return err
		}
		ctx.Export("rollout", deploy.Rollout)
		return nil
	}
	graphtest.Print(program) // in a stack of yours: pulumi.Run(program)
	// Output:
	// knwl:bluegreen:DeploymentGroup api
	//   aws:codedeploy/application:Application api
	//   aws:codedeploy/deploymentConfig:DeploymentConfig api
	//   aws:codedeploy/deploymentGroup:DeploymentGroup api
	//   aws:iam/role:Role api
	//   aws:iam/rolePolicy:RolePolicy api
}
