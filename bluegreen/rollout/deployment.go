package rollout

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/codedeploy"
	cdtypes "github.com/aws/aws-sdk-go-v2/service/codedeploy/types"
)

// Deployment is a CodeDeploy deployment. Its methods may be called while Wait runs. Approve, Finish
// and Stop repeat a call that fails because of a throttle, a server error or the network until ctx
// ends.
type Deployment struct {
	client *Client
	id     string
	joined bool
	wake   chan struct{} // makes Wait look at once
}

func (c *Client) deployment(id string, joined bool) *Deployment {
	return &Deployment{client: c, id: id, joined: joined, wake: make(chan struct{}, 1)}
}

// Open returns a deployment by its id. A rollback's id returns the deployment that it rolls back.
func (c *Client) Open(ctx context.Context, id string) (*Deployment, error) {
	a, err := c.attempt(ctx, id)
	if err != nil {
		return nil, err
	}
	if aws.ToString(a.ApplicationName) != c.target.Application ||
		aws.ToString(a.DeploymentGroupName) != c.target.DeploymentGroup {
		return nil, fmt.Errorf("deployment %q belongs to deployment group %q of application %q, not to %q of %q; "+
			"choose the stack or output that deploys it", id, aws.ToString(a.DeploymentGroupName),
			aws.ToString(a.ApplicationName), c.target.DeploymentGroup, c.target.Application)
	}
	if a, err = c.cause(ctx, a); err != nil {
		return nil, err
	}
	return c.deployment(a.id(), true), nil
}

// Running returns the group's running deployment, or nil. While a rollback runs, it is the deployment
// that is rolled back.
func (c *Client) Running(ctx context.Context) (*Deployment, error) {
	a, ok, err := c.running(ctx)
	if !ok {
		return nil, err
	}
	if a, err = c.cause(ctx, a); err != nil {
		return nil, err
	}
	return c.deployment(a.id(), true), nil
}

// ID returns the deployment's id, such as "d-A1B2C3".
func (d *Deployment) ID() string { return d.id }

// Approve lets a deployment continue that waits for an approval.
func (d *Deployment) Approve(ctx context.Context) error {
	a, err := d.look(ctx)
	switch {
	case err != nil:
		return err
	case a.Status != cdtypes.DeploymentStatusReady:
		return fmt.Errorf("deployment %s does not wait for an approval now; look at its status", d.id)
	}
	return d.continueAfter(ctx, cdtypes.DeploymentWaitTypeReadyWait)
}

// Finish terminates the old tasks now, if all traffic has shifted. Nothing rolls back after that.
func (d *Deployment) Finish(ctx context.Context) error {
	a, err := d.look(ctx)
	switch {
	case err != nil:
		return err
	case a.ended():
		return fmt.Errorf("deployment %s has ended already; look at its status", d.id)
	case !a.InstanceTerminationWaitTimeStarted:
		return fmt.Errorf("deployment %s has not shifted all traffic; finish it when it waits for the termination "+
			"of the old tasks", d.id)
	}
	return unlessEnded(d.continueAfter(ctx, cdtypes.DeploymentWaitTypeTerminationWait))
}

func (d *Deployment) look(ctx context.Context) (attempt, error) {
	return persist(ctx, orIgnore(nil), func() (attempt, error) { return d.client.attempt(ctx, d.id) })
}

// continueAfter ends a wait that the caller has just seen. If it is over by then, another program was
// faster, or an earlier answer was lost.
func (d *Deployment) continueAfter(ctx context.Context, wait cdtypes.DeploymentWaitType) error {
	return d.change(ctx, func() error {
		_, err := d.client.aws.CodeDeploy.ContinueDeployment(ctx, &codedeploy.ContinueDeploymentInput{
			DeploymentId: aws.String(d.id), DeploymentWaitType: wait,
		})
		if isError[*cdtypes.DeploymentIsNotInReadyStateException](err) {
			return nil
		}
		return err
	})
}

// Stop stops the deployment. With rollback, traffic returns to the old tasks: call Wait to follow
// that. Stopping a deployment that has already ended is no error; Wait returns how it ended.
func (d *Deployment) Stop(ctx context.Context, rollback bool) error {
	return unlessEnded(d.change(ctx, func() error {
		_, err := d.client.aws.CodeDeploy.StopDeployment(ctx, &codedeploy.StopDeploymentInput{
			DeploymentId: aws.String(d.id), AutoRollbackEnabled: aws.Bool(rollback),
		})
		return err
	}))
}

// unlessEnded ignores that a deployment has ended, perhaps by an earlier call whose answer was lost.
func unlessEnded(err error) error {
	if isError[*cdtypes.DeploymentAlreadyCompletedException](err) {
		return nil
	}
	return err
}

// change makes Wait look at once.
func (d *Deployment) change(ctx context.Context, call func() error) error {
	_, err := persist(ctx, orIgnore(nil), func() (any, error) { return nil, call() })
	select {
	case d.wake <- struct{}{}:
	default:
	}
	if isError[*cdtypes.DeploymentAlreadyCompletedException](err) {
		return fmt.Errorf("deployment %s has ended already; look at its status: %w", d.id, err)
	}
	return err
}
