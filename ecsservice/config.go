package ecsservice

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/check"
)

// config is Args with every default applied and every rule checked.
type config struct {
	Args
	containers []container // the main one first
	readable   []given     // what the program may read
}

func resolve(name string, a Args) (config, error) {
	var wrong check.Mistakes
	a = check.Args(&wrong, "ecsservice", name, a)
	wrong.ResourceTags("Tags", a.Tags)

	c := config{Args: a, containers: newContainers(name, a)}
	c.CPU = cmp.Or(a.CPU, 256)
	c.MemoryMiB = cmp.Or(a.MemoryMiB, smallest(c.CPU))
	c.Architecture = cmp.Or(a.Architecture, X86_64)
	c.Deployment = cmp.Or(a.Deployment, Rolling)
	c.LogRetentionDays = cmp.Or(a.LogRetentionDays, 14)
	c.DesiredCount = cmp.Or(a.DesiredCount, new(1))
	if a.Scaling != nil {
		scaling := *a.Scaling
		scaling.Min = cmp.Or(scaling.Min, new(1))
		c.Scaling = &scaling
		c.DesiredCount = cmp.Or(a.DesiredCount, new(max(1, *scaling.Min)))
	}
	if a.LoadBalancer != nil {
		target := *a.LoadBalancer
		target.GraceSeconds = cmp.Or(target.GraceSeconds, new(60))
		c.LoadBalancer = &target
	}
	for i, secret := range a.ReadSecrets {
		c.readable = append(c.readable, given{secret, fmt.Sprintf("ReadSecrets[%d]", i)})
	}

	wrong.Name(name, 64-len("--execution")-8, "the execution role") // 64 in all, 8 of them Pulumi's
	c.checkTask(&wrong)
	for _, container := range c.containers {
		container.check(&wrong)
	}
	c.checkRoles(&wrong)
	c.checkService(&wrong)
	return c, wrong.Err("ecsservice", name)
}

// mostAlarms is how many alarms ECS watches during a deployment.
const mostAlarms = 10

func (c config) blueGreen() bool { return c.Deployment == BlueGreen }

// start is what a task may take to become healthy, the pulling of its image included.
func (c config) start() time.Duration {
	start := 5 * time.Minute
	if c.LoadBalancer != nil {
		start += time.Duration(*c.LoadBalancer.GraceSeconds) * time.Second
	}
	return start
}

// drain is what a task may take to go: the default deregistration delay of a load balancer, and then the time that the program takes to stop.
func (c config) drain() time.Duration {
	stop := 30
	for _, container := range c.containers {
		stop = max(stop, container.StopSeconds)
	}
	return 5*time.Minute + time.Duration(stop)*time.Second
}

// timeouts let the circuit breaker speak first: it needs three tasks that fail one after the other, and then the time to bring the last version back.
func (c config) timeouts() *pulumi.CustomTimeouts {
	deploy := 4*c.start() + c.drain()
	return &pulumi.CustomTimeouts{Create: deploy.String(), Update: deploy.String(), Delete: (20*time.Minute + c.drain()).String()}
}

func (c config) checkTask(wrong *check.Mistakes) {
	var cpu, memory int
	ports := map[int]string{}
	for _, container := range c.containers {
		cpu += container.CPU
		memory += container.MemoryMiB
		if other, taken := ports[container.Port]; taken && container.Port > 0 {
			wrong.Add(container.field+".Port", container.Port, "is the port of %s too, and the containers of a task share one network; give one of them another", other)
		}
		ports[container.Port] = container.field
		if container.name == c.containers[0].name && container.field != "Container" {
			wrong.Add("Sidecars", container.name, "is the name of the main container, that of the component; call the sidecar something else")
		}
	}
	if field, value, rule := sizeMistake(c.CPU, c.MemoryMiB); rule != "" {
		wrong.Add(field, value, "%s", rule)
		return // the containers cannot be measured against a size that there is not
	}
	if cpu > c.CPU {
		wrong.Add("CPU", c.CPU, "its containers take %d together; give the task more or the containers less", cpu)
	}
	if memory > c.MemoryMiB {
		wrong.Add("MemoryMiB", c.MemoryMiB, "its containers take %d together; give the task more or the containers less", memory)
	}
}

func (c config) checkRoles(wrong *check.Mistakes) {
	for _, secret := range c.readable {
		if secret.isPart() {
			wrong.Add(secret.field, cmp.Or(secret.JSONField, secret.VersionStage, "a version"), "names a part, but a role reads a secret as a whole; leave JSONField, VersionID and VersionStage out")
		}
		secret.check(wrong)
	}
	for i, permission := range c.Permissions {
		permission.check(wrong, fmt.Sprintf("Permissions[%d]", i))
	}
}

func (c config) checkService(wrong *check.Mistakes) {
	if c.LoadBalancer != nil && c.Container.Port == 0 {
		wrong.Add("Container.Port", 0, "is required with LoadBalancer; give the port that the load balancer sends requests to")
	}
	if c.blueGreen() && c.LoadBalancer == nil {
		wrong.Add("Deployment", c.Deployment, "moves traffic between a load balancer's target groups; give LoadBalancer or choose rolling")
	}
	if c.blueGreen() && c.RollbackAlarms != nil {
		wrong.Add("RollbackAlarms", "given", "are for rolling deployments; give them to the deployment group of the blue/green deployment")
	}
	wrong.Alarms("RollbackAlarms", c.RollbackAlarms, mostAlarms)
	for _, key := range slices.Sorted(maps.Keys(c.ManagedPolicyARNs)) {
		checkKey(wrong, "ManagedPolicyARNs", key)
	}
	for _, key := range slices.Sorted(maps.Keys(c.Connections)) {
		checkKey(wrong, "Connections", key)
	}
	if s := c.Scaling; s != nil && !wrong.Has("Scaling") {
		c.checkScaling(wrong)
	}
}

// checkKey wants a key that can be part of the names of resources.
func checkKey(wrong *check.Mistakes, field, key string) {
	if !check.IsWord(key) {
		wrong.Add(field, key, "must be letters, digits and single hyphens between them, because names of resources are derived from it; choose another key")
	}
}

func (c config) checkScaling(wrong *check.Mistakes) {
	s := c.Scaling
	if s.Max < *s.Min {
		wrong.Add("Scaling.Max", s.Max, "is less than Scaling.Min %d; swap them or make them equal", *s.Min)
	} else if outside := *c.DesiredCount < *s.Min || *c.DesiredCount > s.Max; outside && !wrong.Has("DesiredCount") {
		wrong.Add("DesiredCount", c.DesiredCount, "is not within Scaling, %d to %d; leave it out to start with the least", *s.Min, s.Max)
	}
	if s.CPUPercent == 0 && s.MemoryPercent == 0 {
		wrong.Add("Scaling", nil, "scales by nothing; give CPUPercent, MemoryPercent or both")
	}
}

// at is the Go path of a map's entry.
func at(field, key string) string { return fmt.Sprintf("%s[%q]", field, key) }
