package components

import (
	"reflect"
	"testing"

	"github.com/knwl-platform/infra/bluegreen"
	"github.com/knwl-platform/infra/ecsservice"
	"github.com/knwl-platform/infra/ingress"
	"github.com/knwl-platform/infra/internal/graph"
	"github.com/knwl-platform/infra/observability"
)

// A zero that AWS knows, and that somebody may mean, reaches AWS.
func TestZeroMeansZero(t *testing.T) {
	for name, c := range map[string]struct {
		kind   string
		change func(any)
		typ    string
		path   string
	}{
		"no task":           {"ecsservice", func(a any) { s := a.(*ecsservice.Args); s.DesiredCount, s.Scaling = new(0), nil }, "ecs/service:Service", "desiredCount"},
		"no task to start":  {"ecsservice", func(a any) { s := a.(*ecsservice.Args); s.DesiredCount, s.Scaling.Min = new(0), new(0) }, "ecs/service:Service", "desiredCount"},
		"scaled to nothing": {"ecsservice", func(a any) { a.(*ecsservice.Args).Scaling.Min = new(0) }, "appautoscaling/target:Target", "minCapacity"},
		"no time to start":  {"ecsservice", func(a any) { a.(*ecsservice.Args).LoadBalancer.GraceSeconds = new(0) }, "ecs/service:Service", "healthCheckGracePeriodSeconds"},
		"no draining": {"ingress", func(a any) {
			web := a.(*ingress.Args).Targets["web"]
			web.DeregistrationDelaySeconds = new(0)
			a.(*ingress.Args).Targets["web"] = web
		}, "TargetGroup", "deregistrationDelay"},
		"no time to roll back": {
			"bluegreen", func(a any) { a.(*bluegreen.Args).TerminationWaitMinutes = new(0) }, "codedeploy/deploymentGroup:DeploymentGroup",
			"blueGreenDeploymentConfig.terminateBlueInstancesOnDeploymentSuccess.terminationWaitTimeInMinutes",
		},
		"no error is fine": {"observability", func(a any) {
			web := a.(*observability.Args).Targets["web"]
			web.ErrorsPerMinute = new(0)
			a.(*observability.Args).Targets["web"] = web
		}, "MetricAlarm", "threshold"},
	} {
		t.Run(name, func(t *testing.T) {
			g := graph.Run(t, components[c.kind].program(func(args reflect.Value) { c.change(args.Addr().Interface()) }))
			found := false
			for _, node := range g.All(c.typ) {
				found = found || node.Get(c.path) == 0.0
			}
			if !found {
				t.Errorf("no %s has a %s of 0", c.typ, c.path)
			}
		})
	}
}

// A service that may be empty still starts with a task.
func TestNoLeastNumberOfTasksStartsOne(t *testing.T) {
	g := graph.Run(t, components["ecsservice"].program(func(args reflect.Value) { args.Addr().Interface().(*ecsservice.Args).Scaling.Min = new(0) }))
	if got := g.Only("ecs/service:Service").Get("desiredCount"); got != 1.0 {
		t.Errorf("it starts %v tasks", got)
	}
}
