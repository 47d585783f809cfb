package rollout_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/knwl-platform/infra/bluegreen/rollout"
)

func TestFailures(t *testing.T) {
	for name, test := range map[string]struct {
		world          func(*world)
		at             rollout.Phase                     // when it happens
		do             func(*world, *rollout.Deployment) // what happens
		kind           error
		code           string
		reason         string
		evidence       string
		serving        string
		noRollbackSeen bool
	}{
		"an alarm fires in the shift": {
			at: rollout.PhaseShift, do: func(w *world, _ *rollout.Deployment) { w.alarms["errors"] = "7 % failed" },
			kind: rollout.ErrRolledBack, code: "ALARM_ACTIVE", reason: "alarm errors fired: 7 % failed",
			evidence: "alarm errors: 7 % failed", serving: "api:41 on 2 tasks",
		},
		"an alarm fires in the termination wait": {
			at: rollout.PhaseTerminate, do: func(w *world, _ *rollout.Deployment) { w.alarms["errors"] = "7 % failed" },
			kind: rollout.ErrRolledBack, code: "ALARM_ACTIVE", reason: "alarm errors fired", serving: "api:41 on 2 tasks",
		},
		"new tasks crash": {
			world: func(w *world) { w.crashEvery = 20 * time.Second },
			kind:  rollout.ErrRolledBack, reason: "new tasks stopped by themselves",
			evidence: "panic: no database in app/app/t3", serving: "api:41 on 2 tasks",
		},
		"a hook fails": {
			world: func(w *world) { w.hookFails = true },
			kind:  rollout.ErrRolledBack, code: "HOOK_EXECUTION_FAILURE",
			reason: "AfterAllowTestTraffic failed: smoke test: 500", serving: "api:41 on 2 tasks",
		},
		"a person stops it": {
			at: rollout.PhaseShift, do: func(_ *world, d *rollout.Deployment) { d.Stop(context.Background(), true) },
			kind: rollout.ErrStopped, code: "MANUAL_STOP", reason: "stopped on request", serving: "api:41 on 2 tasks",
		},
		"a person stops it without a rollback": {
			at: rollout.PhaseShift, do: func(_ *world, d *rollout.Deployment) { d.Stop(context.Background(), false) },
			kind: rollout.ErrStopped, code: "MANUAL_STOP", reason: "stopped on request",
			serving: "api:41 on 2 tasks (90%) and api:42 on 2 tasks (10%)", noRollbackSeen: true,
		},
		"it fails and nothing rolls it back": {
			world: func(w *world) { w.noAutoRollback = true },
			at:    rollout.PhaseShift, do: func(w *world, _ *rollout.Deployment) { w.alarms["errors"] = "7 % failed" },
			kind: rollout.ErrFailed, code: "ALARM_ACTIVE", reason: "alarm errors fired",
			serving: "api:41 on 2 tasks (90%) and api:42 on 2 tasks (10%)", noRollbackSeen: true,
		},
		"it fails before the shift and nothing rolls it back": {
			world: func(w *world) { w.noAutoRollback, w.hookFails = true, true },
			kind:  rollout.ErrRolledBack, code: "HOOK_EXECUTION_FAILURE", reason: "smoke test",
			serving: "api:41 on 2 tasks", noRollbackSeen: true,
		},
		"new targets stay unhealthy": {
			world: func(w *world) { w.sick = "green" },
			kind:  rollout.ErrRolledBack, code: "TIMEOUT", reason: "not healthy within 60 minutes",
			evidence: "target 10.0.0.7:8000 is unhealthy: Request timed out (Target.Timeout)", serving: "api:41 on 2 tasks",
		},
		"nobody approves": {
			world: func(w *world) { w.approval = time.Hour },
			kind:  rollout.ErrRolledBack, reason: "nobody approved the deployment within 60 minutes",
			serving: "api:41 on 2 tasks",
		},
		"the rollback fails before it shifts traffic": {
			world: func(w *world) { w.rollbackFails = true },
			at:    rollout.PhaseShift, do: func(w *world, _ *rollout.Deployment) { w.alarms["errors"] = "7 % failed" },
			kind: rollout.ErrFailed, code: "ALARM_ACTIVE", reason: "alarm errors fired",
			serving: "api:41 on 2 tasks (90%) and api:42 on 2 tasks (10%)",
		},
		"the rollback fails": {
			world: func(w *world) { w.rollbackFails, w.hookFails = true, true },
			kind:  rollout.ErrFailed, code: "HOOK_EXECUTION_FAILURE", reason: "smoke test",
			evidence: "rollback d-2 failed: The service is gone", serving: "api:41 on 2 tasks",
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w, s := newWorld(), &story{}
				if test.world != nil {
					test.world(w)
				}
				d, err := start(t, w.client("api:42"), rollout.PlanOptions{})
				if err != nil {
					t.Fatal(err)
				}
				if test.do != nil {
					s.before = at(test.at, func() { test.do(w, d) })
				}
				f := failureOf(t, d.Wait(t.Context(), rollout.WaitOptions{Events: s.add}), test.kind)
				if f.Code != test.code && test.code != "" || !strings.Contains(f.Reason, test.reason) {
					t.Errorf("failed with %s because %q, want %s because %q", f.Code, f.Reason, test.code, test.reason)
				}
				if f.Serving != test.serving || !has(f.Evidence, test.evidence) {
					t.Errorf("%q serves, want %q; evidence %q, want %q", f.Serving, test.serving, f.Evidence, test.evidence)
				}
				page := "https://eu-west-1.console.aws.amazon.com/codesuite/codedeploy/deployments/d-1?"
				if w.rollbackFails {
					page = strings.Replace(page, "d-1", "d-2", 1)
				}
				if f.Remedy == "" || !strings.HasPrefix(f.Console, page) {
					t.Errorf("no remedy or console: %+v", f)
				}
				unhealthy := "rollout.TargetUnhealthy {Target:10.0.0.7:8000 Reason:Target.Timeout Description:Request timed out}"
				if n := strings.Count(strings.Join(s.lines, ";"), unhealthy); n > 1 || (w.sick == "green") != (n == 1) {
					t.Errorf("the unhealthy target is reported %d times", n)
				}
				if slices.Contains(s.lines, "rolling back by d-2") == test.noRollbackSeen {
					t.Errorf("the rollback is reported wrongly: %q", s.lines)
				}
				if test.at == rollout.PhaseShift && !test.noRollbackSeen && !w.rollbackFails {
					seesTrafficReturn(t, s.lines)
				}
				if *w.scaling != [3]bool{} {
					t.Error("scaling is left suspended")
				}
			})
		})
	}
}

// seesTrafficReturn asserts what a rollback of a shift reports.
func seesTrafficReturn(t *testing.T, lines []string) {
	t.Helper()
	rollback := lines[slices.Index(lines, "rolling back by d-2"):]
	want := []string{
		"rolling back by d-2", "phase rollback done=false", "traffic 0 next 0 in false", "phase rollback done=true",
		"tasks 2 0", "held resumed=true",
	}
	if !slices.Equal(rollback, want) {
		t.Errorf("the rollback reports\n%q\nwant\n%q", rollback, want)
	}
	if n := strings.Count(strings.Join(lines, ";"), "held resumed=false"); n != 1 {
		t.Errorf("scaling was suspended %d times", n)
	}
}

func TestCrashesEndTheDeploymentInMinutes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, s := newWorld(), &story{}
		w.crashEvery = 20 * time.Second
		begun := time.Now()
		failureOf(t, deploy(t, w.client("api:42"), rollout.WaitOptions{Events: s.add}), rollout.ErrRolledBack)
		if took := time.Since(begun); took > 4*time.Minute {
			t.Errorf("it took %v", took)
		}
		if n := strings.Count(strings.Join(w.calls, " "), "StopDeployment"); n != 1 {
			t.Errorf("the deployment was stopped %d times", n)
		}
		if !has(s.lines, "StopCode:EssentialContainerExited Reason:Essential container in task exited") {
			t.Errorf("no event tells of the stopped tasks: %q", s.lines)
		}
		// Another program that looks later finds the same cause.
		d, err := w.client("api:42").Open(t.Context(), "d-2")
		if err != nil {
			t.Fatal(err)
		}
		f := failureOf(t, d.Wait(t.Context(), rollout.WaitOptions{}), rollout.ErrRolledBack)
		if d.ID() != "d-1" || !strings.Contains(f.Reason, "new tasks stopped by themselves") {
			t.Errorf("the rollback opens %s, which failed because %q", d.ID(), f.Reason)
		}
	})
}

func TestTasksThatAreStoppedDoNotCount(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, s := newWorld(), &story{}
		s.before = at(rollout.PhaseInstall, func() {
			for range 5 { // of the old version
				w.crashTask(w.sets[0])
			}
			for range 5 { // by scaling
				w.crashTask(w.sets[1])
				w.stopped[len(w.stopped)-1].StopCode = "ServiceSchedulerInitiated"
			}
			w.sick = "blue"
		})
		early := s.before
		s.before = func(e rollout.Event) {
			early(e)
			at(rollout.PhaseTerminate, func() { // alarms decide now
				for range 5 {
					w.crashTask(w.primary())
				}
			})(e)
		}
		if err := deploy(t, w.client("api:42"), rollout.WaitOptions{Events: s.add}); err != nil {
			t.Error(err)
		}
		if has(s.lines, "TargetUnhealthy") {
			t.Errorf("the old version's targets are reported: %q", s.lines)
		}
	})
}
