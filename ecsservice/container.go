package ecsservice

import (
	"maps"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/check"
)

// nonRoot is the user and group that the distroless images call "nonroot".
const nonRoot = "65532:65532"

// Container configures one container of a task. Image is required.
type Container struct {
	// Image is the image to run, as in docker pull. Required. The execution role may pull it from a
	// private ECR repository. Other registries need RegistrySecret if the image is not public.
	Image pulumi.StringInput
	// RegistrySecret logs in to a registry other than ECR. Default: nil, for public images. The execution
	// role may read exactly this secret. Tasks that reach only Network.Endpoints need a connection to the
	// registry.
	RegistrySecret *RegistrySecret
	// PullThroughCache lets the execution role fill the image's ECR repository from the registry of a
	// pull-through cache rule. Default: false, for a repository that has the image. The rule belongs to
	// the account of the image, and its prefix starts the repository's name. Security: the role may create
	// this repository and import into it, and change no other.
	PullThroughCache bool
	// Port is the TCP port that the container listens on. Default: 0, for none. The main container
	// needs one if LoadBalancer is set.
	Port int
	// Command replaces the image's command. Default: the image's own.
	Command []string
	// Environment has environment variables in plain text: everyone who can read the task definition
	// can read them. Default: none. Names that suggest a secret, such as API_TOKEN, are rejected
	// unless NotSecret lists them (ECS.8). AWS credentials, such as AWS_ACCESS_KEY_ID, are always
	// rejected.
	Environment map[string]pulumi.StringInput
	// NotSecret lists variables of Environment whose names suggest a secret but whose values may be
	// public, such as a token that browsers receive anyway. Default: none.
	NotSecret []string
	// Secrets are environment variables whose values ECS fetches when a task starts. Default: none.
	// The execution role may read exactly these secrets.
	Secrets map[string]Secret
	// User is the user that the container runs as, with or without a group, such as "1000" or
	// "1000:1000". Default: 65532:65532, which many images call "nonroot"; with AllowRoot, the
	// image's user.
	User string
	// AllowRoot allows the container to run as root. Default: false. Security: setting it violates
	// Security Hub control ECS.20.
	AllowRoot bool
	// WritableRoot makes the root file system writable. Default: false. Prefer WritablePaths.
	// Security: setting it violates Security Hub control ECS.5.
	WritableRoot bool
	// WritablePaths are directories that the container may write to, keyed by volume name, such as
	// "tmp": "/tmp". Default: none. A volume is empty when the task starts and is deleted with it,
	// except those of Args.Volumes. Containers that name the same volume share it.
	//
	// On Fargate such a volume belongs to root, with mode 0755. If the image declares the path as a
	// VOLUME, the volume has the owner that the path has in the image. A container that does not run
	// as root needs such an image.
	WritablePaths map[string]string
	// CPU is the number of the task's CPU units that are reserved for the container. Default: 0, which
	// reserves none: the container uses what others leave. The sum of all containers must fit the
	// task.
	CPU int
	// MemoryMiB is how much of the task's memory the container may use before it is killed, at least
	// 6. Default: all of it. The sum of all containers must fit the task.
	MemoryMiB int
	// LogTo sends the container's output to the log router of the task instead of the log group. Default:
	// nil. Alarms and queries on the log group, such as those of rollouts, then do not see it.
	LogTo *LogTo
	// LogRouter makes this sidecar the log router of the task. Default: nil. See [FluentBit].
	LogRouter *LogRouter
	// OpenFiles is how many files and connections the container may have open. Default: Fargate's limit.
	OpenFiles int
	// Labels are Docker labels, which monitoring agents read. Default: none.
	Labels map[string]string
	// DependsOn lists the containers that must reach a condition before this one starts, keyed by
	// container name. Default: none. The main container has the component's name. ECS stops the
	// containers of a task in the opposite order.
	DependsOn map[string]Condition
	// Health is a command that ECS runs in the container to see whether it works. Default: nil, which
	// ignores a check of the image too. ECS replaces a task when it fails in a container that is not
	// Optional.
	Health *Health
	// Optional lets the task go on without the container. Default: false: the task stops with it. Not
	// allowed for the main container. While the task runs, ECS starts it again only with a restartPolicy
	// in Edit.
	Optional bool
	// StartSeconds is how long the container may take to reach the condition that others wait for, 2 to
	// 120. Then the task stops. Default: 0, for no limit. It does not limit [Started].
	StartSeconds int
	// StopSeconds is how long the program may take to stop before it is killed, 2 to 120. Default:
	// 30, as in ECS. Set it longer than the longest request.
	StopSeconds int
	// Edit customizes the container's definition in ways that Container has no field for. Default: nil.
	// It runs last, in [New], with the definition as RegisterTaskDefinition of ECS names its fields, such
	// as "entryPoint"; a value may be an output. What it changes is not checked: the provider ignores a
	// misspelt field.
	Edit func(definition pulumi.Map)
}

// container is a Container with its name and all defaults applied.
type container struct {
	Container
	name  string
	field string // its Go path in Args
}

// newContainers returns the main container, then the sidecars sorted by name. The order of a map
// must not change the task definition.
func newContainers(name string, a Args) []container {
	list := []container{{Container: a.Container, name: name, field: "Container"}}
	for _, key := range slices.Sorted(maps.Keys(a.Sidecars)) {
		list = append(list, container{Container: a.Sidecars[key], name: key, field: check.At("Sidecars", key)})
	}
	for i := range list {
		c := &list[i]
		if c.User == "" && !c.AllowRoot {
			c.User = nonRoot
		}
		if c.Health != nil {
			c.Health = c.Health.withDefaults()
		}
	}
	startRouterFirst(list)
	return list
}

// secret returns the secret of an environment variable.
func (c container) secret(variable string) secretRef {
	return secretRef{c.Secrets[variable], check.At(c.field+".Secrets", variable)}
}

// secrets returns what the execution role reads for the container: its variables, its registry and its
// log router.
func (c container) secrets() []secretRef {
	list := []secretRef{}
	for _, variable := range slices.Sorted(maps.Keys(c.Secrets)) {
		list = append(list, c.secret(variable))
	}
	return slices.Concat(list, c.registrySecret(), c.logSecrets())
}
