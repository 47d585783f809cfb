package ecsservice

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"

	"github.com/knwl-platform/infra/internal/arn"
	"github.com/knwl-platform/infra/internal/check"
)

func init() {
	check.Fields[Args](map[string]check.Field{
		"ClusterARN":             {Kind: arn.ECSCluster},
		"Architecture":           {Rule: "omitempty,oneof=X86_64 ARM64", Fix: "choose what the images are built for"},
		"SpotPercent":            {Rule: "omitnil,min=0,max=100", Fix: "give the percentage of tasks to run on Spot"},
		"OnDemandBase":           {Rule: "min=0,max=100000", Fix: "give the number of tasks that must run on demand"},
		"Sidecars":               {Rule: "dive"},
		"Volumes":                {Rule: "dive"},
		"ReadSecrets":            {Rule: "dive"},
		"Permissions":            {Rule: "dive"},
		"ManagedPolicyARNs":      {Kind: arn.IAMPolicy},
		"PermissionsBoundaryARN": {Kind: arn.IAMPolicy},
		"RolePath":               {Rule: "omitempty,rolepath", Fix: "write it as /platform/"},
		"ExecLogGroupARN":        {Kind: arn.LogGroup},
		"HealthCheckGraceSeconds": {
			Rule: "omitnil,min=0,max=3600", Fix: "give the number of seconds that the program takes to start",
		},
		"FurtherLoadBalancers": {
			Rule: "omitempty,max=4,dive,required", Fix: "give at most four, each from ForService of ingress",
		},
		"Connections":  {Rule: "dive"},
		"DesiredCount": {Rule: "omitnil,min=0", Fix: "give a number of tasks, or leave it nil for the default"},
		"Deployment": {
			Rule: "omitempty,oneof=rolling blue-green", Fix: "choose how the service moves to a new version",
		},
		"LogRetentionDays": {Rule: "omitempty,retention", Fix: "choose one of these"},
	})
	check.Fields[Permission](map[string]check.Field{
		"Actions":   {Rule: "required,min=1", Fix: "list the actions to allow"},
		"Resources": {Kind: arn.Any, Fix: "give an ARN, or set AnyResource if IAM cannot restrict the actions"},
	})
}

// config is Args with all defaults applied and all rules checked. HealthCheckGraceSeconds is nil
// without LoadBalancer.
type config struct {
	Args
	containers  []container // the main one first
	readSecrets []secretRef
}

func resolve(name string, a Args) (config, error) {
	wrong := check.In("ecsservice", name)
	absentLoadBalancers(a, wrong)
	wrong.Distinct("ManagedPolicyARNs", a.ManagedPolicyARNs, "IAM attaches a policy only once; remove one of the two")
	a = check.Args(wrong, a)
	wrong.ResourceTags("Tags", a.Tags)

	c := config{Args: a, containers: newContainers(name, a)}
	c.CPU = cmp.Or(a.CPU, defaultCPU)
	c.MemoryMiB = cmp.Or(a.MemoryMiB, smallestMemory(c.CPU))
	c.Architecture = cmp.Or(a.Architecture, X86_64)
	c.Deployment = cmp.Or(a.Deployment, Rolling)
	c.LogRetentionDays = cmp.Or(a.LogRetentionDays, 14)
	c.DesiredCount = cmp.Or(a.DesiredCount, new(1))
	if c.Scaling != nil {
		c.Scaling = c.Scaling.withDefaults()
		c.DesiredCount = cmp.Or(a.DesiredCount, new(max(1, *c.Scaling.Min)))
	}
	if c.ServiceConnect != nil {
		c.ServiceConnect = c.ServiceConnect.withDefaults(a.Container.Port)
	}
	if a.LoadBalancer != nil {
		c.HealthCheckGraceSeconds = cmp.Or(a.HealthCheckGraceSeconds, new(60))
	}
	for i, secret := range a.ReadSecrets {
		c.readSecrets = append(c.readSecrets, secretRef{secret, fmt.Sprintf("ReadSecrets[%d]", i)})
	}

	wrong.Name(name, check.LongestRole-len("--execution"), "the execution role")
	if n := c.Network; n.NoEgress && n.Endpoints == nil && !wrong.Has("Network.SubnetIDs") {
		wrong.Add("Network.NoEgress", true, "must be false, because tasks must reach their images, logs and secrets; "+
			"set network.Args.Egress, give Endpoints, or use network.VPC.Public with PublicIP")
	}
	c.checkTask(wrong)
	for _, container := range c.containers {
		container.check(wrong)
	}
	c.checkOrder(wrong)
	c.checkLogRouter(wrong)
	c.checkVolumes(wrong)
	c.checkRoles(wrong)
	c.checkService(wrong)
	c.checkLoadBalancers(wrong)
	return c, wrong.Err()
}

func (c config) blueGreen() bool { return c.Deployment == BlueGreen }

func (c config) checkTask(wrong *check.Mistakes) {
	var cpu, memory int
	ports := map[int]string{}
	for _, container := range c.containers {
		cpu += container.CPU
		memory += container.MemoryMiB
		if other, taken := ports[container.Port]; taken && container.Port > 0 {
			wrong.Add(container.field+".Port", container.Port,
				"is also the port of %s, and the containers of a task share one network; choose another port", other)
		}
		ports[container.Port] = container.field
		if container.name == c.containers[0].name && container.field != "Container" {
			wrong.Add(container.field, container.name,
				"has the name of the main container, which has the component's name; rename the sidecar")
		}
	}
	// Without a valid size there is nothing to compare the containers with.
	if err := CheckCPU(c.CPU); err != nil {
		wrong.Add("CPU", c.CPU, "%v", err)
		return
	}
	if err := CheckMemory(c.CPU, c.MemoryMiB); err != nil {
		wrong.Add("MemoryMiB", c.MemoryMiB, "%v", err)
		return
	}
	if cpu > c.CPU {
		wrong.Add("CPU", c.CPU, "is less than the %d CPU units that the containers reserve together; "+
			"raise CPU, or lower that of the containers", cpu)
	}
	if memory > c.MemoryMiB {
		wrong.Add("MemoryMiB", c.MemoryMiB, "is less than the %d MiB that the containers may use together; "+
			"raise MemoryMiB, or lower that of the containers", memory)
	}
}

func (c config) checkRoles(wrong *check.Mistakes) {
	for _, secret := range c.readSecrets {
		if part, value := secret.part(); part != "" {
			wrong.Add(secret.field+"."+part, value,
				"must not be set, because IAM allows reading whole secrets only; remove it")
		}
		secret.check(wrong)
	}
	for i, permission := range c.Permissions {
		permission.check(wrong, fmt.Sprintf("Permissions[%d]", i))
	}
	for _, key := range slices.Sorted(maps.Keys(c.ManagedPolicyARNs)) {
		wrong.Key("ManagedPolicyARNs", key)
	}
}

func (c config) checkService(wrong *check.Mistakes) {
	if c.LoadBalancer != nil && c.Container.Port == 0 {
		wrong.Add("Container.Port", 0,
			"is required with LoadBalancer; give the port that the load balancer sends requests to")
	}
	if c.LoadBalancer == nil && c.HealthCheckGraceSeconds != nil {
		wrong.Add("HealthCheckGraceSeconds", c.HealthCheckGraceSeconds,
			"is only used with LoadBalancer; set LoadBalancer, or leave HealthCheckGraceSeconds nil")
	}
	if c.blueGreen() && c.LoadBalancer == nil {
		wrong.Add("Deployment", c.Deployment,
			"requires LoadBalancer, because it shifts traffic between target groups; set LoadBalancer or choose rolling")
	}
	if c.blueGreen() && c.IgnoreTaskDefinition {
		wrong.Add("IgnoreTaskDefinition", true,
			"is for rolling deployments, because only CodeDeploy changes the revision in blue/green; remove it")
	}
	if c.Scaling != nil && c.IgnoreDesiredCount {
		wrong.Add("IgnoreDesiredCount", true,
			"must not be set with Scaling, which changes the number of tasks; remove one of the two")
	}
	if c.blueGreen() && c.RollbackAlarms != nil {
		wrong.Add("RollbackAlarms", check.NotShown,
			"is for rolling deployments; leave it nil, and give the alarms to the CodeDeploy deployment group")
	}
	c.checkSpot(wrong)
	c.checkExec(wrong)
	c.checkConnect(wrong)
	wrong.Alarms("RollbackAlarms", c.RollbackAlarms, mostAlarms)
	c.checkConnections(wrong)
	if c.Scaling != nil && !wrong.Has("Scaling") {
		c.checkScaling(wrong)
	}
}

// iamAction matches an action of one service as IAM reads it, in any case and with wildcards
// anywhere in its name. The name has at least one letter.
var iamAction = regexp.MustCompile(`^[A-Za-z0-9-]+:[A-Za-z0-9*?]*[A-Za-z][A-Za-z0-9*?]*$`)

func (p Permission) check(wrong *check.Mistakes, field string) {
	for i, action := range p.Actions {
		if !iamAction.MatchString(action) {
			wrong.Add(fmt.Sprintf("%s.Actions[%d]", field, i), action, "must be an action of one service, "+
				"with a name that is not only wildcards; write it as s3:GetObject or s3:Get*")
		}
	}
	switch {
	case p.AnyResource && len(p.Resources) > 0:
		wrong.Add(field+".AnyResource", true, "must not be set with Resources; remove one of the two")
	case !p.AnyResource && len(p.Resources) == 0:
		wrong.Add(field+".Resources", nil, "is required; "+
			"give the ARNs of the resources, or set AnyResource if IAM cannot restrict the actions")
	}
}
