package rollout

import (
	"context"
	"fmt"
	"time"
)

// hold is the suspension of a service's scaling by one wait.
type hold struct {
	client *Client
	emit   func(Event)
	before suspension
	exists bool // the deployment has a mark
	state  holdState
}

type holdState int

const (
	unknown    holdState = iota // a wait that died may have suspended the scaling
	suspending                  // a call that failed or was cut off may still take effect
	held
	released
)

// set suspends or restores the scaling. It does nothing if the deployment has no mark, because nobody
// could restore the scaling after a crash.
func (h *hold) set(ctx context.Context, suspended bool) error {
	switch {
	case !h.exists || h.before == allSuspended:
		return nil
	case suspended:
		_, err := persist(ctx, h.emit, func() (any, error) { return nil, h.suspend(ctx) })
		if err != nil && ctx.Err() == nil {
			h.state = unknown // AWS refused
		}
		if err != nil {
			return fmt.Errorf("suspending the scaling of service %q: %w", h.client.target.Service, err)
		}
	case !suspended && h.state != released:
		resumed, err := persist(ctx, h.emit, func() (bool, error) { return h.restore(ctx) })
		if err != nil {
			return fmt.Errorf("the scaling of service %q may still be suspended; resume it with ResumeScaling "+
				"(rollout resume-scaling): %w", h.client.target.Service, err)
		}
		if resumed || h.state == held { // an earlier answer may have been lost
			h.emit(Held{Resumed: true})
		}
		h.state = released
	}
	return nil
}

// suspend looks each time: another wait for the same deployment may have restored the scaling as it
// was interrupted.
func (h *hold) suspend(ctx context.Context) error {
	now, ok, err := h.client.suspended(ctx)
	if err != nil || !ok {
		return err
	}
	if now != allSuspended {
		h.state = suspending
		if err := h.client.suspend(ctx, allSuspended); err != nil {
			return err
		}
	}
	if h.state != held {
		h.state = held
		h.emit(Held{})
	}
	return nil
}

// restore looks first, except after a suspension that may take effect only after the look.
func (h *hold) restore(ctx context.Context) (bool, error) {
	if h.state == suspending {
		return true, h.client.suspend(ctx, h.before)
	}
	return h.client.restore(ctx, h.before)
}

// release restores the scaling even if ctx has ended.
func (h *hold) release(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), releaseTimeout)
	defer cancel()
	return h.set(ctx, false)
}

// releaseTimeout is below the time that CI leaves an interrupted job: GitHub Actions kills it after
// ten seconds.
const releaseTimeout = 9 * time.Second
