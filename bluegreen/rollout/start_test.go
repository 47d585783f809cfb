package rollout_test

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/smithy-go"

	"github.com/knwl-platform/infra/bluegreen/rollout"
)

var errThrottled = &smithy.GenericAPIError{Code: "ThrottlingException", Message: "Rate exceeded"}

// once fails the first call of a name.
func once(name string, err error) func(string) error {
	done := false
	return func(call string) error {
		if done || call != name {
			return nil
		}
		done = true
		return err
	}
}

func start(t *testing.T, c *rollout.Client, opts rollout.PlanOptions) (*rollout.Deployment, error) {
	t.Helper()
	plan, err := c.Plan(t.Context(), opts)
	if err != nil {
		t.Fatal(err)
	}
	return c.Start(t.Context(), plan)
}

func TestNothingIsStartedWithoutNeed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		if d, err := start(t, w.client("api:41"), rollout.PlanOptions{}); d != nil || err != nil {
			t.Errorf("a version that serves starts %v, %v", d, err)
		}
		alarm(t, w)
		_, err := start(t, w.client("api:42"), rollout.PlanOptions{})
		failureOf(t, err, rollout.ErrBlocked)
		delete(w.alarms, "errors")
		running(t, w, "api:43", time.Minute)
		_, err = start(t, w.client("api:42"), rollout.PlanOptions{})
		f := failureOf(t, err, rollout.ErrBusy)
		if !has([]string{f.Reason, f.Remedy}, "--supersede") || !strings.Contains(f.Console, "/d-1?") {
			t.Errorf("the failure does not say how to supersede, or has no link: %+v", f)
		}
		if n := w.started(); n != 1 {
			t.Errorf("%d deployments were started", n)
		}
	})
}

func TestAnotherVersionIsSuperseded(t *testing.T) {
	for name, after := range map[string]time.Duration{
		"in the shift": 2 * time.Minute, "in termination": 7 * time.Minute, "while old tasks stop": 22 * time.Minute,
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld()
				first := running(t, w, "api:43", after)
				w.scaling = &[3]bool{true, true, true} // its program died
				begun := time.Now()
				d, err := start(t, w.client("api:42"), rollout.PlanOptions{Supersede: true})
				if err != nil || d.ID() == first.ID() {
					t.Fatalf("started %+v, %v", d, err)
				}
				if took := time.Since(begun); took > 3*time.Minute {
					t.Errorf("making way took %v", took)
				}
				serves := "api:43"
				if name == "in the shift" {
					serves = "api:41"
				}
				if got := *w.primary().TaskDefinition; got != definition(serves) {
					t.Errorf("%s serves when the new deployment starts, want %s", got, serves)
				}
				if err := d.Wait(t.Context(), rollout.WaitOptions{}); err != nil || *w.scaling != [3]bool{} {
					t.Errorf("ended with %v; scaling is %v", err, *w.scaling)
				}
			})
		})
	}
}

func TestAThrottledStopStillMakesWay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		running(t, w, "api:43", 2*time.Minute)
		w.fail = once("StopDeployment", errThrottled)
		if d, err := start(t, w.client("api:42"), rollout.PlanOptions{Supersede: true}); err != nil || d.ID() != "d-3" {
			t.Errorf("started %+v, %v", d, err)
		}
	})
}

func TestARollbackIsWaitedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		rollsBack("api:43")(t, w)
		d, err := start(t, w.client("api:42"), rollout.PlanOptions{Supersede: true})
		if err != nil || d.ID() != "d-3" || w.deployments[1].info.Status != "Succeeded" {
			t.Errorf("started %+v, %v while the rollback is %s", d, err, w.deployments[1].info.Status)
		}
	})
}

func TestALostAnswerStartsNoSecondDeployment(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		w.lose = once("CreateDeployment", errThrottled)
		d, err := start(t, w.client("api:42"), rollout.PlanOptions{})
		if err != nil || d.ID() != "d-1" || w.started() != 1 {
			t.Errorf("started %+v, %v; there are %d deployments", d, err, w.started())
		}
		w = newWorld()
		w.fail = once("CreateDeployment", errThrottled)
		if _, err = start(t, w.client("api:42"), rollout.PlanOptions{}); err != nil || w.started() != 1 {
			t.Errorf("a call that did not happen is not repeated: %v", err)
		}
		w = newWorld()
		w.fail = once("CreateDeployment", &smithy.GenericAPIError{Code: "AccessDeniedException"})
		if _, err = start(t, w.client("api:42"), rollout.PlanOptions{}); err == nil {
			t.Error("a refusal is repeated")
		}
		w = newWorld()
		w.fail = func(call string) error {
			if call == "CreateDeployment" {
				return errThrottled
			}
			return nil
		}
		_, err = start(t, w.client("api:42"), rollout.PlanOptions{})
		if err == nil || !strings.Contains(err.Error(), "did not start a deployment") {
			t.Errorf("the start ends with %v", err)
		}
	})
}

func TestTwoAtOnceGetOneDeployment(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		var plans sync.WaitGroup
		plans.Add(3)
		results := make(chan error, 3)
		for _, revision := range []string{"api:42", "api:42", "api:43"} {
			go func() {
				c := w.client(revision)
				plan, err := c.Plan(t.Context(), rollout.PlanOptions{})
				plans.Done()
				plans.Wait() // every plan says start
				if plan.Action != rollout.Start {
					err = errors.New("the plan is " + string(plan.Action))
				}
				if err == nil {
					var d *rollout.Deployment
					if d, err = c.Start(t.Context(), plan); err == nil {
						err = d.Wait(t.Context(), rollout.WaitOptions{})
					}
				}
				results <- err
			}()
		}
		busy, done := 0, 0
		for range 3 {
			switch err := <-results; {
			case err == nil:
				done++
			case errors.Is(err, rollout.ErrBusy):
				busy++
			default:
				t.Error(err)
			}
		}
		if w.started() != 1 || busy == 0 || busy+done != 3 {
			t.Errorf("%d deployments, %d programs succeeded, %d are busy", w.started(), done, busy)
		}
	})
}
