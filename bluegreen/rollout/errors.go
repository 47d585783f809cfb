package rollout

import (
	"errors"
	"strings"
)

// Failure says why a version is not in production, and what is instead. It wraps its
// Kind, so that errors.Is identifies it.
type Failure struct {
	// Kind is ErrRolledBack or one of the variables declared with it.
	Kind error
	// Code is AWS's, such as ALARM_ACTIVE. Empty if AWS gives none.
	Code string
	// Reason is one sentence.
	Reason string
	// Evidence has further lines: stopped tasks with their last log lines, unhealthy targets, alarms.
	Evidence []string
	// Serving is what gets production traffic now, such as "family:41 on 2 tasks". Empty if unknown.
	Serving string
	// Console is the deployment's page in the AWS console. Empty without a deployment.
	Console string
	// Remedy says what to do, as an imperative.
	Remedy string
}

// The kinds of [Failure].
var (
	// ErrRolledBack: the deployment failed and the old version serves.
	ErrRolledBack = errors.New("rolled back")
	// ErrFailed: the deployment failed and was not rolled back, or the rollback failed too.
	ErrFailed = errors.New("failed")
	// ErrStopped: a person stopped the deployment.
	ErrStopped = errors.New("stopped by a person")
	// ErrBlocked: nothing was started, because it could not succeed.
	ErrBlocked = errors.New("blocked")
	// ErrBusy: another deployment runs.
	ErrBusy = errors.New("another deployment runs")
	// ErrUnhealthy: the version serves, but its tasks are sick.
	ErrUnhealthy = errors.New("unhealthy")
	// ErrApproval: the deployment waits for an approval, and the caller wanted to know.
	ErrApproval = errors.New("waits for approval")
)

// ErrCredentials says that AWS no longer accepts the credentials. The deployment goes on without the
// caller.
var ErrCredentials = errors.New("the AWS credentials have expired")

func (f *Failure) Error() string {
	text := f.Kind.Error() + ": " + f.Reason
	if f.Code != "" && !strings.Contains(f.Reason, f.Code) {
		text += " (" + f.Code + ")"
	}
	return text
}

func (f *Failure) Unwrap() error { return f.Kind }
