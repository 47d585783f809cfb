package ecsservice

import (
	"maps"
	"slices"
	"strings"

	"github.com/knwl-platform/infra/internal/check"
)

// Condition is what a container must have reached before another one starts.
type Condition string

// The conditions of Container.DependsOn.
const (
	// Started means that the container runs. Its program may not be ready.
	Started Condition = "START"
	// Completed means that the container has ended. It must be Optional.
	Completed Condition = "COMPLETE"
	// Succeeded means that the container has ended with exit code 0; after another code, the task stops.
	// It must be Optional. An init container is one that others depend on so.
	Succeeded Condition = "SUCCESS"
	// Healthy means that the container's Health check has succeeded. It must have one.
	Healthy Condition = "HEALTHY"
)

// checkOrder checks which container waits for which. ECS rejects a dependency on a container that the
// task does not have, and a task that cannot start.
func (c config) checkOrder(wrong *check.Mistakes) {
	named := map[string]container{}
	for _, container := range c.containers {
		named[container.name] = container
	}
	for _, container := range c.containers {
		for _, name := range slices.Sorted(maps.Keys(container.DependsOn)) {
			on, found := named[name]
			field, condition := check.At(container.field+".DependsOn", name), container.DependsOn[name]
			switch ends := condition == Completed || condition == Succeeded; {
			case !found:
				wrong.Add(field, condition, "is the name of no container; use a key of Sidecars, or the component's name "+
					"for the main container")
			case ends && on.field == "Container":
				wrong.Add(field, condition, "waits for the end of the main container, with which the task stops; "+
					"choose START or HEALTHY")
			case ends && !on.Optional:
				wrong.Add(field, condition, "waits for the end of a container with which the task stops; set %s.Optional, "+
					"or choose START or HEALTHY", on.field)
			case condition == Healthy && on.Health == nil:
				wrong.Add(field, condition, "needs a health check; set %s.Health, or choose START", on.field)
			}
		}
	}
	if main := c.containers[0]; main.Optional {
		wrong.Add("Container.Optional", true, "must be false, because a task stops with its main container; remove it")
	}
	c.checkCircles(named, wrong)
}

// checkCircles records each dependency that closes a circle.
func (c config) checkCircles(named map[string]container, wrong *check.Mistakes) {
	done := map[string]bool{}
	var path []string
	var visit func(container)
	visit = func(from container) {
		path = append(path, from.name)
		for _, name := range slices.Sorted(maps.Keys(from.DependsOn)) {
			on, found := named[name]
			if start := slices.Index(path, name); start >= 0 {
				wrong.Add(check.At(from.field+".DependsOn", name), from.DependsOn[name],
					"closes a circle in which each container waits for the next, %s; remove one of these dependencies",
					strings.Join(append(slices.Clone(path[start:]), name), " -> "))
			} else if found && !done[name] {
				visit(on)
			}
		}
		path, done[from.name] = path[:len(path)-1], true
	}
	for _, container := range c.containers {
		if !done[container.name] {
			visit(container)
		}
	}
}
