package rollout

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/codedeploy"
)

const (
	lookEvery        = 5 * time.Second
	lookEveryInWaits = 30 * time.Second
)

// WaitOptions changes when Wait returns.
type WaitOptions struct {
	// Events is called with each event, one at a time. Default: nil.
	Events func(Event)
	// UntilShifted returns as soon as all traffic has shifted. The default waits until the old tasks
	// are gone, because an alarm rolls back until then.
	UntilShifted bool
	// LeaveAtApproval returns a Failure of kind ErrApproval when the deployment waits for an approval.
	// The default waits on.
	LeaveAtApproval bool
}

// Wait follows the deployment to its end. It returns nil if the new version serves, a [Failure] if
// not, and ctx's error if ctx ends, which leaves the deployment running and the service's scaling
// resumed. Looks at AWS that fail are repeated until ctx ends, except that expired credentials return
// ErrCredentials.
//
// Wait suspends the service's scaling while tasks are replaced and traffic shifts. It stops the
// deployment with a rollback after the third new task that stops by itself before all traffic has
// shifted.
func (d *Deployment) Wait(ctx context.Context, opts WaitOptions) (err error) {
	w := &watch{Client: d.client, deployment: d, opts: opts, emit: orIgnore(opts.Events), seenTasks: map[string]bool{}}
	w.emit(Started{Deployment: d.id, Joined: d.joined, Console: w.page(d.id)})
	start, err := persist(ctx, w.emit, func() (attempt, error) { return w.prepare(ctx) })
	if err != nil {
		return err
	}
	before, marked := start.suspensionBefore()
	w.scaling = &hold{client: d.client, emit: w.emit, before: before, exists: marked}
	defer func() {
		if ctx.Err() != nil && errors.Is(err, ctx.Err()) {
			err = ctx.Err() // whatever it interrupted
		}
		if failed := w.scaling.release(ctx); failed != nil {
			err = errors.Join(err, failed)
		}
	}()

	end, err := w.follow(ctx, d.id, w.act)
	if err != nil || !end.attempt.failed() {
		return err
	}
	return w.followRollback(ctx, end)
}

// act does what a look at the deployment asks for. It reports true if the wait is over.
func (w *watch) act(ctx context.Context, s snapshot) (over bool, err error) {
	if s.attempt.failed() { // a rollback moves tasks and traffic too
		return true, nil
	}
	if err := w.scaling.set(ctx, s.moves()); err != nil {
		return false, err
	}
	switch {
	case w.opts.LeaveAtApproval && s.phase() == PhaseApproval:
		return false, w.awaitsApproval(s)
	case w.opts.UntilShifted && s.phase() == PhaseTerminate:
		return true, nil
	case len(s.stopped) >= stoppedLimit && s.phase() != PhaseTerminate && !w.gaveUp:
		w.gaveUp = true
		return false, w.deployment.Stop(ctx, true) // CodeDeploy itself would try for an hour
	}
	return false, nil
}

// prepare reads what does not change during the deployment.
func (w *watch) prepare(ctx context.Context) (a attempt, err error) {
	if a, err = w.attempt(ctx, w.deployment.id); err != nil {
		return a, err
	}
	if w.group, err = w.Client.group(ctx); err != nil {
		return a, err
	}
	if a.DeploymentConfigName == nil {
		return a, nil
	}
	config, err := w.aws.CodeDeploy.GetDeploymentConfig(ctx, &codedeploy.GetDeploymentConfigInput{
		DeploymentConfigName: a.DeploymentConfigName,
	})
	if err == nil && config.DeploymentConfigInfo != nil {
		w.steps = config.DeploymentConfigInfo.TrafficRoutingConfig
	}
	return a, err
}

// follow emits what changes until the deployment has ended or act says so. It returns the last look.
func (w *watch) follow(
	ctx context.Context, id string, act func(context.Context, snapshot) (bool, error),
) (snapshot, error) {
	for {
		now, err := persist(ctx, w.emit, func() (snapshot, error) { return w.look(ctx, id) })
		if err != nil {
			return now, err
		}
		w.tell(now)
		if over, err := act(ctx, now); err != nil || over || now.attempt.ended() {
			return now, err
		}
		if err := sleep(ctx, w.untilNextLook(now.phase()), w.deployment.wake); err != nil {
			return now, err
		}
	}
}

// untilNextLook varies the pause a little, so that many waits do not look at the same time.
func (c *Client) untilNextLook(phase Phase) time.Duration {
	usual := lookEvery
	if phase == PhaseApproval || phase == PhaseTerminate {
		usual = lookEveryInWaits
	}
	return cmp.Or(c.every, usual+rand.N(usual/10))
}

func (w *watch) awaitsApproval(s snapshot) error {
	until := ""
	if s.waiting != nil && !s.waiting.Until.IsZero() {
		until = " until " + clock(aws.Time(s.waiting.Until))
	}
	return &Failure{
		Kind: ErrApproval, Reason: fmt.Sprintf("deployment %s can be approved%s", w.deployment.id, until),
		Serving: servedBy(s), Console: w.page(w.deployment.id),
		Remedy: "Look at the new version on the test listener, then approve or stop the deployment.",
	}
}
