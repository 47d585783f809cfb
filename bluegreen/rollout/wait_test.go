package rollout_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/knwl-platform/infra/bluegreen/rollout"
)

// story is what a wait reported, one line an event.
type story struct {
	lines  []string
	next   time.Time           // step, as announced first
	before func(rollout.Event) // called with each event
}

func (s *story) add(e rollout.Event) {
	var line string
	switch e := e.(type) {
	case rollout.Started:
		line = fmt.Sprintf("started %s joined=%t", e.Deployment, e.Joined)
	case rollout.PhaseChanged:
		line = fmt.Sprintf("phase %s done=%t", e.Phase, e.Done)
	case rollout.TasksChanged:
		line = fmt.Sprintf("tasks %d %d", e.Blue.Running, e.Green.Running)
	case rollout.TrafficShifted:
		if s.next.IsZero() {
			s.next = e.Next
		}
		line = fmt.Sprintf("traffic %d next %d in %v", e.Percent, e.NextPercent, !e.Next.IsZero())
	case rollout.Waiting:
		line = fmt.Sprintf("waiting %s", e.For)
	case rollout.Held:
		line = fmt.Sprintf("held resumed=%t", e.Resumed)
	case rollout.RollingBack:
		line = fmt.Sprintf("rolling back by %s", e.Deployment)
	default:
		line = fmt.Sprintf("%T %+v", e, e)
	}
	s.lines = append(s.lines, line)
	if s.before != nil {
		s.before(e)
	}
}

// at calls do when a phase begins, or in the shift with its first traffic.
func at(phase rollout.Phase, do func()) func(rollout.Event) {
	return func(e rollout.Event) {
		switch e := e.(type) {
		case rollout.TrafficShifted:
			if phase == rollout.PhaseShift && e.Percent == 10 {
				do()
			}
		case rollout.PhaseChanged:
			if phase != rollout.PhaseShift && e.Phase == phase && !e.Done {
				do()
			}
		}
	}
}

// deploy plans, starts and waits.
func deploy(t *testing.T, c *rollout.Client, opts rollout.WaitOptions) error {
	t.Helper()
	plan, err := c.Plan(t.Context(), rollout.PlanOptions{})
	if err != nil {
		t.Fatal(err)
	}
	d, err := c.Start(t.Context(), plan)
	if err != nil || d == nil {
		t.Fatalf("plan %+v starts nothing: %v", plan, err)
	}
	return d.Wait(t.Context(), opts)
}

// failureOf asserts the kind of a failure.
func failureOf(t *testing.T, err, kind error) *rollout.Failure {
	t.Helper()
	var failure *rollout.Failure
	if !errors.As(err, &failure) || !errors.Is(err, kind) {
		t.Fatalf("got %v, want a failure of kind %q", err, kind)
	}
	return failure
}

func TestADeploymentIsFollowedToItsEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, s := newWorld(), &story{}
		if err := deploy(t, w.client("api:42"), rollout.WaitOptions{Events: s.add}); err != nil {
			t.Fatal(err)
		}
		want := []string{
			"started d-1 joined=false",
			"phase queued done=false", "tasks 2 0", "held resumed=false",
			"phase queued done=true", "phase install done=false", "tasks 2 2",
			"phase install done=true", "phase test done=false",
			"phase test done=true", "phase shift done=false", "traffic 10 next 100 in true",
			"traffic 100 next 0 in false",
			"phase shift done=true", "phase terminate done=false", "waiting termination", "held resumed=true",
			"tasks 0 2",
			"phase terminate done=true",
		}
		if !slices.Equal(s.lines, want) {
			t.Errorf("the wait reported\n%q\nwant\n%q", s.lines, want)
		}
		if *w.scaling != [3]bool{} {
			t.Errorf("scaling is left suspended: %v", *w.scaling)
		}
		if want := w.deployments[0].events["AllowTraffic"].StartTime.Add(5 * time.Minute); !s.next.Equal(want) {
			t.Errorf("the next step is announced for %v, want %v", s.next, want)
		}
	})
}

func TestWithoutATerminationWaitNothingIsWaitedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, s := newWorld(), &story{}
		w.termination = 0
		if err := deploy(t, w.client("api:42"), rollout.WaitOptions{Events: s.add}); err != nil {
			t.Fatal(err)
		}
		if slices.Contains(s.lines, "waiting termination") || !slices.Contains(s.lines, "phase terminate done=true") {
			t.Errorf("the wait reported %q", s.lines)
		}
	})
}

func TestALinearShiftAnnouncesEachStep(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, s := newWorld(), &story{}
		w.linear = true
		if err := deploy(t, w.client("api:42"), rollout.WaitOptions{Events: s.add, UntilShifted: true}); err != nil {
			t.Fatal(err)
		}
		steps := slices.DeleteFunc(s.lines, func(line string) bool { return !strings.HasPrefix(line, "traffic") })
		want := []string{
			"traffic 25 next 50 in true", "traffic 50 next 75 in true", "traffic 75 next 100 in true",
			"traffic 100 next 0 in false",
		}
		if !slices.Equal(steps, want) || !s.next.Equal(w.deployments[0].events["AllowTraffic"].StartTime.Add(time.Minute)) {
			t.Errorf("the steps are %q, the second at %v", steps, s.next)
		}
		if w.deployments[0].info.Status != "InProgress" {
			t.Error("the wait does not end when all traffic has shifted")
		}
	})
}
