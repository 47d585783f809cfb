package rollout

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	cdtypes "github.com/aws/aws-sdk-go-v2/service/codedeploy/types"
	ecstypes "github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// Action is what a [Plan] would do.
type Action string

// The actions.
const (
	Nothing Action = "nothing" // the version already serves
	Start   Action = "start"   // start a deployment
	Join    Action = "join"    // the same deployment already runs
	Blocked Action = "blocked" // nothing can be started, for the reasons given
)

// PlanOptions changes what a plan does.
type PlanOptions struct {
	// Force deploys even if the version already serves, for an image tag that was pushed again.
	Force bool
	// Supersede ends a running deployment of another version instead of being blocked by it. If all
	// of its traffic has shifted, the old tasks are terminated early; otherwise it is rolled back.
	Supersede bool
}

// Plan is what [Client.Start] does. Plan only reads.
type Plan struct {
	Action  Action   `json:"action"`
	Reasons []string `json:"reasons"` // one sentence each
	// Deployment is the one to join, or the one that blocks or is superseded.
	Deployment string `json:"deployment,omitempty"`
	// Supersedes says that Deployment is ended before the new one starts.
	Supersedes bool `json:"supersedes,omitempty"`
	// From and To are the revisions, as family:revision.
	From string `json:"from,omitempty"`
	To   string `json:"to"`
}

// Plan compares the target with what serves, and looks for what would make a deployment fail.
func (c *Client) Plan(ctx context.Context, opts PlanOptions) (Plan, error) {
	plan, err := c.plan(ctx, opts)
	return plan, explained(err)
}

func (c *Client) plan(ctx context.Context, opts PlanOptions) (Plan, error) {
	spec, err := parseAppSpec(c.target.AppSpec)
	if err != nil {
		return Plan{}, err
	}
	group, err := c.group(ctx)
	if err != nil {
		return Plan{}, err
	}
	plan := Plan{To: shortName(spec.TaskDefinition)}
	service, problem, err := c.deployable(ctx)
	if err != nil {
		return Plan{}, err
	}
	if problem != "" {
		return plan.because(Blocked, problem), nil
	}
	primary := primaryOf(service)
	plan.From = shortName(aws.ToString(primary.TaskDefinition))

	current, running, err := c.running(ctx)
	if err != nil {
		return Plan{}, err
	}
	if running {
		cause, err := c.cause(ctx, current)
		if err != nil {
			return Plan{}, err
		}
		plan.Deployment = cause.id()
		if cause.fingerprint() == fingerprint(c.target.AppSpec) {
			return plan.because(Join, joinReason(current, cause)), nil
		}
		plan.Deployment = current.id()
		if !opts.Supersede {
			return plan.because(Blocked, busyReason(current)), nil
		}
		plan.Supersedes = true
		plan.Reasons = append(plan.Reasons, supersedeReason(current))
	} else if changes := spec.differences(primary); len(changes) > 0 {
		plan.Reasons = append(plan.Reasons, fmt.Sprintf("%s serves; a deployment changes %s",
			plan.From, strings.Join(changes, ", ")))
	} else if !opts.Force {
		return plan.because(Nothing, plan.To+" already serves"), nil
	} else {
		plan.Reasons = append(plan.Reasons, plan.To+" already serves; it is deployed again as requested")
	}
	problems, err := c.preflight(ctx, group, primary, running)
	if err != nil {
		return Plan{}, err
	}
	if len(problems) > 0 {
		return Plan{Action: Blocked, Reasons: problems, From: plan.From, To: plan.To}, nil
	}
	earlier, err := c.earlierFailure(ctx, group)
	if err != nil {
		return Plan{}, err
	}
	if earlier != "" {
		plan.Reasons = append(plan.Reasons, earlier)
	}
	return plan.because(Start), nil
}

func (p Plan) because(action Action, reasons ...string) Plan {
	p.Action, p.Reasons = action, append(p.Reasons, reasons...)
	return p
}

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

func primaryOf(service ecstypes.Service) ecstypes.TaskSet {
	for _, set := range service.TaskSets {
		if aws.ToString(set.Status) == primary {
			return set
		}
	}
	return ecstypes.TaskSet{}
}
