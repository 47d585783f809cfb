package rollout

import "context"

// AwaitHealthy waits until the service has as many running and healthy tasks as it should, or
// returns a [Failure] of kind ErrUnhealthy when ctx ends or tasks fail for good.
func (c *Client) AwaitHealthy(ctx context.Context, events func(Event)) error { panic("todo") }

// WaitRolling follows the rolling deployment of the target's revision, and returns nil only if that
// revision serves.
func (c *Client) WaitRolling(ctx context.Context, events func(Event)) error { panic("todo") }

// StopRolling stops the running deployment of a rolling service and rolls it back.
func (c *Client) StopRolling(ctx context.Context) error { panic("todo") }

// RunTask runs the target's revision once, with another command in the main container, and returns
// its exit code. Events get its log lines. A task with the same command and revision that already
// runs is followed instead of started again.
func (c *Client) RunTask(ctx context.Context, command []string, events func(Event)) (int, error) {
	panic("todo")
}

// Prune deregisters old revisions of the task definition's family and returns them. It keeps what a
// task or task set uses, the target's revision, and the newest keep others. AWS deletes nothing:
// deregistered revisions can still be read.
func (c *Client) Prune(ctx context.Context, keep int) ([]string, error) { panic("todo") }

// Status is what a service does now.
type Status struct {
	Target           Target   `json:"-"`
	Serving          string   `json:"serving"`              // family:revision that gets production traffic
	Wanted           string   `json:"wanted"`               // family:revision of the target
	Blue             Tasks    `json:"blue"`                 // what serves
	Green            *Tasks   `json:"green,omitempty"`      // what a deployment starts
	Deployment       string   `json:"deployment,omitempty"` // the running one
	Phase            Phase    `json:"phase,omitempty"`
	Percent          int      `json:"percent,omitempty"` // of traffic on green
	Last             string   `json:"last,omitempty"`    // how the last deployment ended, one sentence
	Alarms           []string `json:"alarms,omitempty"`  // that fire
	ScalingSuspended bool     `json:"scalingSuspended,omitempty"`
}

// Status looks once.
func (c *Client) Status(ctx context.Context) (Status, error) { panic("todo") }
