package rollout

import "context"

// Deployment is a CodeDeploy deployment.
type Deployment struct {
	client *Client
	id     string
	joined bool
}

// Open returns a deployment by its id.
func (c *Client) Open(ctx context.Context, id string) (*Deployment, error) { panic("todo") }

// Running returns the group's running deployment, or nil.
func (c *Client) Running(ctx context.Context) (*Deployment, error) { panic("todo") }

// ID returns the deployment's id, such as "d-A1B2C3".
func (d *Deployment) ID() string { return d.id }

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
// resumed. Failed looks at AWS are repeated until ctx ends.
//
// Wait suspends the service's scaling while tasks are replaced and traffic shifts. It stops the
// deployment with a rollback after the third new task that stops by itself.
func (d *Deployment) Wait(ctx context.Context, opts WaitOptions) error { panic("todo") }

// Approve lets a deployment continue that waits for an approval.
func (d *Deployment) Approve(ctx context.Context) error { panic("todo") }

// Finish terminates the old tasks now, if all traffic has shifted.
func (d *Deployment) Finish(ctx context.Context) error { panic("todo") }

// Stop stops the deployment. With rollback, traffic returns to the old tasks; follow that with Wait.
func (d *Deployment) Stop(ctx context.Context, rollback bool) error { panic("todo") }

// ResumeScaling restores the service's scaling after a program that had suspended it died. It
// reports whether there was something to restore, and leaves what a person suspended.
func (c *Client) ResumeScaling(ctx context.Context) (bool, error) { panic("todo") }
