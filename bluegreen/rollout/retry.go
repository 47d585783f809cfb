package rollout

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/smithy-go"
)

const (
	firstPause   = time.Second
	longestPause = 30 * time.Second
)

// persist repeats a call until AWS answers it. A refusal is an answer; a throttle, a server error
// and a lost connection are not.
func persist[T any](ctx context.Context, emit func(Event), call func() (T, error)) (T, error) {
	for pause := firstPause; ; pause = min(2*pause, longestPause) {
		answer, err := call()
		switch {
		case err == nil:
			return answer, nil
		case ctx.Err() != nil:
			return answer, ctx.Err()
		case !passing(err):
			return answer, explained(err)
		}
		emit(Retrying{Reason: err.Error()})
		if err := sleep(ctx, pause, nil); err != nil {
			return answer, err
		}
	}
}

// poll looks until look is done or fails for good, or ctx ends.
func (c *Client) poll(ctx context.Context, emit func(Event), look func() (done bool, err error)) error {
	for {
		if done, err := persist(ctx, emit, look); err != nil || done {
			return err
		}
		if err := sleep(ctx, cmp.Or(c.every, lookEvery), nil); err != nil {
			return err
		}
	}
}

// sleep ends early when something arrives on wake, and with an error when ctx ends.
func sleep(ctx context.Context, pause time.Duration, wake <-chan struct{}) error {
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
	case <-wake:
	}
	return nil
}

// passing says whether the call may succeed later. The SDK takes an unknown host for permanent, but
// so looks a network that is down.
func passing(err error) bool {
	var unknownHost *net.DNSError
	return errors.As(err, &unknownHost) ||
		retry.IsErrorRetryables(retry.DefaultRetryables).IsErrorRetryable(err) == aws.TrueTernary
}

// expired are AWS's codes for credentials that worked earlier.
var expired = []string{"ExpiredToken", "ExpiredTokenException", "RequestExpired", "TokenRefreshRequired"}

// unavailable is in the text of every error of a call for which the SDK could not get credentials,
// as of an SSO session that is over. The SDK has no type for it.
const unavailable = "get identity: get credentials: "

// explained adds what to do to an error that expired credentials cause.
func explained(err error) error {
	if err == nil || errors.Is(err, ErrCredentials) {
		return err
	}
	var api smithy.APIError
	if errors.As(err, &api) && slices.Contains(expired, api.ErrorCode()) || strings.Contains(err.Error(), unavailable) {
		return fmt.Errorf("%w; log in to AWS again and repeat the command, which joins a running deployment: %w",
			ErrCredentials, err)
	}
	return err
}

// isError says whether err is, or wraps, an error of AWS's type T.
func isError[T error](err error) bool {
	var target T
	return errors.As(err, &target)
}
