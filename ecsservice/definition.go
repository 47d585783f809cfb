package ecsservice

import (
	"maps"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// containerDefinition returns the container as ECS describes it. ECS adds empty lists and host ports to what it
// was given: without them, the preview of each update would show that they are removed.
func (b *builder) containerDefinition(c container) pulumi.Map {
	doc := pulumi.Map{
		"name":                   pulumi.String(c.name),
		"image":                  c.Image,
		"essential":              pulumi.Bool(!c.Optional),
		"readonlyRootFilesystem": pulumi.Bool(!c.WritableRoot),
		"logConfiguration":       b.logConfiguration(c),
		"portMappings":           b.portMappings(c),
		"environment": sortedArray(c.Environment, func(name string, value pulumi.StringInput) pulumi.Map {
			return pulumi.Map{"name": pulumi.String(name), "value": value}
		}),
		"mountPoints": sortedArray(c.WritablePaths, func(volume, path string) pulumi.Map {
			return pulumi.Map{
				"sourceVolume":  pulumi.String(volume),
				"containerPath": pulumi.String(path),
				"readOnly":      pulumi.Bool(false),
			}
		}),
		"volumesFrom":    pulumi.Array{},
		"systemControls": pulumi.Array{},
	}
	for key, value := range map[string]int{
		"cpu": c.CPU, "memory": c.MemoryMiB, "startTimeout": c.StartSeconds, "stopTimeout": c.StopSeconds,
	} {
		if value > 0 {
			doc[key] = pulumi.Int(value)
		}
	}
	if c.RegistrySecret != nil {
		doc["repositoryCredentials"] = pulumi.Map{"credentialsParameter": c.RegistrySecret.ARN}
	}
	if c.User != "" {
		doc["user"] = pulumi.String(c.User)
	}
	if len(c.Command) > 0 {
		doc["command"] = pulumi.ToStringArray(c.Command)
	}
	if len(c.Secrets) > 0 {
		doc["secrets"] = sortedArray(c.Secrets, func(name string, _ Secret) pulumi.Map {
			return pulumi.Map{"name": pulumi.String(name), "valueFrom": c.secret(name).valueFrom(b.Component)}
		})
	}
	if len(c.DependsOn) > 0 {
		doc["dependsOn"] = sortedArray(c.DependsOn, func(name string, condition Condition) pulumi.Map {
			return pulumi.Map{"containerName": pulumi.String(name), "condition": pulumi.String(condition)}
		})
	}
	if c.LogRouter != nil {
		doc["firelensConfiguration"] = c.LogRouter.definition()
	}
	if c.Health != nil {
		doc["healthCheck"] = c.Health.definition()
	}
	if b.Exec {
		// Without an init process, each session leaves processes behind that no one waits for.
		doc["linuxParameters"] = pulumi.Map{"initProcessEnabled": pulumi.Bool(true)}
	}
	if c.OpenFiles > 0 {
		doc["ulimits"] = pulumi.Array{pulumi.Map{
			"name": pulumi.String("nofile"), "softLimit": pulumi.Int(c.OpenFiles), "hardLimit": pulumi.Int(c.OpenFiles),
		}}
	}
	if len(c.Labels) > 0 {
		doc["dockerLabels"] = pulumi.ToStringMap(c.Labels)
	}
	if c.Edit != nil {
		c.Edit(doc)
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
