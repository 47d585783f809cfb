package ecsservice

import (
	"maps"
	"slices"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/appautoscaling"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/child"
)

func (b *builder) createScaling() error {
	if b.Scaling == nil {
		return nil
	}
	target, err := b.createScalingTarget()
	if err != nil {
		return err
	}
	for _, t := range b.tracked() {
		t.config.TargetValue = pulumi.Float64(t.target)
		t.config.ScaleInCooldown, t.config.ScaleOutCooldown = pulumi.Int(300), pulumi.Int(60)
		if _, err := child.New(b.Parent, appautoscaling.NewPolicy, b.Role(t.role), &appautoscaling.PolicyArgs{
			ServiceNamespace:                         target.ServiceNamespace,
			ScalableDimension:                        target.ScalableDimension,
			ResourceId:                               target.ResourceId,
			PolicyType:                               pulumi.String("TargetTrackingScaling"),
			TargetTrackingScalingPolicyConfiguration: t.config,
		}, b.Transform.ScalingPolicy); err != nil {
			return err
		}
	}
	for _, key := range slices.Sorted(maps.Keys(b.Scaling.Schedules)) {
		if err := b.createSchedule(target, b.Role("schedule-"+key), b.Scaling.Schedules[key]); err != nil {
			return err
		}
	}
	return nil
}

func (b *builder) createScalingTarget() (*appautoscaling.Target, error) {
	var ignored []string
	if len(b.Scaling.Schedules) > 0 {
		// A schedule changes the range. After a refresh, an update would undo that.
		ignored = []string{"minCapacity", "maxCapacity"}
	}
	return child.New(b.Parent, appautoscaling.NewTarget, b.Name, &appautoscaling.TargetArgs{
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
	}, b.Transform.ScalingTarget, pulumi.IgnoreChanges(ignored))
}

// createSchedule always sets both ends of the range. With one, the result would depend on which
// schedule ran before.
func (b *builder) createSchedule(target *appautoscaling.Target, name string, s Schedule) error {
	args := &appautoscaling.ScheduledActionArgs{
		ServiceNamespace:  target.ServiceNamespace,
		ScalableDimension: target.ScalableDimension,
		ResourceId:        target.ResourceId,
		Schedule:          pulumi.String(s.expression()),
		Timezone:          pulumi.String(s.Timezone),
		ScalableTargetAction: appautoscaling.ScheduledActionScalableTargetActionArgs{
			MinCapacity: pulumi.Int(*s.Min), MaxCapacity: pulumi.Int(*s.Max),
		},
	}
	_, err := child.New(b.Parent, appautoscaling.NewScheduledAction, name, args, b.Transform.ScheduledAction)
	return err
}
