package rollout

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	cdtypes "github.com/aws/aws-sdk-go-v2/service/codedeploy/types"
)

func joinReason(current, cause attempt) string {
	if current.id() != cause.id() {
		return fmt.Sprintf("deployment %s of this version failed and is being rolled back by %s",
			cause.id(), current.id())
	}
	return fmt.Sprintf("deployment %s of this version runs since %s", cause.id(), clock(cause.CreateTime))
}

func busyReason(current attempt) string {
	if current.rollsBack() != "" {
		return fmt.Sprintf("deployment %s rolls another version back since %s; wait for its end, or set Supersede "+
			"(--supersede) to deploy when it has ended", current.id(), clock(current.CreateTime))
	}
	return fmt.Sprintf("deployment %s of another version runs since %s; wait for its end, or set Supersede "+
		"(--supersede) to end it", current.id(), clock(current.CreateTime))
}

func supersedeReason(current attempt) string {
	switch {
	case current.rollsBack() != "":
		return fmt.Sprintf("rollback %s ends first", current.id())
	case current.InstanceTerminationWaitTimeStarted:
		return fmt.Sprintf("deployment %s of another version has shifted all traffic; its old tasks are "+
			"terminated first", current.id())
	}
	return fmt.Sprintf("deployment %s of another version is stopped and rolled back first", current.id())
}

// earlierFailure tells that the last attempt to deploy this AppSpec failed.
func (c *Client) earlierFailure(ctx context.Context, group *cdtypes.DeploymentGroupInfo) (string, error) {
	if group.LastAttemptedDeployment == nil || group.LastAttemptedDeployment.DeploymentId == nil {
		return "", nil
	}
	last, err := c.attempt(ctx, *group.LastAttemptedDeployment.DeploymentId)
	if err != nil {
		return "", err
	}
	if last, err = c.cause(ctx, last); err != nil {
		return "", err
	}
	if !last.failed() || last.fingerprint() != fingerprint(c.target.AppSpec) {
		return "", nil
	}
	return fmt.Sprintf("deployment %s of this version failed at %s: %s", last.id(), clock(last.CompleteTime),
		last.message()), nil
}

// message is AWS's text for a failure, with its code.
func (a attempt) message() string {
	if a.ErrorInformation == nil {
		return "AWS gives no reason"
	}
	return fmt.Sprintf("%s (%s)", aws.ToString(a.ErrorInformation.Message), a.ErrorInformation.Code)
}

func clock(t *time.Time) string { return aws.ToTime(t).UTC().Format("2006-01-02 15:04 UTC") }
