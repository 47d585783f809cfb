package ecsservice

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/appautoscaling"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/child"
)

// createScaling looks at CPU and memory only: counting a target group's requests goes blind when blue/green swaps it for the other.
func (b *builder) createScaling() error {
	if b.Scaling == nil {
		return nil
	}
	target, err := child.New(b.Parent, appautoscaling.NewTarget, b.name, &appautoscaling.TargetArgs{
		ServiceNamespace:  pulumi.String("ecs"),
		ScalableDimension: pulumi.String("ecs:service:DesiredCount"),
		ResourceId:        pulumi.Sprintf("service/%s/%s", b.clusterName, b.service.Name),
		MinCapacity:       pulumi.Int(*b.Scaling.Min),
		MaxCapacity:       pulumi.Int(b.Scaling.Max),
		Tags:              child.Tags(b.Tags, b.name),
	}, b.edit.ScalingTarget)
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
		if _, err := child.New(b.Parent, appautoscaling.NewPolicy, child.Name(b.name, metric.role), &appautoscaling.PolicyArgs{
			ServiceNamespace:  target.ServiceNamespace,
			ScalableDimension: target.ScalableDimension,
			ResourceId:        target.ResourceId,
			PolicyType:        pulumi.String("TargetTrackingScaling"),
			TargetTrackingScalingPolicyConfiguration: appautoscaling.PolicyTargetTrackingScalingPolicyConfigurationArgs{
				PredefinedMetricSpecification: appautoscaling.PolicyTargetTrackingScalingPolicyConfigurationPredefinedMetricSpecificationArgs{
					PredefinedMetricType: pulumi.String(metric.name),
				},
				TargetValue:      pulumi.Float64(metric.percent),
				ScaleInCooldown:  pulumi.Int(300),
				ScaleOutCooldown: pulumi.Int(60),
			},
		}, b.edit.ScalingPolicy); err != nil {
			return err
		}
	}
	return nil
}
