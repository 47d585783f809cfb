package ecsservice

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/check/checktest"
)

func TestResolveRefusesAnOrder(t *testing.T) {
	agent := func(c Container, main map[string]Condition) Args {
		return valid(func(a *Args) {
			c.Image = pulumi.String("agent:1")
			a.Sidecars = map[string]Container{"agent": c, "free": {Image: pulumi.String("free:1")}}
			a.Container.DependsOn = main
		})
	}
	health := func(change func(*Health)) Args {
		h := &Health{Command: []string{"/api", "health"}}
		change(h)
		return valid(func(a *Args) { a.Container.Health = h })
	}

	checktest.Table[Args]{
		"an unknown condition": {
			Args: agent(Container{}, map[string]Condition{"agent": "READY"}),
			Want: `Container.DependsOn["agent"] "READY": must be one of START, COMPLETE, SUCCESS, HEALTHY`,
		},
		"nobody": {
			Args: agent(Container{}, map[string]Condition{"agnet": Started}),
			Want: `Container.DependsOn["agnet"] "START": is the name of no container`,
		},
		"the end of what must not end": {
			Args: agent(Container{}, map[string]Condition{"agent": Completed}),
			Want: `Container.DependsOn["agent"] "COMPLETE": waits for the end of a container with which the task stops; ` +
				`set Sidecars["agent"].Optional`,
		},
		"success of what must not end": {
			Args: agent(Container{}, map[string]Condition{"agent": Succeeded}),
			Want: `Container.DependsOn["agent"] "SUCCESS": waits for the end of a container with which the task stops`,
		},
		"the end of the main container": {
			Args: agent(Container{DependsOn: map[string]Condition{"api": Completed}}, nil),
			Want: `Sidecars["agent"].DependsOn["api"] "COMPLETE": waits for the end of the main container`,
		},
		"health without a check": {
			Args: agent(Container{}, map[string]Condition{"agent": Healthy}),
			Want: `Container.DependsOn["agent"] "HEALTHY": needs a health check; set Sidecars["agent"].Health`,
		},
		"an optional main container": {
			Args: valid(func(a *Args) { a.Container.Optional = true }),
			Want: `Container.Optional true: must be false, because a task stops with its main container`,
		},
		"itself": {
			Args: agent(Container{DependsOn: map[string]Condition{"agent": Started}}, nil),
			Want: `Sidecars["agent"].DependsOn["agent"] "START": closes a circle in which each container waits for the ` +
				`next, agent -> agent; remove`,
		},
		"a circle": {
			Args: agent(Container{DependsOn: map[string]Condition{"api": Started, "free": Started}},
				map[string]Condition{"agent": Started}),
			Want: `Sidecars["agent"].DependsOn["api"] "START": closes a circle in which each container waits for the ` +
				`next, api -> agent -> api; remove`,
		},
		"a slow start": {
			Args: valid(func(a *Args) { a.Container.StartSeconds = 121 }),
			Want: `Container.StartSeconds 121: must be at most 120`,
		},
		"a check of nothing": {
			Args: health(func(h *Health) { h.Command = nil }),
			Want: `Container.Health.Command (empty): is required; give a program`,
		},
		"a check as in Docker": {
			Args: health(func(h *Health) { h.Command = []string{"CMD-SHELL", "curl localhost"} }),
			Want: `Container.Health.Command[0] "CMD-SHELL": is a word of Docker and no program`,
		},
		"checks too often": {
			Args: health(func(h *Health) { h.IntervalSeconds = 4 }),
			Want: `Container.Health.IntervalSeconds 4: must be at least 5`,
		},
		"a slow check": {
			Args: health(func(h *Health) { h.TimeoutSeconds = 61 }),
			Want: `Container.Health.TimeoutSeconds 61: must be at most 60`,
		},
		"many retries": {
			Args: health(func(h *Health) { h.Retries = 11 }),
			Want: `Container.Health.Retries 11: must be at most 10`,
		},
		"a long start": {
			Args: health(func(h *Health) { h.StartPeriodSeconds = 301 }),
			Want: `Container.Health.StartPeriodSeconds 301: must be at most 300`,
		},
	}.Run(t, func(a Args) error { _, err := resolve("api", a); return err })
}

// Two ways to a container are no circle.
func TestContainersMayWaitForTheSameOne(t *testing.T) {
	started := func(names ...string) map[string]Condition {
		list := map[string]Condition{}
		for _, name := range names {
			list[name] = Started
		}
		return list
	}
	_, err := resolve("api", valid(func(a *Args) {
		a.Container.DependsOn = started("left", "right", "last")
		a.Sidecars = map[string]Container{
			"left":  {Image: pulumi.String("a"), DependsOn: started("last")},
			"right": {Image: pulumi.String("a"), DependsOn: started("last", "left")},
			"last":  {Image: pulumi.String("a")},
		}
	}))
	if err != nil {
		t.Error(err)
	}
}
