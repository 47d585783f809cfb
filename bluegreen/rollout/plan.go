package rollout

import "context"

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
func (c *Client) Plan(ctx context.Context, opts PlanOptions) (Plan, error) { panic("todo") }

// Start does what the plan says and returns the deployment that was started or joined. A plan that
// is blocked returns a [Failure] of kind ErrBlocked or ErrBusy. A plan with nothing to do returns nil:
// call AwaitHealthy. Two programs that start at once get the same deployment.
func (c *Client) Start(ctx context.Context, plan Plan) (*Deployment, error) { panic("todo") }
