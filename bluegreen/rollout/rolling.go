package rollout

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	ecstypes "github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// WaitRolling follows the rolling deployment of the target's revision and a rollback of it. It
// returns nil only if that revision serves and is healthy. Blue is the old revision in the events,
// Green the new one.
//
// A rollback by the circuit breaker, an alarm or a person is a [Failure] of kind ErrRolledBack, and so
// is a service that runs another revision. A deployment that failed and was not rolled back is
// ErrFailed. If ctx ends during the deployment, WaitRolling returns ctx's error and the deployment
// goes on; if it ends afterwards, see [Client.AwaitHealthy].
func (c *Client) WaitRolling(ctx context.Context, events func(Event)) error {
	if err := c.needsRolling(); err != nil {
		return err
	}
	emit := orIgnore(events)
	w := &rollingWatch{Client: c, emit: emit, changed: onChange(emit), known: map[string]bool{}}
	if err := c.poll(ctx, emit, func() (bool, error) { return w.look(ctx) }); err != nil {
		return err
	}
	return c.AwaitHealthy(ctx, func(e Event) {
		if tasks, ok := e.(TasksChanged); ok {
			e = TasksChanged{Green: tasks.Blue} // the new revision serves now
		}
		emit(e)
	})
}

// StopRolling stops the running deployment of a rolling service. ECS rolls it back: call
// WaitRolling to follow that. Without a running deployment it returns an error.
func (c *Client) StopRolling(ctx context.Context) error {
	if err := c.needsRolling(); err != nil {
		return err
	}
	running, err := c.serviceDeployments(ctx, ecstypes.ServiceDeploymentStatusPending,
		ecstypes.ServiceDeploymentStatusInProgress)
	if err != nil {
		return explained(err)
	}
	if len(running) == 0 {
		return fmt.Errorf("service %q has no running deployment that could be stopped; deploy another revision instead",
			c.target.Service)
	}
	_, err = c.aws.ECS.StopServiceDeployment(ctx, &ecs.StopServiceDeploymentInput{
		ServiceDeploymentArn: running[0].ServiceDeploymentArn,
		StopType:             ecstypes.StopServiceDeploymentStopTypeRollback,
	})
	return explained(err)
}

func (c *Client) needsRolling() error {
	if !c.target.BlueGreen() {
		return nil
	}
	return errors.New("the target is a blue/green service, which CodeDeploy deploys; " +
		"use Plan, Start and the methods of Deployment")
}
