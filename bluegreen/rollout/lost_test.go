package rollout_test

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/knwl-platform/infra/bluegreen/rollout"
)

// A call whose answer is lost had its effect, so AWS refuses its repetition. The caller still learns
// that it worked.
func TestALostAnswerIsNoFailure(t *testing.T) {
	for name, test := range map[string]struct {
		call string
		in   time.Duration // after the start
		do   func(*rollout.Deployment, context.Context) error
		end  error
	}{
		"of an approval": {"ContinueDeployment", 2 * time.Minute, (*rollout.Deployment).Approve, nil},
		"of a finish":    {"ContinueDeployment", 2 * time.Hour, (*rollout.Deployment).Finish, nil},
		"of a stop": {"StopDeployment", 2 * time.Minute, func(d *rollout.Deployment, ctx context.Context) error {
			return d.Stop(ctx, true)
		}, rollout.ErrStopped},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld()
				w.approval, w.termination = time.Hour, 48*time.Hour
				d := running(t, w, "api:42", 2*time.Minute)
				if test.in > time.Hour {
					if err := d.Approve(t.Context()); err != nil {
						t.Fatal(err)
					}
					time.Sleep(test.in)
				}
				lost := once(test.call, errThrottled)
				w.lose = func(call string) error {
					err := lost(call)
					if err != nil && call == "StopDeployment" {
						w.deployments[0].stopAt = time.Now() // stopped before the call is repeated
					}
					return err
				}
				if err := test.do(d, t.Context()); err != nil {
					t.Fatal(err)
				}
				ctx, cancel := context.WithTimeout(t.Context(), 50*time.Hour)
				defer cancel()
				err := d.Wait(ctx, rollout.WaitOptions{})
				if test.end != nil {
					failureOf(t, err, test.end)
				} else if err != nil {
					t.Error(err)
				}
			})
		})
	}
}

func TestAThrottledApprovalIsRepeated(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		w.approval = time.Hour
		d := running(t, w, "api:42", 2*time.Minute)
		for _, call := range []string{"GetDeployment", "ContinueDeployment"} {
			failed := w.fail
			next := once(call, errThrottled)
			w.fail = func(call string) error {
				if failed != nil {
					if err := failed(call); err != nil {
						return err
					}
				}
				return next(call)
			}
		}
		if err := d.Approve(t.Context()); err != nil {
			t.Error(err)
		}
		if err := d.Wait(t.Context(), rollout.WaitOptions{}); err != nil {
			t.Error(err)
		}
	})
}

// A throttle may outlast the wait for the approval.
func TestAnApprovalThatComesTooLateIsAnError(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		w.approval = time.Hour
		d := running(t, w, "api:42", 2*time.Minute)
		w.fail = once("ContinueDeployment", errThrottled)
		w.lose = func(call string) error {
			if call == "GetDeployment" {
				w.deployments[0].stopAt = time.Now().Add(-time.Second)
			}
			return nil
		}
		if err := d.Approve(t.Context()); err == nil || !strings.Contains(err.Error(), "has ended already") {
			t.Errorf("the approval ends with %v", err)
		}
	})
}
