package emulator

import (
	"slices"
	"testing"
	"time"
)

// Phase is a phase of a deployment.
type Phase string

// The phases of a CodeDeploy deployment, in their order. Ready exists only if the deployment group
// waits for approval.
const (
	Created         Phase = "CREATED"
	Queued          Phase = "QUEUED"
	Install         Phase = "INSTALL" // green tasks start and become healthy
	Test            Phase = "TEST"    // the test listener forwards to green
	Ready           Phase = "READY"   // waits for approval
	Shift           Phase = "SHIFT"   // production traffic moves in steps
	Shifted         Phase = "SHIFTED" // green is the primary task set
	TerminationWait Phase = "TERMINATION_WAIT"
	Cleanup         Phase = "CLEANUP" // blue tasks stop
	Succeeded       Phase = "SUCCEEDED"
	Failed          Phase = "FAILED"
	Stopped         Phase = "STOPPED"
)

// Rolling is the one phase of a rolling deployment that takes time: one that is held in it, or that
// an [Injection] makes fail. Others are over at once.
const Rolling Phase = "ROLLING"

// Over reports whether a deployment has ended.
func (p Phase) Over() bool { return p == Succeeded || p == Failed || p == Stopped }

// Deployment is a deployment of CodeDeploy.
type Deployment struct {
	ID, Application, Group string
	Status                 string  // as in AWS's answers
	Creator                string  // user or codeDeployRollback
	Phase                  Phase   // the present one
	Reached                []Phase // all phases so far, with one Shift for each step
}

// Deployments lists all deployments, oldest first.
func (e *Emulator) Deployments(t testing.TB) (list []Deployment) {
	t.Helper()
	e.get(t, "/rollouts/deployments", &list)
	return list
}

// Clock controls the emulated time, in which deployments and tasks take as long as on AWS. By
// default an hour passes in a second.
type Clock struct {
	t testing.TB
	e *Emulator
}

// Clock returns the emulator's clock.
func (e *Emulator) Clock(t testing.TB) *Clock { return &Clock{t, e} }

// Speed sets how many emulated seconds pass in a second.
func (c *Clock) Speed(n float64) *Clock {
	c.t.Helper()
	c.e.post(c.t, "/rollouts/speed", map[string]any{"speed": n})
	return c
}

// HoldAt makes deployments stay in a phase once they reach it. Alarms and stops still end them.
func (c *Clock) HoldAt(phase Phase) *Clock {
	c.t.Helper()
	c.e.post(c.t, "/rollouts/hold", map[string]any{"phase": phase})
	return c
}

// Release lets held deployments continue, and holds none any more.
func (c *Clock) Release() {
	c.t.Helper()
	c.e.post(c.t, "/rollouts/release", struct{}{})
}

// AwaitPhase waits until the newest deployment has reached a phase, or has ended, and returns it.
// The test fails after a minute.
func (c *Clock) AwaitPhase(t testing.TB, phase Phase) Deployment {
	t.Helper()
	for begun := time.Now(); time.Since(begun) < time.Minute; time.Sleep(20 * time.Millisecond) {
		all := c.e.Deployments(t)
		if len(all) == 0 {
			continue
		}
		if newest := all[len(all)-1]; newest.Phase.Over() || slices.Contains(newest.Reached, phase) {
			return newest
		}
	}
	t.Fatalf("no deployment reached %s in a minute: %+v", phase, c.e.Deployments(t))
	return Deployment{}
}
