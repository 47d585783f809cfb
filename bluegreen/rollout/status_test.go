package rollout_test

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/knwl-platform/infra/bluegreen/rollout"
)

func status(t *testing.T, c *rollout.Client) rollout.Status {
	t.Helper()
	s, err := c.Status(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestStatusOfABlueGreenDeployment(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		c := w.client("api:42")
		if s := status(t, c); s.Serving != "api:41" || s.Wanted != "api:42" || s.Blue.Running != 2 || s.Green != nil ||
			s.Deployment != "" || s.Phase != "" || s.Last != "" || s.ScalingSuspended {
			t.Errorf("before: %+v", s)
		}
		seen := map[rollout.Phase]rollout.Status{}
		events := func(e rollout.Event) {
			switch e := e.(type) {
			case rollout.PhaseChanged:
				if !e.Done && e.Phase != rollout.PhaseShift {
					seen[e.Phase] = status(t, c)
				}
			case rollout.TrafficShifted:
				if e.Percent < 100 {
					seen[rollout.PhaseShift] = status(t, c)
				}
			}
		}
		if err := deploy(t, c, rollout.WaitOptions{Events: events}); err != nil {
			t.Fatal(err)
		}
		for phase, want := range map[rollout.Phase]struct {
			serving string
			percent int
			held    bool
		}{
			rollout.PhaseTest:      {"api:41", 0, true},
			rollout.PhaseShift:     {"api:41", 10, true},
			rollout.PhaseTerminate: {"api:42", 100, true}, // Wait resumes the scaling after its event
		} {
			s := seen[phase]
			if s.Serving != want.serving || s.Phase != phase || s.Percent != want.percent || s.Deployment != "d-1" ||
				s.ScalingSuspended != want.held || s.Last != "" {
				t.Errorf("%s: %+v", phase, s)
			}
			if s.Blue.TaskDefinition != "api:41" || s.Green == nil || s.Green.TaskDefinition != "api:42" {
				t.Errorf("%s: blue %+v, green %+v", phase, s.Blue, s.Green)
			}
		}
		s := status(t, c)
		if s.Serving != "api:42" || s.Green != nil || s.Deployment != "" || s.ScalingSuspended ||
			!strings.HasPrefix(s.Last, "deployment d-1 ended as Succeeded at ") {
			t.Errorf("after: %+v", s)
		}
	})
}

func TestStatusOfARollback(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		c := w.client("api:42")
		var back rollout.Status
		err := deploy(t, c, rollout.WaitOptions{Events: func(e rollout.Event) {
			switch e := e.(type) {
			case rollout.TrafficShifted:
				w.alarms["errors"] = "7 % of requests failed"
			case rollout.PhaseChanged:
				if e.Phase == rollout.PhaseRollback && !e.Done {
					back = status(t, c)
				}
			}
		}})
		failureOf(t, err, rollout.ErrRolledBack)
		if back.Phase != rollout.PhaseRollback || back.Deployment != "d-1" || back.Serving != "api:41" ||
			back.Percent != 10 || back.Green == nil || back.Green.TaskDefinition != "api:42" {
			t.Errorf("during the rollback: %+v", back)
		}
		s := status(t, c)
		if s.Serving != "api:41" || !slices.Equal(s.Alarms, []string{"errors"}) {
			t.Errorf("after the rollback: %+v", s)
		}
		for _, part := range []string{
			"deployment d-1 ended as Stopped at ", "ALARM_ACTIVE", "; its rollback d-2 ended as Succeeded",
		} {
			if !strings.Contains(s.Last, part) {
				t.Errorf("got %q, want %q in it", s.Last, part)
			}
		}
	})
}
