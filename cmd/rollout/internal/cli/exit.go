package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/aws/smithy-go"

	"github.com/knwl-platform/infra/bluegreen/rollout"
	"github.com/knwl-platform/infra/cmd/rollout/internal/report"
)

// The exit codes. The command run ends with the task's own code instead.
const (
	exitDone     = 0
	exitFailed   = 1 // failed, rolled back, refused, unhealthy
	exitUsage    = 2 // usage, outputs, credentials
	exitStopped  = 3 // a person stopped the deployment
	exitTimeout  = 4
	exitApproval = 5 // waits for approval
	exitLeft     = 130
)

// setupError is a mistake in the command line, the stack's outputs or the credentials.
type setupError struct{ error }

func (e setupError) Unwrap() error { return e.error }

// taskError says that a one-off task ended with a code.
type taskError int

func (e taskError) Error() string { return fmt.Sprintf("the task ended with exit code %d", int(e)) }

// errLeft is the cause of a context that ends because a person or a signal ended the command.
var errLeft = errors.New("left")

// timeoutError is the cause of a context that ends after --timeout.
type timeoutError time.Duration

func (e timeoutError) Error() string { return fmt.Sprintf("time-out after %s", time.Duration(e)) }

// kinds are the errors of the library, with the code and a word for scripts.
var kinds = []struct {
	err  error
	code int
	word string
}{
	{rollout.ErrStopped, exitStopped, "stopped"},
	{rollout.ErrApproval, exitApproval, "waits-for-approval"},
	{rollout.ErrRolledBack, exitFailed, "rolled-back"},
	{rollout.ErrBlocked, exitFailed, "blocked"},
	{rollout.ErrBusy, exitFailed, "busy"},
	{rollout.ErrUnhealthy, exitFailed, "unhealthy"},
}

// result returns the exit code and the word for a command's error, which has been through [explain].
func result(err error) (int, string) {
	var task taskError
	var setup setupError
	var timeout timeoutError
	switch {
	case err == nil:
		return exitDone, "done"
	case errors.Is(err, errLeft):
		return exitLeft, "left-running"
	case errors.As(err, &timeout):
		return exitTimeout, "time-out"
	case errors.As(err, &task):
		return int(task), "failed"
	case errors.As(err, &setup):
		return exitUsage, "setup"
	}
	for _, kind := range kinds {
		if errors.Is(err, kind.err) {
			return kind.code, kind.word
		}
	}
	return exitFailed, "failed"
}

// explain replaces an error by what caused it: the end of the context, or credentials. running is
// what was followed, or empty. What failed besides, such as restoring the scaling, is kept.
func explain(ctx context.Context, err error, running string) error {
	var f *rollout.Failure
	cause := context.Cause(ctx)
	switch {
	case err == nil:
		return nil
	case cause != nil && (errors.Is(cause, errLeft) || !errors.As(err, &f)):
		if running == "" {
			return errors.Join(fmt.Errorf("%w; run it again to go on", cause), besides(err))
		}
		return errors.Join(fmt.Errorf("%w: %s runs on; run rollout again to follow it, or rollout stop to roll it back",
			cause, running), besides(err))
	case errors.Is(err, rollout.ErrCredentials):
		return setupError{err}
	case credentials(err):
		return setupError{fmt.Errorf("%w; AWS refuses the credentials or they lack a permission: "+
			"log in again, or see `rollout policy`, then run it again", err)}
	}
	return err
}

// besides returns those of several errors that are not the end of the context itself.
func besides(err error) error {
	return errors.Join(slices.DeleteFunc(slices.Clone(report.Joined(err)), func(e error) bool {
		return errors.Is(e, context.Canceled) || errors.Is(e, context.DeadlineExceeded)
	})...)
}

// credentials says whether AWS refused a call because of who made it.
func credentials(err error) bool {
	var f *rollout.Failure
	var api smithy.APIError
	return !errors.As(err, &f) && errors.As(err, &api) && slices.Contains([]string{
		"AccessDenied", "AccessDeniedException", "ExpiredToken", "ExpiredTokenException",
		"InvalidClientTokenId", "InvalidSignatureException", "SignatureDoesNotMatch", "UnrecognizedClientException",
	}, api.ErrorCode())
}
