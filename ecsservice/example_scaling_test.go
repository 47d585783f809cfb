package ecsservice_test

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra"
	"github.com/knwl-platform/infra/ecsservice"
	"github.com/knwl-platform/infra/internal/graphtest"
)

// A worker that follows its queue by day and is off at night.
func ExampleScaling() {
	program := func(ctx *pulumi.Context) error {
		_, err := ecsservice.New(ctx, "worker", &ecsservice.Args{
			Network: infra.Network{
				VPCID:     pulumi.String("vpc-0a1b2c3d"),
				SubnetIDs: pulumi.ToStringArray([]string{"subnet-0a1b2c3d", "subnet-1a2b3c4d"}),
			},
			Container: ecsservice.Container{Image: pulumi.String("example/worker:1.4.2")},
			Scaling: &ecsservice.Scaling{
				Max:   10,
				Queue: &ecsservice.Queue{ARN: pulumi.String("arn:aws:sqs:us-east-1:123456789012:jobs"), MessagesPerTask: 100},
				Schedules: map[string]ecsservice.Schedule{
					"night":   {Cron: "0 20 * * ? *", Timezone: "Europe/Berlin", Min: new(0), Max: new(0)},
					"morning": {Cron: "0 6 * * ? *", Timezone: "Europe/Berlin"}, // Scaling.Min to Scaling.Max again
				},
			},
		})
		return err
	}
	graphtest.Print(program)
	// Output:
	// knwl:ecsservice:Service worker
	//   aws:appautoscaling/policy:Policy worker--queue
	//   aws:appautoscaling/scheduledAction:ScheduledAction worker--schedule-morning
	//   aws:appautoscaling/scheduledAction:ScheduledAction worker--schedule-night
	//   aws:appautoscaling/target:Target worker
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
