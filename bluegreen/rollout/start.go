package rollout

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/codedeploy"
	cdtypes "github.com/aws/aws-sdk-go-v2/service/codedeploy/types"
)

// Start does what the plan says and returns the deployment that was started or joined. A plan that
// is blocked returns a [Failure] of kind ErrBlocked or ErrBusy. A plan with nothing to do returns nil:
// call AwaitHealthy. Two programs that start at once get the same deployment. If the plan supersedes
// a deployment, Start returns after that and its rollback have ended, which takes minutes.
//
// Start also restores scaling that an earlier program left suspended; see ResumeScaling.
func (c *Client) Start(ctx context.Context, plan Plan) (*Deployment, error) {
	if _, err := c.ResumeScaling(ctx); err != nil {
		return nil, err
	}
	switch plan.Action {
	case Nothing:
		return nil, nil
	case Join:
		return c.deployment(plan.Deployment, true), nil
	case Start:
	default:
		return nil, plan.Err()
	}
	if plan.Supersedes {
		if err := c.makeWay(ctx, plan.Deployment); err != nil {
			return nil, explained(err)
		}
	}
	deployment, err := c.create(ctx, plan)
	return deployment, explained(err)
}

// makeWay ends a running deployment and waits for its end.
func (c *Client) makeWay(ctx context.Context, id string) error {
	_, err := persist(ctx, orIgnore(nil), func() (any, error) { return nil, c.cutShort(ctx, id) })
	if err != nil && !isError[*cdtypes.DeploymentAlreadyCompletedException](err) {
		return err
	}
	if err := c.awaitEnd(ctx, id); err != nil {
		return err
	}
	_, err = c.ResumeScaling(ctx)
	return err
}

// cutShort lets a deployment end soon. A rollback ends by itself.
func (c *Client) cutShort(ctx context.Context, id string) error {
	a, err := c.attempt(ctx, id)
	if err != nil || a.ended() || a.rollsBack() != "" {
		return err
	}
	d := c.deployment(id, true)
	if a.InstanceTerminationWaitTimeStarted {
		return d.continueAfter(ctx, cdtypes.DeploymentWaitTypeTerminationWait)
	}
	return d.Stop(ctx, true)
}

// awaitEnd waits until a deployment and its rollback have ended.
func (c *Client) awaitEnd(ctx context.Context, id string) error {
	var ended time.Time
	for {
		a, err := persist(ctx, orIgnore(nil), func() (attempt, error) { return c.attempt(ctx, id) })
		if err != nil {
			return err
		}
		if next := a.rolledBackBy(); a.ended() && next != "" {
			id, ended = next, time.Time{}
			continue
		}
		if a.ended() {
			if ended.IsZero() {
				ended = time.Now()
			}
			if !a.expectsRollback() || time.Since(ended) > rollbackDelay {
				return nil
			}
		}
		if err := sleep(ctx, cmp.Or(c.every, lookEvery), nil); err != nil {
			return err
		}
	}
}

// create starts a deployment. If another program was faster, or an earlier answer was lost, the
// deployment that runs is joined.
func (c *Client) create(ctx context.Context, plan Plan) (*Deployment, error) {
	before, scales, err := c.suspended(ctx)
	if err != nil {
		return nil, err
	}
	// AWS limits the text to 256 characters; a family has up to 255, so the mark comes first.
	description := "rollout"
	if scales {
		description += " " + before.mark()
	}
	input := &codedeploy.CreateDeploymentInput{
		ApplicationName:     aws.String(c.target.Application),
		DeploymentGroupName: aws.String(c.target.DeploymentGroup),
		Description:         aws.String(shortened(description+" "+plan.From+" -> "+plan.To, 256)),
		Revision: &cdtypes.RevisionLocation{
			RevisionType: cdtypes.RevisionLocationTypeAppSpecContent,
			AppSpecContent: &cdtypes.AppSpecContent{
				Content: aws.String(c.target.AppSpec), Sha256: aws.String(fingerprint(c.target.AppSpec)),
			},
		},
	}
	for pause := firstPause; ; pause = min(2*pause, longestPause) {
		out, err := c.aws.CodeDeploy.CreateDeployment(ctx, input)
		if err == nil {
			return c.deployment(aws.ToString(out.DeploymentId), false), nil
		}
		busy := isError[*cdtypes.DeploymentLimitExceededException](err)
		if !busy && !passing(err) {
			return nil, err
		}
		d, lookErr := c.joinRunning(ctx)
		if d != nil || lookErr != nil && !passing(lookErr) {
			return d, lookErr
		}
		if pause == longestPause {
			return nil, fmt.Errorf("CodeDeploy did not start a deployment; start again: %w", errors.Join(err, lookErr))
		}
		if err := sleep(ctx, pause, nil); err != nil {
			return nil, err
		}
	}
}

// joinRunning returns the running deployment if it deploys the target's AppSpec, a [Failure] of kind
// ErrBusy if it deploys another, and nil if none runs.
func (c *Client) joinRunning(ctx context.Context) (*Deployment, error) {
	current, ok, err := c.running(ctx)
	if err != nil || !ok {
		return nil, err
	}
	cause, err := c.cause(ctx, current)
	if err != nil {
		return nil, err
	}
	if cause.fingerprint() != fingerprint(c.target.AppSpec) {
		busy := Plan{Deployment: current.id(), Console: c.page(current.id())}
		return nil, busy.because(Blocked, busyReason(current)).Err()
	}
	return c.deployment(cause.id(), true), nil
}

func shortened(text string, most int) string { return text[:min(len(text), most)] }

func (c *Client) page(id string) string {
	return fmt.Sprintf("https://%[1]s.console.aws.amazon.com/codesuite/codedeploy/deployments/%[2]s?region=%[1]s",
		c.target.Region, id)
}
