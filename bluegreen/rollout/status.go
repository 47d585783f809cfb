package rollout

import "context"

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
