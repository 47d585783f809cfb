package rollout_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/knwl-platform/infra/bluegreen/rollout"
)

func TestResumeScaling(t *testing.T) {
	for name, test := range map[string]struct {
		before  func(*testing.T, *world) // with everything suspended after it
		left    [3]bool
		resumed bool
		none    bool
	}{
		"after the end":           {before: both(runs("api:42"), later(time.Hour)), resumed: true},
		"after a rollback":        {before: both(rollsBack("api:42"), later(time.Hour)), resumed: true},
		"in the termination wait": {before: both(runs("api:42"), later(8*time.Minute)), resumed: true},
		"in the shift":            {before: both(runs("api:42"), later(2*time.Minute)), left: [3]bool{true, true, true}},
		"in a rollback":           {before: rollsBack("api:42"), left: [3]bool{true, true, true}},
		"without a deployment":    {before: func(*testing.T, *world) {}, left: [3]bool{true, true, true}},
		"without a record": {
			before: both(noScaling, runs("api:42"), later(time.Hour)), left: [3]bool{true, true, true},
		},
		"after a person suspended a part": {
			before: both(runs("api:42"), later(time.Hour)), none: true, left: [3]bool{true, false, true},
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld()
				test.before(t, w)
				w.scaling = &[3]bool{true, true, true}
				if test.none {
					w.scaling[1] = false
				}
				resumed, err := w.client("api:42").ResumeScaling(t.Context())
				if err != nil || resumed != test.resumed || *w.scaling != test.left {
					t.Errorf("resumed %t, %v; scaling is %v, want %v", resumed, err, *w.scaling, test.left)
				}
			})
		})
	}
}

func noScaling(_ *testing.T, w *world) { w.scaling = nil }

func TestTheNextStartRestoresScaling(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		both(runs("api:42"), later(time.Hour))(t, w)
		w.scaling = &[3]bool{true, true, true}
		if d, err := start(t, w.client("api:42"), rollout.PlanOptions{}); d != nil || err != nil {
			t.Fatalf("started %v, %v", d, err)
		}
		if *w.scaling != [3]bool{} {
			t.Errorf("a program that finds nothing to do leaves scaling as %v", *w.scaling)
		}
	})
}

func TestAServiceWithoutScalingIsDeployed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		w.scaling = nil
		if err := deploy(t, w.client("api:42"), rollout.WaitOptions{}); err != nil || w.scaling != nil {
			t.Errorf("ended with %v; scaling is %v", err, w.scaling)
		}
	})
}
