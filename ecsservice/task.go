package ecsservice

import (
	"maps"
	"slices"
	"strconv"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ecs"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/child"
)

// createTaskDefinition keeps old revisions, because tasks, rollbacks and blue/green deployments may
// still need them.
func (b *builder) createTaskDefinition() (err error) {
	containers := sortedArray(b.byName(), func(_ string, c container) pulumi.Map { return b.containerDefinition(c) })
	b.taskDefinition, err = child.New(b.Parent, ecs.NewTaskDefinition, b.Name, &ecs.TaskDefinitionArgs{
		Family:                  b.physicalName(), // unique, or two stacks would share one sequence of revisions
		ContainerDefinitions:    pulumi.JSONMarshal(containers),
		Volumes:                 b.volumes(),
		Cpu:                     pulumi.String(strconv.Itoa(b.CPU)),
		Memory:                  pulumi.String(strconv.Itoa(b.MemoryMiB)),
		NetworkMode:             pulumi.String("awsvpc"),
		RequiresCompatibilities: pulumi.StringArray{pulumi.String("FARGATE")},
		RuntimePlatform: ecs.TaskDefinitionRuntimePlatformArgs{
			OperatingSystemFamily: pulumi.String("LINUX"),
			CpuArchitecture:       pulumi.String(b.Architecture),
		},
		ExecutionRoleArn: b.executionRoleARN,
		TaskRoleArn:      b.taskRoleARN,
		SkipDestroy:      pulumi.Bool(true),
		Tags:             child.Tags(b.Tags, b.Name),
	}, b.Transform.TaskDefinition, pulumi.IgnoreChanges([]string{"family"}))
	return err
}

// byName returns the containers by name. The provider sorts them by name in its state: a preview would compare
// different containers if they came in another order.
func (b *builder) byName() map[string]container {
	named := map[string]container{}
	for _, c := range b.containers {
		named[c.name] = c
	}
	return named
}

// volumes returns each volume once, although several containers may mount it.
func (b *builder) volumes() ecs.TaskDefinitionVolumeArray {
	named := map[string]bool{}
	for _, c := range b.containers {
		for volume := range c.WritablePaths {
			named[volume] = true
		}
	}
	volumes := ecs.TaskDefinitionVolumeArray{}
	for _, volume := range slices.Sorted(maps.Keys(named)) {
		args := ecs.TaskDefinitionVolumeArgs{Name: pulumi.String(volume)}
		if efs, shared := b.Volumes[volume]; shared {
			args.EfsVolumeConfiguration = efs.configuration()
		}
		volumes = append(volumes, args)
	}
	return volumes
}
