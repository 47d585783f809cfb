package observability_test

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/ecsservice"
	"github.com/knwl-platform/infra/ingress"
	"github.com/knwl-platform/infra/internal/graphtest"
	"github.com/knwl-platform/infra/observability"
)

const elb = "arn:aws:elasticloadbalancing:us-east-1:123456789012:"

func Example() {
	program := func(ctx *pulumi.Context) error {
		monitor, err := observability.New(ctx, "main", &observability.Args{
			Emails: []string{"ops@example.com"},
			Services: map[string]observability.Service{"api": {
				ClusterARN:  pulumi.String("arn:aws:ecs:us-east-1:123456789012:cluster/main"),
				ServiceName: pulumi.String("main--api"),
			}},
			Targets: map[string]observability.Target{"api": {
				LoadBalancerARN: pulumi.String(elb + "loadbalancer/app/main/50dc6c49"),
				ARN:             pulumi.String(elb + "targetgroup/main--api/73e2d6bc"),
				Without:         []observability.Alarm{observability.RejectedConnections},
			}},
		})
		if err != nil {
			return err
		}
		ctx.Export("rollbackAlarms", monitor.RollbackAlarms["api"])
		return nil
	}
	graphtest.Print(program) // in a stack of yours: pulumi.Run(program)
	// Output:
	// knwl:observability:Monitor main
	//   aws:cloudwatch/dashboard:Dashboard main
	//   aws:cloudwatch/metricAlarm:MetricAlarm main--ecs-api-cpu
	//   aws:cloudwatch/metricAlarm:MetricAlarm main--ecs-api-memory
	//   aws:cloudwatch/metricAlarm:MetricAlarm main--ecs-api-tasks
	//   aws:cloudwatch/metricAlarm:MetricAlarm main--target-api-5xx
	//   aws:cloudwatch/metricAlarm:MetricAlarm main--target-api-balancer
	//   aws:cloudwatch/metricAlarm:MetricAlarm main--target-api-latency
	//   aws:cloudwatch/metricAlarm:MetricAlarm main--target-api-nohost
	//   aws:cloudwatch/metricAlarm:MetricAlarm main--target-api-rate
	//   aws:cloudwatch/metricAlarm:MetricAlarm main--target-api-unhealthy
	//   aws:kms/key:Key main
	//   aws:sns/topic:Topic main
	//   aws:sns/topicPolicy:TopicPolicy main
	//   aws:sns/topicSubscription:TopicSubscription main--ops@example.com
}

// A rolling service rolls back on the alarms of its target. The monitor, which takes the same target,
// creates them later.
func ExampleRollbackAlarmNames() {
	service := func(front *ingress.Ingress) *ecsservice.Args {
		target := front.Targets["api"]
		watched := observability.Target{LoadBalancerARN: front.LoadBalancerARN, ARN: target.ARN, GreenARN: target.GreenARN}
		return &ecsservice.Args{
			LoadBalancer:   target.ForService(),
			RollbackAlarms: observability.RollbackAlarmNames("api", watched),
		}
	}
	_ = service // called with an ingress that has the target "api"
}
