package ecsservice

import (
	"maps"
	"slices"
	"strconv"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ecs"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/child"
)

// createTaskDefinition keeps old revisions: a blue task set, a rollback or a task that stops slowly still needs the one it was started with.
func (b *builder) createTaskDefinition() (err error) {
	containers := pulumi.Array{}
	for _, c := range b.containers {
		containers = append(containers, b.definition(c))
	}
	b.taskDefinition, err = child.New(b.Parent, ecs.NewTaskDefinition, b.name, &ecs.TaskDefinitionArgs{
		Family:                  b.physicalName(), // unique, or two stacks would count their revisions together
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
		Tags:             child.Tags(b.Tags, b.name),
	}, b.edit.TaskDefinition, pulumi.IgnoreChanges([]string{"family"}))
	return err
}

// volumes are those that any container mounts, each once.
func (b *builder) volumes() ecs.TaskDefinitionVolumeArray {
	named := map[string]bool{}
	for _, c := range b.containers {
		for volume := range c.WritablePaths {
			named[volume] = true
		}
	}
	volumes := ecs.TaskDefinitionVolumeArray{}
	for _, volume := range slices.Sorted(maps.Keys(named)) {
		volumes = append(volumes, ecs.TaskDefinitionVolumeArgs{Name: pulumi.String(volume)})
	}
	return volumes
}
