package cost

import (
	"slices"
	"strings"
)

// The metrics of Container Insights for each cluster, and for each service with its task definition: 8
// for a cluster, 11 for a service, 6 for a task family. They are from AWS's pricing examples, and no
// bill has confirmed them yet.
const (
	clusterMetrics = 8
	serviceMetrics = 11 + 6
)

// service prices the tasks of an ECS service.
func service(b *bill, r *Resource) {
	tasks := b.tasks(r)
	b.insights(r, tasks)
	onFargate, spot := capacity(b, r)
	if !onFargate {
		b.assume("its tasks run on instances, which are priced where they are")
		return
	}
	definition := b.definition(r, "taskDefinition")
	if definition == nil {
		b.cannot("the size of its tasks is not here, because their task definition is not in the stack")
		return
	}
	if spot {
		b.assume("tasks on Fargate Spot are priced as on demand; AWS sets the Spot price, which is lower")
	}
	for code, each := range size(b, definition) {
		b.scaled(code, tasks.times(each))
	}
	if b.yes(r, "networkConfiguration", "assignPublicIp") {
		b.scaled("ipv4", tasks)
	}
}

// tasks returns the smallest and the largest number of tasks.
func (b *bill) tasks(r *Resource) Range {
	target := b.targetOf(r)
	if target == nil {
		n := b.unbounded(r, 1, "desiredCount")
		return Range{n, n}
	}
	tasks := Range{b.number(target, 1, "minCapacity"), b.unbounded(target, 1, "maxCapacity")}
	for _, action := range b.byType["aws:appautoscaling/scheduledAction:ScheduledAction"] {
		if !b.scales(action, target) {
			continue
		}
		if given, known := action.value("scalableTargetAction", "minCapacity"); given != nil || !known {
			tasks.Fewest = min(tasks.Fewest, b.number(action, 0, "scalableTargetAction", "minCapacity"))
		}
		tasks.Most = max(tasks.Most, b.unbounded(action, tasks.Most, "scalableTargetAction", "maxCapacity"))
	}
	tasks.Most = max(tasks.Most, tasks.Fewest) // the maximum may not be known yet
	return tasks
}

// scales reports whether a scheduled action changes the range of a target.
func (b *bill) scales(action, target *Resource) bool {
	id, known := action.text("resourceId")
	of, knownOf := target.text("resourceId")
	if known && knownOf {
		return id == of
	}
	return b.refers(action, target.Type, "resourceId") == target
}

// targetOf returns the scalable target of a service: the one that names it, or comes from it, or is
// beside it in a component without another service.
func (b *bill) targetOf(r *Resource) *Resource {
	name, _ := r.text("name")
	alone := !slices.ContainsFunc(b.byType[r.Type], func(other *Resource) bool {
		return other != r && b.owner(other) == b.owner(r)
	})
	for _, target := range b.byType["aws:appautoscaling/target:Target"] {
		if kind, _ := target.text("serviceNamespace"); kind != "ecs" && kind != "" {
			continue
		}
		id, _ := target.text("resourceId")
		dependsOn, beside := target.PropertyDependencies["resourceId"], alone && b.owner(target) == b.owner(r)
		switch {
		case id != "" && name != "":
			beside = strings.HasSuffix(id, "/"+name)
		case len(dependsOn) > 0:
			beside = slices.Contains(dependsOn, r.URN)
		}
		if beside {
			return target
		}
	}
	return nil
}

// capacity reports whether the tasks run on Fargate, and whether some may run on Spot.
func capacity(b *bill, r *Resource) (fargate, spot bool) {
	strategies, known := r.list("capacityProviderStrategies")
	launch, _ := r.text("launchType")
	if launch == "FARGATE" {
		return true, false
	}
	for _, s := range strategies {
		object, _ := s.(map[string]any)
		name, _ := object["capacityProvider"].(string)
		weight, _ := object["weight"].(float64)
		base, _ := object["base"].(float64)
		known = known && name != "" && !hidden(name)
		fargate = fargate || strings.HasPrefix(name, "FARGATE")
		spot = spot || name == "FARGATE_SPOT" && weight+base > 0
	}
	instances := b.refers(r, "aws:ecs/capacityProvider:CapacityProvider", "capacityProviderStrategies") != nil
	if !fargate && !instances && (!known || len(strategies) == 0 && launch == "") {
		b.assume("what its tasks run on is not known; assumed Fargate")
		return true, spot
	}
	return fargate, spot
}

// size returns what one task of a task definition takes, by the code of the price.
func size(b *bill, definition *Resource) map[string]float64 {
	cpu, knownCPU := definition.number("cpu")
	memory, knownMemory := definition.number("memory")
	if !knownCPU || !knownMemory || cpu == 0 || memory == 0 {
		b.cannot("the size of its tasks is not known")
		return nil
	}
	if strings.HasPrefix(b.text(definition, "WINDOWS", "runtimePlatform", "operatingSystemFamily"), "WINDOWS") {
		b.cannot("Fargate with Windows has no price here")
		return nil
	}
	family := "x86"
	if b.text(definition, "X86_64", "runtimePlatform", "cpuArchitecture") == "ARM64" {
		family = "arm"
	}
	takes := map[string]float64{"fargate/" + family + "/vcpu": cpu / 1024, "fargate/" + family + "/gb": memory / 1024}
	if storage := b.number(definition, 200, "ephemeralStorage", "sizeInGib"); storage > 20 {
		takes["fargate/storage"] = storage - 20
	}
	return takes
}

// schedule prices the tasks that a schedule starts.
func schedule(b *bill, r *Resource) {
	b.use("scheduler")
	if ecs, known := r.value("target", "ecsParameters"); ecs == nil && known {
		return
	}
	definition := b.definition(r, "target", "ecsParameters", "taskDefinitionArn")
	if definition == nil {
		b.cannot("the size of its tasks is not here, because their task definition is not in the stack")
		return
	}
	for code := range size(b, definition) {
		b.use(code)
	}
}

// definition returns the task definition that an input refers to. A service that CodeDeploy or CI
// deploys keeps an older revision in its inputs: what the program would deploy next has its family.
func (b *bill) definition(r *Resource, path ...string) *Resource {
	const typ = "aws:ecs/taskDefinition:TaskDefinition"
	arn, known := r.text(path...)
	if !known {
		return b.refers(r, typ, path...)
	}
	_, name, _ := strings.Cut(arn, "task-definition/")
	family, _, _ := strings.Cut(name, ":")
	for _, d := range b.byType[typ] {
		if d.is("arn", arn) || d.is("family", family) {
			return d
		}
	}
	return nil
}

// cluster prices the metrics of Container Insights for a cluster.
func cluster(b *bill, r *Resource) {
	switch b.insightsOf(r) {
	case "enabled":
		b.fixed("metric/insights", clusterMetrics)
		b.use("logs/standard")
	case "enhanced":
		b.use("metric/enhanced", "logs/standard")
	}
}

// insights prices the metrics of Container Insights for a service. Without tasks there are none.
func (b *bill) insights(r *Resource, tasks Range) {
	at := b.refers(r, "aws:ecs/cluster:Cluster", "cluster")
	switch {
	case at == nil:
		b.assume("its cluster is not in the stack; assumed without Container Insights")
	case b.insightsOf(at) == "enabled":
		b.scaled("metric/insights", Range{min(tasks.Fewest, 1), min(tasks.Most, 1)}.times(serviceMetrics))
	}
}

// insightsOf returns a cluster's setting for Container Insights.
func (b *bill) insightsOf(cluster *Resource) string {
	settings, known := cluster.list("settings")
	for _, s := range settings {
		setting, _ := s.(map[string]any)
		value, isText := setting["value"].(string)
		if setting["name"] == "containerInsights" && isText && !hidden(value) {
			return value
		}
		known = known && isText && !hidden(value) && !hidden(setting["name"])
	}
	if !known {
		b.assume("whether there is Container Insights is not known yet; assumed enabled")
		return "enabled"
	}
	return ""
}
