// Package report shows a rollout: as a live block in a terminal, as lines, as JSON, or to GitHub
// Actions. A report never makes the rollout wait, and never ends it: see [Outbox].
package report

import (
	"time"

	"github.com/knwl-platform/infra/bluegreen/rollout"
)

// Report shows what a command does. Its methods are safe for concurrent use.
type Report interface {
	// Plan shows what is about to happen.
	Plan(rollout.Target, rollout.Plan)
	// Status shows what a service does now.
	Status(rollout.Status)
	// Event shows what happened in a deployment.
	Event(rollout.Event)
	// Note shows what the command itself did.
	Note(text string)
	// End shows how the command ended. Nothing is shown after it.
	End(Outcome)
}

// Outcome is how a command ended.
type Outcome struct {
	Text   string // on success, one sentence; may be empty
	Err    error  // nil on success
	Code   int    // the exit code
	Result string // one word for a script, such as rolled-back
}

// Clock tells the time; [time.Now] outside of tests.
type Clock func() time.Time
