package ecsservice

import (
	"encoding/json"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ecs"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// amendDefinitions adds to the container definitions what features of the service need in them. The
// caller's edit of the task definition still runs last.
func (b *builder) amendDefinitions() error {
	if !b.Exec && b.ServiceConnect == nil {
		return nil
	}
	edit := b.Transform.TaskDefinition
	b.Transform.TaskDefinition = func(name string, args *ecs.TaskDefinitionArgs, opts *[]pulumi.ResourceOption) {
		args.ContainerDefinitions = args.ContainerDefinitions.ToStringOutput().ApplyT(b.amended).(pulumi.StringOutput)
		if edit != nil {
			edit(name, args, opts)
		}
	}
	return nil
}

func (b *builder) amended(document string) (string, error) {
	var definitions []map[string]any
	if err := json.Unmarshal([]byte(document), &definitions); err != nil {
		return "", err
	}
	for _, definition := range definitions {
		if b.Exec {
			reapProcesses(definition)
		}
		if b.ServiceConnect != nil {
			b.namePorts(definition)
		}
	}
	amended, err := json.Marshal(definitions)
	return string(amended), err
}

// reapProcesses runs an init process in the container. Otherwise each session of ECS Exec leaves
// processes behind, which no one waits for.
func reapProcesses(definition map[string]any) {
	linux, ok := definition["linuxParameters"].(map[string]any)
	if !ok {
		linux = map[string]any{}
		definition["linuxParameters"] = linux
	}
	linux["initProcessEnabled"] = true
}
