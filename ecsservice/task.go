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
	containers := pulumi.Array{}
	for _, c := range b.containers {
		containers = append(containers, b.containerDefinition(c))
	}
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
		volumes = append(volumes, ecs.TaskDefinitionVolumeArgs{Name: pulumi.String(volume)})
	}
	return volumes
}

func (b *builder) containerDefinition(c container) pulumi.Map {
	doc := pulumi.Map{
		"name":                   pulumi.String(c.name),
		"image":                  c.Image,
		"essential":              pulumi.Bool(true),
		"readonlyRootFilesystem": pulumi.Bool(!c.WritableRoot),
		"logConfiguration": pulumi.Map{
			"logDriver": pulumi.String("awslogs"),
			"options": pulumi.Map{
				"awslogs-group":         b.logGroup.Name,
				"awslogs-region":        b.place.Expand("{region}"),
				"awslogs-stream-prefix": pulumi.String("ecs"),
				"mode":                  pulumi.String("non-blocking"), // slow CloudWatch Logs must not block the program
			},
		},
	}
	for key, value := range map[string]int{"cpu": c.CPU, "memory": c.MemoryMiB, "stopTimeout": c.StopSeconds} {
		if value > 0 {
			doc[key] = pulumi.Int(value)
		}
	}
	if c.User != "" {
		doc["user"] = pulumi.String(c.User)
	}
	if len(c.Command) > 0 {
		doc["command"] = pulumi.ToStringArray(c.Command)
	}
	if c.Port > 0 {
		doc["portMappings"] = pulumi.Array{
			pulumi.Map{"containerPort": pulumi.Int(c.Port), "protocol": pulumi.String("tcp")},
		}
	}
	if len(c.Environment) > 0 {
		doc["environment"] = sortedArray(c.Environment, func(name string, value pulumi.StringInput) pulumi.Map {
			return pulumi.Map{"name": pulumi.String(name), "value": value}
		})
	}
	if len(c.Secrets) > 0 {
		doc["secrets"] = sortedArray(c.Secrets, func(name string, _ Secret) pulumi.Map {
			return pulumi.Map{"name": pulumi.String(name), "valueFrom": c.secret(name).valueFrom(b.Component)}
		})
	}
	if len(c.WritablePaths) > 0 {
		doc["mountPoints"] = sortedArray(c.WritablePaths, func(volume, path string) pulumi.Map {
			return pulumi.Map{
				"sourceVolume":  pulumi.String(volume),
				"containerPath": pulumi.String(path),
				"readOnly":      pulumi.Bool(false),
			}
		})
	}
	return doc
}

// sortedArray returns an element for each entry of a map, sorted by key. The JSON of the same
// containers must be the same, or every update would deploy.
func sortedArray[V any](entries map[string]V, element func(string, V) pulumi.Map) pulumi.Array {
	list := pulumi.Array{}
	for _, key := range slices.Sorted(maps.Keys(entries)) {
		list = append(list, element(key, entries[key]))
	}
	return list
}
