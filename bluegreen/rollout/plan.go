package rollout

import (
	"context"
	"fmt"
	"strings"

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

// Plan says what [Client.Start] would do, and why.
type Plan struct {
	Action  Action   `json:"action"`
	Reasons []string `json:"reasons"` // one sentence each
	// Deployment is the one to join, or the one that blocks or is superseded.
	Deployment string `json:"deployment,omitempty"`
	Console    string `json:"console,omitempty"` // its page in the AWS console
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
	service, err := c.service(ctx)
	if err != nil {
		return Plan{}, err
	}
	if problem := c.undeployable(service); problem != "" {
		return plan.because(Blocked, problem), nil
	}
	serves := primaryOf(service)
	plan.From = shortName(aws.ToString(serves.TaskDefinition))
	current, running, err := c.running(ctx)
	switch {
	case err != nil:
		return Plan{}, err
	case running:
		plan, err = c.beside(ctx, plan, current, opts)
	default:
		plan = plan.replacing(serves, spec, opts)
	}
	if err != nil || plan.Action != Start {
		return plan, err
	}
	return c.checked(ctx, plan, group, serves)
}

// beside decides what to do while a deployment runs.
func (c *Client) beside(ctx context.Context, plan Plan, current attempt, opts PlanOptions) (Plan, error) {
	cause, err := c.cause(ctx, current)
	if err != nil {
		return Plan{}, err
	}
	if cause.fingerprint() == fingerprint(c.target.AppSpec) {
		plan.Deployment, plan.Console = cause.id(), c.page(cause.id())
		return plan.because(Join, joinReason(current, cause)), nil
	}
	plan.Deployment, plan.Console, plan.Supersedes = current.id(), c.page(current.id()), opts.Supersede
	if opts.Supersede {
		return plan.because(Start, supersedeReason(current)), nil
	}
	return plan.because(Blocked, busyReason(current)), nil
}

// replacing decides whether what serves has to be replaced.
func (p Plan) replacing(serves ecstypes.TaskSet, spec appSpec, opts PlanOptions) Plan {
	changes := spec.differences(serves)
	switch {
	case len(changes) > 0:
		return p.because(Start, fmt.Sprintf("%s serves; a deployment changes %s", p.From, strings.Join(changes, ", ")))
	case opts.Force:
		return p.because(Start, p.To+" already serves; it is deployed again as requested")
	}
	return p.because(Nothing, p.To+" already serves")
}

// checked blocks a plan to start that could not succeed, and adds what is known of earlier attempts.
func (c *Client) checked(
	ctx context.Context, plan Plan, group *cdtypes.DeploymentGroupInfo, serves ecstypes.TaskSet,
) (Plan, error) {
	problems, err := c.preflight(ctx, group, serves, plan.Supersedes)
	if err != nil {
		return Plan{}, err
	}
	if len(problems) > 0 {
		return Plan{Action: Blocked, Reasons: problems, From: plan.From, To: plan.To}, nil
	}
	earlier, err := c.earlierFailure(ctx, group)
	if err != nil || earlier == "" {
		return plan, err
	}
	return plan.because(Start, earlier), nil
}

// Err returns why a blocked plan starts nothing: a [Failure] of kind ErrBlocked, or of ErrBusy if
// another deployment runs. It is nil for the other plans.
func (p Plan) Err() error {
	if p.Action != Blocked {
		return nil
	}
	f := &Failure{
		Kind: ErrBlocked, Reason: strings.Join(p.Reasons, "; "), Serving: p.From, Console: p.Console,
		Remedy: "Remove the cause and start again.",
	}
	if p.Deployment != "" {
		f.Kind, f.Remedy = ErrBusy, "Wait for its end, or set Supersede (--supersede)."
	}
	return f
}

func (p Plan) because(action Action, reasons ...string) Plan {
	p.Action, p.Reasons = action, append(p.Reasons, reasons...)
	return p
}

func primaryOf(service ecstypes.Service) ecstypes.TaskSet {
	for _, set := range service.TaskSets {
		if aws.ToString(set.Status) == primary {
			return set
		}
	}
	return ecstypes.TaskSet{}
}
