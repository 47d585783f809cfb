package ecsservice_test

import (
	"fmt"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/ecsservice"
)

func TestContainersStartInOrder(t *testing.T) {
	list := definitions(run(t, small(func(a *ecsservice.Args) {
		a.Container.DependsOn = map[string]ecsservice.Condition{
			"migrate": ecsservice.Succeeded, "agent": ecsservice.Healthy, "cache": ecsservice.Started,
		}
		a.Container.StopSeconds = 60
		a.Sidecars = map[string]ecsservice.Container{
			"agent":   {Image: image, Health: &ecsservice.Health{Command: []string{"/agent", "health"}}, StartSeconds: 20},
			"cache":   {Image: image},
			"migrate": {Image: image, Optional: true},
		}
	})))
	if got := fmt.Sprint(list[0].DependsOn); got != "[{agent HEALTHY} {cache START} {migrate SUCCESS}]" {
		t.Errorf("the main container waits for %s", got)
	}
	for _, c := range list {
		if c.Essential != (c.Name != "migrate") {
			t.Errorf("it is %v that the task stops with %s", c.Essential, c.Name)
		}
		if wait := c.StartTimeout; (wait == 20) != (c.Name == "agent") || len(c.DependsOn) > 0 != (c.Name == "api") {
			t.Errorf("%s may take %d seconds to start, after %v", c.Name, wait, c.DependsOn)
		}
	}
}

func TestHealthChecksRunWithoutAShell(t *testing.T) {
	command := []string{"/api", "health"}
	for _, c := range []struct {
		given ecsservice.Health
		want  health
	}{
		{ecsservice.Health{Command: command}, health{Interval: 30, Timeout: 5, Retries: 3}},
		{
			ecsservice.Health{
				Command: command, IntervalSeconds: 5, TimeoutSeconds: 2, Retries: 1, StartPeriodSeconds: 300,
			},
			health{Interval: 5, Timeout: 2, Retries: 1, StartPeriod: 300},
		},
	} {
		c.want.Command = []string{"CMD", "/api", "health"}
		got := definitions(run(t, small(func(a *ecsservice.Args) { a.Container.Health = &c.given })))[0].HealthCheck
		if got == nil || fmt.Sprint(*got) != fmt.Sprint(c.want) {
			t.Errorf("the health check is %v, want %v", got, c.want)
		}
		if c.given.Retries > 1 {
			t.Error("the defaults were written to the caller's arguments")
		}
	}
	if got := definitions(run(t, small()))[0].HealthCheck; got != nil {
		t.Errorf("a container without health check has %v", got)
	}
}

// An agent that may fail must not take the program with it.
func TestOptionalSidecarsMayFail(t *testing.T) {
	list := definitions(run(t, small(func(a *ecsservice.Args) {
		a.Sidecars = map[string]ecsservice.Container{"agent": {Image: pulumi.String("agent:1"), Optional: true}}
	})))
	if !list[0].Essential || list[1].Essential {
		t.Errorf("the task stops with the main container: %v, with the agent: %v", list[0].Essential, list[1].Essential)
	}
}
