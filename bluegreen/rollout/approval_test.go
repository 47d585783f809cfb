package rollout_test

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/knwl-platform/infra/bluegreen/rollout"
)

func TestApproval(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, s := newWorld(), &story{}
		w.approval = time.Hour
		d, err := start(t, w.client("api:42"), rollout.PlanOptions{})
		if err != nil {
			t.Fatal(err)
		}
		f := failureOf(t, d.Wait(t.Context(), rollout.WaitOptions{LeaveAtApproval: true}), rollout.ErrApproval)
		if !strings.Contains(f.Reason, "until 2000-01-01 01:01 UTC") {
			t.Errorf("the failure does not say until when: %s", f.Reason)
		}
		s.before = at(rollout.PhaseApproval, func() {
			if *w.scaling != [3]bool{} {
				t.Error("scaling is suspended while a person decides")
			}
			time.AfterFunc(10*time.Minute, func() { d.Approve(t.Context()) })
		})
		var noticed time.Time
		record := s.before
		s.before = func(e rollout.Event) {
			record(e)
			if e, ok := e.(rollout.PhaseChanged); ok && e.Phase == rollout.PhaseApproval && e.Done {
				noticed = time.Now()
			}
		}
		begun := time.Now()
		if err := d.Wait(t.Context(), rollout.WaitOptions{Events: s.add, UntilShifted: true}); err != nil {
			t.Fatal(err)
		}
		text := strings.Join(slices.DeleteFunc(s.lines, func(line string) bool {
			return strings.HasPrefix(line, "tasks") || strings.HasPrefix(line, "traffic 10 ")
		}), "; ")
		for _, want := range []string{
			"phase approval done=false; waiting approval", "phase approval done=true; phase shift done=false",
			"held resumed=false; traffic 100", "phase shift done=true",
		} {
			if !strings.Contains(text, want) {
				t.Errorf("the wait does not report %q: %s", want, text)
			}
		}
		if n := strings.Count(text, "phase approval done=true"); n != 1 {
			t.Errorf("the end of the approval is reported %d times", n)
		}
		if after := noticed.Sub(begun); after != 10*time.Minute {
			t.Errorf("the approval after 10 minutes is noticed after %v", after)
		}
		if err := d.Approve(t.Context()); err == nil || !strings.Contains(err.Error(), "does not wait for an approval") {
			t.Errorf("a second approval: %v", err)
		}
	})
}

func TestFinish(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, s := newWorld(), &story{}
		w.termination = 48 * time.Hour
		d, err := start(t, w.client("api:42"), rollout.PlanOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Finish(t.Context()); err == nil || !strings.Contains(err.Error(), "has not shifted all traffic") {
			t.Errorf("old tasks are terminated too early: %v", err)
		}
		s.before = at(rollout.PhaseTerminate, func() { d.Finish(t.Context()) })
		begun := time.Now()
		err = d.Wait(t.Context(), rollout.WaitOptions{Events: s.add})
		if err != nil || time.Since(begun) > 10*time.Minute {
			t.Errorf("finished with %v after %v", err, time.Since(begun))
		}
		if err := d.Finish(t.Context()); err == nil || !strings.Contains(err.Error(), "has ended already") {
			t.Errorf("finished after its end: %v", err)
		}
		if _, err := w.client("api:42").Open(t.Context(), "d-9"); err == nil {
			t.Error("an unknown deployment is opened")
		}
		target := w.client("api:42").Target()
		target.Application = "other"
		if _, err := w.clientOf(target).Open(t.Context(), "d-1"); err == nil {
			t.Error("a deployment of another application is opened")
		}
	})
}

func TestAThrottleLosesNoApproval(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		w.approval = time.Hour
		d, err := start(t, w.client("api:42"), rollout.PlanOptions{})
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(10 * time.Minute)
		w.fail = once("ContinueDeployment", errThrottled)
		if err := d.Approve(t.Context()); err != nil {
			t.Errorf("the approval fails: %v", err)
		}
		w.fail = once("StopDeployment", errThrottled)
		if err := d.Stop(t.Context(), true); err != nil {
			t.Errorf("the stop fails: %v", err)
		}
	})
}
