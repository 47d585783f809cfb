package ecsservice

import (
	"maps"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/check"
)

// LogRouter makes a sidecar the log router of its task, which ECS calls FireLens. It takes the output of
// the containers with LogTo and sends it on. Its own output goes to the log group. The zero value is
// Fluent Bit with what LogTo says.
type LogRouter struct {
	// Fluentd says that the image is Fluentd. Default: false, for Fluent Bit.
	Fluentd bool
	// ConfigFile is a file of the image with further configuration, such as "/extra.conf". Default: none.
	// ECS writes the main file itself.
	ConfigFile string
}

// LogTo sends a container's output to the log router of its task. Each update of it starts a deployment.
type LogTo struct {
	// Options say where the router sends the output: the properties of one output of Fluent Bit, such as
	// "Name": "firehose", or of Fluentd. Default: none, for what ConfigFile says. The task role needs
	// permissions for outputs in AWS, such as firehose:PutRecordBatch: see Args.Permissions. Names that
	// suggest a secret are rejected.
	Options map[string]pulumi.StringInput
	// Secrets are options whose values ECS fetches when a task starts. Default: none. The execution role
	// may read exactly these secrets.
	Secrets map[string]Secret
}

func init() { check.Fields[LogTo](map[string]check.Field{"Secrets": {Rule: "dive"}}) }

// secret returns the secret of an option of the container's LogTo.
func (l LogTo) secret(c container, option string) secretRef {
	return secretRef{l.Secrets[option], check.At(c.field+".LogTo.Secrets", option)}
}

// logSecrets returns the secrets of the container's LogTo, sorted by option.
func (c container) logSecrets() (list []secretRef) {
	if c.LogTo == nil {
		return nil
	}
	for _, option := range slices.Sorted(maps.Keys(c.LogTo.Secrets)) {
		list = append(list, c.LogTo.secret(c, option))
	}
	return list
}

// startRouterFirst makes each container with LogTo wait until the log router runs. ECS does so only for
// containers without DependsOn.
func startRouterFirst(list []container) {
	router := slices.IndexFunc(list, func(c container) bool { return c.LogRouter != nil })
	if router < 0 {
		return
	}
	for i := range list {
		c := &list[i]
		if _, given := c.DependsOn[list[router].name]; given || c.LogTo == nil || i == router {
			continue
		}
		if c.DependsOn == nil {
			c.DependsOn = map[string]Condition{}
		}
		c.DependsOn[list[router].name] = Started // in the copy that check.Args has made
	}
}

// logConfiguration sends the container's output to the log group or to the log router.
func (b *builder) logConfiguration(c container) pulumi.Map {
	if c.LogTo == nil {
		return pulumi.Map{
			"logDriver": pulumi.String("awslogs"),
			"options": pulumi.Map{
				"awslogs-group":         b.logGroup.Name,
				"awslogs-region":        b.place.Expand("{region}"),
				"awslogs-stream-prefix": pulumi.String("ecs"),
				"mode":                  pulumi.String("non-blocking"), // slow CloudWatch Logs must not block the program
			},
		}
	}
	doc := pulumi.Map{"logDriver": pulumi.String("awsfirelens")}
	if len(c.LogTo.Options) > 0 {
		doc["options"] = pulumi.StringMap(c.LogTo.Options)
	}
	if len(c.LogTo.Secrets) > 0 {
		doc["secretOptions"] = sortedArray(c.LogTo.Secrets, func(name string, _ Secret) pulumi.Map {
			return pulumi.Map{
				"name": pulumi.String(name), "valueFrom": c.LogTo.secret(c, name).valueFrom(b.Component),
			}
		})
	}
	return doc
}

func (r LogRouter) definition() pulumi.Map {
	doc := pulumi.Map{"type": pulumi.String("fluentbit")}
	if r.Fluentd {
		doc["type"] = pulumi.String("fluentd")
	}
	if r.ConfigFile != "" {
		doc["options"] = pulumi.StringMap{
			"config-file-type": pulumi.String("file"), "config-file-value": pulumi.String(r.ConfigFile),
		}
	}
	return doc
}
