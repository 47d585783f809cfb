// Package fake is a scripted stand-in for AWS behind the command, for tests and the demo.
package fake

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/knwl-platform/infra/bluegreen/rollout"
	"github.com/knwl-platform/infra/cmd/rollout/internal/cli"
)

// Client implements [cli.Client] and [cli.Deployment]: it plays Script wherever something is followed.
type Client struct {
	TheStatus  rollout.Status
	ThePlan    rollout.Plan
	Blocked    error // of Start, for a plan that is blocked
	Script     []Step
	Err        error // how following ends
	OnStop     error // how it ends after Stop
	OnLeave    error // what else fails when ctx ends
	TaskCode   int   // exit code of RunTask
	IgnoreStop bool  // a stop takes longer than the script
	Runs       bool  // a deployment runs
	Suspended  bool

	Planned rollout.PlanOptions // what Plan was asked
	Waited  rollout.WaitOptions // what Wait was asked

	mu       sync.Mutex
	calls    []string
	stopped  chan struct{}
	approved chan struct{}
	once     sync.Once
}

// Step is an event some time after the one before.  After a [rollout.Waiting]
// for an approval, the script waits for Approve, or for ever.
type Step struct {
	After time.Duration
	Event rollout.Event
}

// Calls returns what changed something, in order.
func (c *Client) Calls() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]string(nil), c.calls...)
}

func (c *Client) call(name string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.calls = append(c.calls, name)
}

func (c *Client) init() {
	c.once.Do(func() { c.stopped, c.approved = make(chan struct{}, 1), make(chan struct{}, 1) })
}

// play plays the script, until it is stopped or left.
func (c *Client) play(ctx context.Context, opts rollout.WaitOptions) error {
	c.init()
	for _, step := range c.Script {
		select {
		case <-ctx.Done():
			return errors.Join(ctx.Err(), c.OnLeave)
		case <-c.stopped:
			return c.OnStop
		case <-time.After(step.After):
		}
		opts.Events(step.Event)
		if w, ok := step.Event.(rollout.Waiting); ok && w.For == rollout.WaitApproval {
			if opts.LeaveAtApproval {
				return &rollout.Failure{Kind: rollout.ErrApproval, Reason: "deployment d-FAKE waits"}
			}
			select {
			case <-ctx.Done():
				return errors.Join(ctx.Err(), c.OnLeave)
			case <-c.stopped:
				return c.OnStop
			case <-c.approved:
			}
		}
	}
	return c.Err
}

// Plan implements [cli.Client].
func (c *Client) Plan(_ context.Context, opts rollout.PlanOptions) (rollout.Plan, error) {
	c.Planned = opts
	return c.ThePlan, nil
}

// Start implements [cli.Client].
func (c *Client) Start(_ context.Context, plan rollout.Plan) (cli.Deployment, error) {
	if plan.Action == rollout.Blocked {
		return nil, c.Blocked
	}
	c.call("start")
	if plan.Action == rollout.Nothing {
		return nil, nil
	}
	return c, nil
}

// Running implements [cli.Client].
func (c *Client) Running(context.Context) (cli.Deployment, error) {
	if !c.Runs {
		return nil, nil
	}
	return c, nil
}

// Status implements [cli.Client].
func (c *Client) Status(context.Context) (rollout.Status, error) { return c.TheStatus, nil }

// AwaitHealthy implements [cli.Client].
func (c *Client) AwaitHealthy(ctx context.Context, events func(rollout.Event)) error {
	return c.play(ctx, rollout.WaitOptions{Events: events})
}

// WaitRolling implements [cli.Client].
func (c *Client) WaitRolling(ctx context.Context, events func(rollout.Event)) error {
	return c.play(ctx, rollout.WaitOptions{Events: events})
}

// StopRolling implements [cli.Client].
func (c *Client) StopRolling(ctx context.Context) error { return c.Stop(ctx, true) }

// RunTask implements [cli.Client].
func (c *Client) RunTask(ctx context.Context, command []string, events func(rollout.Event)) (int, error) {
	c.call("run " + command[0])
	events(rollout.LogLine{Line: "it runs\x1b[2J"})
	if c.OnLeave != nil { // it takes for ever
		<-ctx.Done()
		return -1, errors.Join(ctx.Err(), c.OnLeave)
	}
	return c.TaskCode, nil
}

// Prune implements [cli.Client].
func (c *Client) Prune(context.Context, int) ([]string, error) {
	c.call("prune")
	return []string{"web:30"}, nil
}

// ResumeScaling implements [cli.Client].
func (c *Client) ResumeScaling(context.Context) (bool, error) {
	c.call("resume")
	return c.Suspended, nil
}

// ID implements [cli.Deployment].
func (c *Client) ID() string { return "d-FAKE" }

// Wait implements [cli.Deployment].
func (c *Client) Wait(ctx context.Context, opts rollout.WaitOptions) error {
	c.Waited = opts
	return c.play(ctx, opts)
}

// Approve implements [cli.Deployment].
func (c *Client) Approve(context.Context) error {
	c.init()
	c.call("approve")
	c.approved <- struct{}{}
	return nil
}

// Finish implements [cli.Deployment].
func (c *Client) Finish(context.Context) error { c.call("finish"); return nil }

// Stop implements [cli.Deployment].
func (c *Client) Stop(context.Context, bool) error {
	c.init()
	c.call("stop")
	if !c.IgnoreStop {
		c.stopped <- struct{}{}
	}
	return nil
}
