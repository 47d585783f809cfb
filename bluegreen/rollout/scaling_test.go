package rollout_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/smithy-go"

	"github.com/knwl-platform/infra/bluegreen/rollout"
)

var phases = []rollout.Phase{
	rollout.PhaseQueued, rollout.PhaseInstall, rollout.PhaseTest, rollout.PhaseApproval, rollout.PhaseShift,
	rollout.PhaseTerminate, rollout.PhaseRollback,
}

// interrupted is a world whose deployment reaches every phase if its approval is given.
func interrupted() *world {
	w := newWorld()
	w.approval = 10 * time.Minute
	w.scaling = &[3]bool{false, true, false} // a person suspended scaling out
	return w
}

// approving approves, and lets the alarm fire if the test wants a rollback.
func approving(t *testing.T, w *world, d *rollout.Deployment, phase rollout.Phase) func(rollout.Event) {
	return func(e rollout.Event) {
		at(rollout.PhaseApproval, func() {
			if phase != rollout.PhaseApproval {
				d.Approve(t.Context())
			}
		})(e)
		at(rollout.PhaseShift, func() {
			if phase == rollout.PhaseRollback {
				w.alarms["errors"] = "7 % failed"
			}
		})(e)
	}
}

func TestScalingIsHeldWhileTasksMove(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, s := interrupted(), &story{}
		d, err := start(t, w.client("api:42"), rollout.PlanOptions{})
		if err != nil {
			t.Fatal(err)
		}
		held := map[rollout.Phase]bool{}
		approve := approving(t, w, d, "")
		s.before = func(e rollout.Event) {
			if e, ok := e.(rollout.PhaseChanged); ok && e.Done {
				held[e.Phase] = *w.scaling == [3]bool{true, true, true}
			}
			approve(e)
		}
		if err := d.Wait(t.Context(), rollout.WaitOptions{Events: s.add}); err != nil {
			t.Fatal(err)
		}
		for _, phase := range phases[:6] {
			if want := phase != rollout.PhaseApproval && phase != rollout.PhaseTerminate; held[phase] != want {
				t.Errorf("at the end of phase %s scaling is suspended: %t", phase, held[phase])
			}
		}
		if !strings.Contains(*w.deployments[0].info.Description, "scaling=010") {
			t.Errorf("the description does not record the earlier state: %q", *w.deployments[0].info.Description)
		}
	})
}

func TestAnInterruptedWaitRestoresScaling(t *testing.T) {
	for _, phase := range phases {
		t.Run(string(phase), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w, s := interrupted(), &story{}
				d, err := start(t, w.client("api:42"), rollout.PlanOptions{})
				if err != nil {
					t.Fatal(err)
				}
				ctx, cancel := context.WithCancel(t.Context())
				approve := approving(t, w, d, phase)
				s.before = func(e rollout.Event) {
					approve(e)
					at(phase, cancel)(e)
				}
				if err := d.Wait(ctx, rollout.WaitOptions{Events: s.add}); err == nil || err.Error() != "context canceled" {
					t.Fatalf("the wait ends with %v", err)
				}
				if *w.scaling != [3]bool{false, true, false} {
					t.Errorf("scaling is left as %v", *w.scaling)
				}
			})
		})
	}
}

func TestAPersonMaySuspendScalingInTheTerminationWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, s := newWorld(), &story{}
		s.before = at(rollout.PhaseTerminate, func() {
			time.AfterFunc(time.Minute, func() { w.scaling = &[3]bool{true, true, true} })
		})
		err := deploy(t, w.client("api:42"), rollout.WaitOptions{Events: s.add})
		if err != nil || *w.scaling != [3]bool{true, true, true} {
			t.Errorf("the wait ends with %v; scaling is %v", err, *w.scaling)
		}
	})
}

func TestAnInterruptedWaitDoesNotResumeScalingForAnother(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, s := newWorld(), &story{}
		first, err := start(t, w.client("api:42"), rollout.PlanOptions{})
		if err != nil {
			t.Fatal(err)
		}
		second, err := start(t, w.client("api:42"), rollout.PlanOptions{})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
		defer cancel()
		go first.Wait(ctx, rollout.WaitOptions{})
		s.before = at(rollout.PhaseShift, func() {
			time.AfterFunc(2*time.Minute, func() {
				if *w.scaling != [3]bool{true, true, true} {
					t.Error("scaling works in the shift")
				}
			})
		})
		if err := second.Wait(t.Context(), rollout.WaitOptions{Events: s.add}); err != nil || *w.scaling != [3]bool{} {
			t.Errorf("the second wait ends with %v; scaling is %v", err, *w.scaling)
		}
	})
}

func TestAKilledWaitIsJoinedAndScalingRestored(t *testing.T) {
	for _, phase := range phases {
		t.Run(string(phase), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w, s := interrupted(), &story{}
				d, err := start(t, w.client("api:42"), rollout.PlanOptions{})
				if err != nil {
					t.Fatal(err)
				}
				approve := approving(t, w, d, phase)
				s.before = func(e rollout.Event) {
					approve(e)
					at(phase, func() { // a dead program calls nothing
						w.fail = func(string) error { return &smithy.GenericAPIError{Code: "Killed"} }
					})(e)
				}
				if err := d.Wait(t.Context(), rollout.WaitOptions{Events: s.add}); err == nil {
					t.Fatal("the program was not killed")
				}
				w.fail = nil
				again := w.client("api:42")
				joined, err := start(t, again, rollout.PlanOptions{})
				if err != nil || joined.ID() != "d-1" || w.started() != 1 {
					t.Fatalf("the second program got %+v, %v", joined, err)
				}
				end := &story{before: approving(t, w, joined, "")}
				err = joined.Wait(t.Context(), rollout.WaitOptions{Events: end.add})
				if phase == rollout.PhaseRollback {
					failureOf(t, err, rollout.ErrRolledBack)
				} else if err != nil {
					t.Error(err)
				}
				if !slices.Contains(end.lines, "started d-1 joined=true") {
					t.Errorf("joining is not reported: %q", end.lines)
				}
				if *w.scaling != [3]bool{false, true, false} {
					t.Errorf("scaling is left as %v", *w.scaling)
				}
			})
		})
	}
}
