package rollout_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/aws/smithy-go"

	"github.com/knwl-platform/infra/bluegreen/rollout"
)

// The connection breaks, and AWS suspends the scaling only after the next look at it.
func TestASuspensionThatTakesEffectLateIsTakenBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		d, err := start(t, w.client("api:42"), rollout.PlanOptions{})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		w.fail = func(call string) error {
			if call != "RegisterScalableTarget" || ctx.Err() != nil {
				return nil
			}
			cancel()
			w.lose = func(call string) error {
				if call == "DescribeScalableTargets" {
					*w.scaling = [3]bool{true, true, true}
				}
				return nil
			}
			return context.Canceled
		}
		if err := d.Wait(ctx, rollout.WaitOptions{}); !errors.Is(err, context.Canceled) || *w.scaling != [3]bool{} {
			t.Errorf("the wait ends with %v and leaves scaling as %v", err, *w.scaling)
		}
		if calls := strings.Join(w.calls, " "); strings.Count(calls, "RegisterScalableTarget") != 2 {
			t.Errorf("scaling is not restored: %s", calls)
		}
	})
}

func TestARefusalToSuspendScalingIsNoSuspension(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		w.fail = func(call string) error {
			if call == "RegisterScalableTarget" {
				return &smithy.GenericAPIError{Code: "AccessDeniedException"}
			}
			return nil
		}
		err := deploy(t, w.client("api:42"), rollout.WaitOptions{})
		if err == nil || !strings.Contains(err.Error(), "suspending the scaling") ||
			strings.Contains(err.Error(), "may still be suspended") {
			t.Errorf("the wait ends with %v", err)
		}
	})
}

func TestAWaitInterruptedWhileItSuspendsScalingRestoresIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, s := interrupted(), &story{}
		d, err := start(t, w.client("api:42"), rollout.PlanOptions{})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		s.before = at(rollout.PhaseApproval, func() {
			d.Approve(t.Context())
			w.lose = func(call string) error {
				if call == "RegisterScalableTarget" && *w.scaling == [3]bool{true, true, true} {
					cancel()
					return errThrottled
				}
				return nil
			}
		})
		if err := d.Wait(ctx, rollout.WaitOptions{Events: s.add}); !errors.Is(err, context.Canceled) {
			t.Fatalf("the wait ends with %v", err)
		}
		if *w.scaling != [3]bool{false, true, false} || has(s.lines, "Retrying") {
			t.Errorf("scaling is left as %v; the wait reported %q", *w.scaling, s.lines)
		}
	})
}
