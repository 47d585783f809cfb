package ecsservice

import (
	"maps"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// nonRoot is the user of images without one of their own making, known from the distroless images.
const nonRoot = "65532:65532"

// Container is one container of a task. Only Image is required.
type Container struct {
	// Image is the image to run. The execution role may pull it when it is in a private ECR repository; other registries must be public.
	Image pulumi.StringInput `validate:"required" fix:"give an image such as 123456789012.dkr.ecr.eu-west-1.amazonaws.com/api:1.4.2"`
	// Port is the TCP port that the container listens on. It may be left out where nothing connects.
	Port int `validate:"min=0,max=65535" fix:"give the TCP port that the program listens on"`
	// Command replaces the command of the image.
	Command []string
	// Environment is passed to the program in clear: everybody who may look at the task definition
	// sees it. Names that promise a secret, such as API_TOKEN, are refused unless they are in
	// NotSecret (ECS.8).
	Environment map[string]pulumi.StringInput `wire:"may-be-empty"`
	// NotSecret lists the variables of Environment whose names promise a secret and whose values
	// everybody may know, such as a token that browsers get anyway. Default: none.
	NotSecret []string `validate:"unique" fix:"list each variable once"`
	// Secrets are environment variables whose values ECS fetches when a task starts. The execution role may read exactly these.
	Secrets map[string]Secret `validate:"dive"`
	// User is the user, and after a colon the group, to run as. Default 65532:65532, known to most images as "nonroot".
	User string
	// AllowRoot lets User be root, and leaves the choice to the image where User is empty (against control ECS.20).
	AllowRoot bool
	// WritableRoot lets the container write anywhere (against control ECS.5). Prefer WritablePaths.
	WritableRoot bool
	// WritablePaths are the directories that the container may write to, by the name of a volume, such as "tmp": "/tmp". Containers that name
	// the same volume share it; it is empty at first and gone with the task. On Fargate a volume belongs to root with mode 0755, unless
	// the image declares the path as a VOLUME: then it gets the owner that the path has in the image. A container that is not root needs that.
	WritablePaths map[string]string
	// CPU is the share of the task's CPU units that is kept for the container. By default it competes for what others leave.
	CPU int `validate:"min=0" fix:"give CPU units, of which 1024 are one processor"`
	// MemoryMiB is how much of the task's memory the container may use before it is killed. By default all of it.
	MemoryMiB int `validate:"omitempty,min=6" fix:"give at least the 6 MiB that a container needs"`
	// StopSeconds is how long the program may take to stop before it is killed, up to 120. Default 30, as in AWS. Let it be more than the longest request.
	StopSeconds int `validate:"omitempty,min=2,max=120" fix:"choose from 2 to the 120 seconds that Fargate allows"`
}

// container is a Container with its name and every default applied.
type container struct {
	Container
	name  string
	field string // its Go path in Args
}

// newContainers are the main container and then the sidecars by name, so that the order of a map never shows in the task definition.
func newContainers(name string, a Args) []container {
	list := []container{{Container: a.Container, name: name, field: "Container"}}
	for _, key := range slices.Sorted(maps.Keys(a.Sidecars)) {
		list = append(list, container{Container: a.Sidecars[key], name: key, field: at("Sidecars", key)})
	}
	for i := range list {
		if c := &list[i]; c.User == "" && !c.AllowRoot {
			c.User = nonRoot
		}
	}
	return list
}

// secrets are the secrets that the container names, by the names of their variables.
func (c container) secrets() []given {
	list := []given{}
	for _, name := range slices.Sorted(maps.Keys(c.Secrets)) {
		list = append(list, given{c.Secrets[name], at(c.field+".Secrets", name)})
	}
	return list
}

// definition is the container as ECS wants it in a task definition.
func (b *builder) definition(c container) pulumi.Map {
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
				"mode":                  pulumi.String("non-blocking"), // a slow log service must not stop the program
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
		doc["portMappings"] = pulumi.Array{pulumi.Map{"containerPort": pulumi.Int(c.Port), "protocol": pulumi.String("tcp")}}
	}
	if len(c.Environment) > 0 {
		doc["environment"] = inOrder(c.Environment, func(name string, value pulumi.StringInput) pulumi.Map {
			return pulumi.Map{"name": pulumi.String(name), "value": value}
		})
	}
	if len(c.Secrets) > 0 {
		doc["secrets"] = inOrder(c.Secrets, func(name string, secret Secret) pulumi.Map {
			return pulumi.Map{"name": pulumi.String(name), "valueFrom": given{secret, at(c.field+".Secrets", name)}.valueFrom(b.name)}
		})
	}
	if len(c.WritablePaths) > 0 {
		doc["mountPoints"] = inOrder(c.WritablePaths, func(volume, path string) pulumi.Map {
			return pulumi.Map{"sourceVolume": pulumi.String(volume), "containerPath": pulumi.String(path), "readOnly": pulumi.Bool(false)}
		})
	}
	return doc
}

// inOrder lists what becomes of a map's entries by their keys: the same definition must give the same JSON, or every run would deploy.
func inOrder[V any](entries map[string]V, entry func(string, V) pulumi.Map) pulumi.Array {
	list := pulumi.Array{}
	for _, key := range slices.Sorted(maps.Keys(entries)) {
		list = append(list, entry(key, entries[key]))
	}
	return list
}
