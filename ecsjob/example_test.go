package ecsjob_test

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra"
	"github.com/knwl-platform/infra/ecsjob"
	"github.com/knwl-platform/infra/ecsservice"
	"github.com/knwl-platform/infra/internal/graphtest"
)

// A service's program, run every night with another command.
func Example() {
	program := func(ctx *pulumi.Context) error {
		web, err := ecsservice.New(ctx, "web", &ecsservice.Args{
			Network: infra.Network{
				VPCID: pulumi.String("vpc-1"), SubnetIDs: pulumi.ToStringArray([]string{"subnet-1", "subnet-2"}),
			},
			Container: ecsservice.Container{Image: pulumi.String("example/shop:1.4.2"), Port: 8080},
		})
		if err != nil {
			return err
		}
		_, err = ecsjob.New(ctx, "cleanup", &ecsjob.Args{
			Job:       web.ForJob(),
			Command:   []string{"/app", "cleanup"},
			When:      ecsjob.When{Cron: "0 3 * * ? *", Timezone: "Europe/Berlin"},
			TopicARNs: []pulumi.StringInput{pulumi.String("arn:aws:sns:eu-west-1:123456789012:alarms")},
		})
		return err
	}
	graphtest.Print(program) // in a stack of yours: pulumi.Run(program)
	// Output:
	// knwl:ecsjob:Schedule cleanup
	//   aws:cloudwatch/metricAlarm:MetricAlarm cleanup--dropped
	//   aws:cloudwatch/metricAlarm:MetricAlarm cleanup--errors
	//   aws:iam/role:Role cleanup
	//   aws:iam/rolePolicy:RolePolicy cleanup
	//   aws:scheduler/schedule:Schedule cleanup
	//   aws:scheduler/scheduleGroup:ScheduleGroup cleanup
	//   aws:sqs/queue:Queue cleanup--dead-letters
	// knwl:ecsservice:Service web
	//   aws:cloudwatch/logGroup:LogGroup web
	//   aws:cloudwatch/logGroup:LogGroup web--insights
	//   aws:ec2/securityGroup:SecurityGroup web
	//   aws:ecs/cluster:Cluster web
	//   aws:ecs/clusterCapacityProviders:ClusterCapacityProviders web
	//   aws:ecs/service:Service web
	//   aws:ecs/taskDefinition:TaskDefinition web
	//   aws:iam/role:Role web--execution
	//   aws:iam/role:Role web--task
	//   aws:iam/rolePolicy:RolePolicy web--execution
	//   aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule web--https
}
