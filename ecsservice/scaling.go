package ecsservice

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/appautoscaling"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/child"
)

// createScaling uses CPU and memory only. The request count of a target group would stop when a
// blue/green deployment swaps the target groups.
func (b *builder) createScaling() error {
	if b.Scaling == nil {
		return nil
	}
	target, err := child.New(b.Parent, appautoscaling.NewTarget, b.Name, &appautoscaling.TargetArgs{
		ServiceNamespace:  pulumi.String("ecs"),
		ScalableDimension: pulumi.String("ecs:service:DesiredCount"),
		ResourceId:        pulumi.Sprintf("service/%s/%s", b.clusterName, b.service.Name),
		MinCapacity:       pulumi.Int(*b.Scaling.Min),
		MaxCapacity:       pulumi.Int(b.Scaling.Max),
		// Explicit, because a rollout suspends scaling for a while. A refresh in that time would otherwise
		// put the suspension into the state, and the next update would make it permanent.
		SuspendedState: appautoscaling.TargetSuspendedStateArgs{
			DynamicScalingInSuspended:  pulumi.Bool(false),
			DynamicScalingOutSuspended: pulumi.Bool(false),
			ScheduledScalingSuspended:  pulumi.Bool(false),
		},
		Tags: child.Tags(b.Tags, b.Name),
	}, b.Transform.ScalingTarget)
	if err != nil {
		return err
	}
	for _, metric := range []struct {
		role, name string
		percent    int
	}{
		{"cpu", "ECSServiceAverageCPUUtilization", b.Scaling.CPUPercent},
		{"memory", "ECSServiceAverageMemoryUtilization", b.Scaling.MemoryPercent},
	} {
		if metric.percent == 0 {
			continue
		}
		if _, err := child.New(b.Parent, appautoscaling.NewPolicy, b.Role(metric.role), &appautoscaling.PolicyArgs{
			ServiceNamespace:  target.ServiceNamespace,
			ScalableDimension: target.ScalableDimension,
			ResourceId:        target.ResourceId,
			PolicyType:        pulumi.String("TargetTrackingScaling"),
			TargetTrackingScalingPolicyConfiguration: appautoscaling.PolicyTargetTrackingScalingPolicyConfigurationArgs{
				PredefinedMetricSpecification: predefinedMetric{PredefinedMetricType: pulumi.String(metric.name)},
				TargetValue:                   pulumi.Float64(metric.percent),
				ScaleInCooldown:               pulumi.Int(300),
				ScaleOutCooldown:              pulumi.Int(60),
			},
		}, b.Transform.ScalingPolicy); err != nil {
			return err
		}
	}
	return nil
}

type predefinedMetric = appautoscaling.PolicyTargetTrackingScalingPolicyConfigurationPredefinedMetricSpecificationArgs
