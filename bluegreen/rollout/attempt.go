package rollout

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/codedeploy"
	cdtypes "github.com/aws/aws-sdk-go-v2/service/codedeploy/types"
)

// attempt is a deployment as CodeDeploy describes it.
type attempt struct{ *cdtypes.DeploymentInfo }

var runs = []cdtypes.DeploymentStatus{
	cdtypes.DeploymentStatusCreated, cdtypes.DeploymentStatusQueued, cdtypes.DeploymentStatusInProgress,
	cdtypes.DeploymentStatusBaking, cdtypes.DeploymentStatusReady,
}

func (a attempt) id() string { return aws.ToString(a.DeploymentId) }

func (a attempt) ended() bool {
	switch a.Status {
	case cdtypes.DeploymentStatusSucceeded, cdtypes.DeploymentStatusFailed, cdtypes.DeploymentStatusStopped:
		return true
	}
	return false
}

func (a attempt) failed() bool { return a.ended() && a.Status != cdtypes.DeploymentStatusSucceeded }

// waits says whether the deployment replaces no tasks and shifts no traffic now.
func (a attempt) waits() bool {
	return a.Status == cdtypes.DeploymentStatusReady || a.InstanceTerminationWaitTimeStarted
}

func (a attempt) code() string {
	if a.ErrorInformation == nil {
		return ""
	}
	return string(a.ErrorInformation.Code)
}

// fingerprint is that of the deployed AppSpec.
func (a attempt) fingerprint() string {
	if a.Revision == nil || a.Revision.AppSpecContent == nil {
		return ""
	}
	return aws.ToString(a.Revision.AppSpecContent.Sha256)
}

// rolledBackBy returns the id of the deployment that rolls this one back, and rollsBack that of the
// one which this one rolls back. Both are empty otherwise.
func (a attempt) rolledBackBy() string {
	if a.RollbackInfo == nil {
		return ""
	}
	return aws.ToString(a.RollbackInfo.RollbackDeploymentId)
}

func (a attempt) rollsBack() string {
	if a.RollbackInfo == nil || a.Creator != cdtypes.DeploymentCreatorCodeDeployRollback {
		return ""
	}
	return aws.ToString(a.RollbackInfo.RollbackTriggeringDeploymentId)
}

// expectsRollback says whether a rollback of the deployment may still start. CodeDeploy starts it some
// seconds after the deployment has failed.
func (a attempt) expectsRollback() bool {
	return a.failed() && a.rolledBackBy() == "" && a.Creator != cdtypes.DeploymentCreatorCodeDeployRollback
}

const rollbackDelay = 30 * time.Second

func (c *Client) attempt(ctx context.Context, id string) (attempt, error) {
	out, err := c.aws.CodeDeploy.GetDeployment(ctx, &codedeploy.GetDeploymentInput{DeploymentId: aws.String(id)})
	if isError[*cdtypes.DeploymentDoesNotExistException](err) {
		return attempt{}, fmt.Errorf("deployment %q does not exist in %s; check the id, the account and the region: %w",
			id, c.target.Region, err)
	}
	if err != nil {
		return attempt{}, err
	}
	return attempt{out.DeploymentInfo}, nil
}

// cause returns the deployment that a rollback rolls back, and any other deployment itself.
func (c *Client) cause(ctx context.Context, a attempt) (attempt, error) {
	if id := a.rollsBack(); id != "" {
		return c.attempt(ctx, id)
	}
	return a, nil
}

// running returns the group's running deployment, which may be a rollback.
func (c *Client) running(ctx context.Context) (found attempt, ok bool, err error) {
	if err := c.needsBlueGreen(); err != nil {
		return attempt{}, false, err
	}
	out, err := c.aws.CodeDeploy.ListDeployments(ctx, &codedeploy.ListDeploymentsInput{
		ApplicationName:     aws.String(c.target.Application),
		DeploymentGroupName: aws.String(c.target.DeploymentGroup),
		IncludeOnlyStatuses: runs,
	})
	if err != nil {
		return attempt{}, false, err
	}
	for _, id := range out.Deployments { // one at most: CodeDeploy runs one a group
		a, err := c.attempt(ctx, id)
		if err != nil || !a.ended() {
			return a, err == nil, err
		}
	}
	return attempt{}, false, nil
}

// last returns the group's newest deployment.
func (c *Client) last(ctx context.Context) (found attempt, ok bool, err error) {
	group, err := c.group(ctx)
	if err != nil || group.LastAttemptedDeployment == nil || group.LastAttemptedDeployment.DeploymentId == nil {
		return attempt{}, false, err
	}
	a, err := c.attempt(ctx, *group.LastAttemptedDeployment.DeploymentId)
	return a, err == nil, err
}

func (c *Client) group(ctx context.Context) (*cdtypes.DeploymentGroupInfo, error) {
	if err := c.needsBlueGreen(); err != nil {
		return nil, err
	}
	out, err := c.aws.CodeDeploy.GetDeploymentGroup(ctx, &codedeploy.GetDeploymentGroupInput{
		ApplicationName:     aws.String(c.target.Application),
		DeploymentGroupName: aws.String(c.target.DeploymentGroup),
	})
	if isError[*cdtypes.DeploymentGroupDoesNotExistException](err) ||
		isError[*cdtypes.ApplicationDoesNotExistException](err) {
		return nil, fmt.Errorf("deployment group %q of CodeDeploy application %q does not exist in %s; "+
			"run pulumi up first, or check the account and the region: %w",
			c.target.DeploymentGroup, c.target.Application, c.target.Region, err)
	}
	if err != nil {
		return nil, err
	}
	return out.DeploymentGroupInfo, nil
}

func (c *Client) needsBlueGreen() error {
	if c.target.BlueGreen() {
		return nil
	}
	return errors.New("the target is a rolling service, which CodeDeploy does not deploy; " +
		"use WaitRolling and StopRolling")
}
