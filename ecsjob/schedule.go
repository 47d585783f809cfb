package ecsjob

import (
	"fmt"
	"maps"
	"slices"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/scheduler"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/child"
)

func (b *builder) createSchedule() (err error) {
	args := &scheduler.ScheduleArgs{
		GroupName:                  b.group.Name,
		ScheduleExpression:         pulumi.String(b.expression),
		ScheduleExpressionTimezone: pulumi.String(b.When.Timezone),
		State:                      pulumi.String(b.state()),
		FlexibleTimeWindow:         scheduler.ScheduleFlexibleTimeWindowArgs{Mode: pulumi.String("OFF")},
		Target: scheduler.ScheduleTargetArgs{
			Arn:           b.Job.ClusterARN,
			RoleArn:       b.roleARN,
			Input:         b.input(),
			EcsParameters: b.task(),
			RetryPolicy: scheduler.ScheduleTargetRetryPolicyArgs{
				MaximumRetryAttempts:     pulumi.Int(*b.Retries),
				MaximumEventAgeInSeconds: pulumi.Int(b.MaxAgeMinutes * 60),
			},
			DeadLetterConfig: scheduler.ScheduleTargetDeadLetterConfigArgs{Arn: b.queueARN},
		},
	}
	if b.When.Start != "" {
		args.StartDate = pulumi.String(b.When.Start)
	}
	if b.When.End != "" {
		args.EndDate = pulumi.String(b.When.End)
	}
	b.schedule, err = child.New(b.Parent, scheduler.NewSchedule, b.Name, args, b.Transform.Schedule)
	return err
}

func (b *builder) state() string {
	if b.Paused {
		return "DISABLED"
	}
	return "ENABLED"
}

// expression returns the schedule as EventBridge Scheduler writes it.
func (w When) expression() string {
	switch {
	case w.Cron != "":
		return "cron(" + w.Cron + ")"
	case w.EveryMinutes == 1:
		return "rate(1 minute)"
	default:
		return fmt.Sprintf("rate(%d minutes)", w.EveryMinutes)
	}
}

// input returns the overrides of the run, or nil to run the task definition as it is.
func (b *builder) input() pulumi.StringPtrInput {
	if len(b.Command) == 0 {
		return nil
	}
	return pulumi.JSONMarshal(pulumi.Map{"containerOverrides": pulumi.Array{pulumi.Map{
		"name": pulumi.String(b.Job.ContainerName), "command": pulumi.ToStringArray(b.Command),
	}}})
}

func (b *builder) task() scheduler.ScheduleTargetEcsParametersArgs {
	task := scheduler.ScheduleTargetEcsParametersArgs{
		TaskDefinitionArn:    b.Job.TaskDefinitionARN,
		TaskCount:            pulumi.Int(1),
		PropagateTags:        pulumi.String("TASK_DEFINITION"),
		EnableEcsManagedTags: pulumi.Bool(true),
		NetworkConfiguration: scheduler.ScheduleTargetEcsParametersNetworkConfigurationArgs{
			Subnets:        b.Job.SubnetIDs,
			SecurityGroups: b.Job.SecurityGroupIDs,
			AssignPublicIp: pulumi.Bool(b.Job.PublicIP),
		},
	}
	if b.Job.PublicIP || len(b.Job.CapacityProviders) == 0 {
		task.LaunchType = pulumi.String("FARGATE") // the only way to a public address
		return task
	}
	strategy := scheduler.ScheduleTargetEcsParametersCapacityProviderStrategyArray{}
	for _, provider := range slices.Sorted(maps.Keys(b.Job.CapacityProviders)) {
		strategy = append(strategy, scheduler.ScheduleTargetEcsParametersCapacityProviderStrategyArgs{
			CapacityProvider: pulumi.String(provider), Weight: pulumi.Int(b.Job.CapacityProviders[provider]),
		})
	}
	task.CapacityProviderStrategies = strategy
	return task
}
