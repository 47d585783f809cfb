package rollout_test

import (
	"errors"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/knwl-platform/infra/bluegreen/rollout"
)

func TestNothingThatPassesEndsAWait(t *testing.T) {
	unavailable := &smithyhttp.ResponseError{
		Response: &smithyhttp.Response{Response: &http.Response{StatusCode: http.StatusServiceUnavailable}},
		Err:      errors.New("unavailable"),
	}
	for name, cause := range map[string]error{
		"throttle": errThrottled, "server": unavailable,
		"network": &smithyhttp.RequestSendError{Err: &net.OpError{Op: "dial", Err: errors.New("no route to host")}},
		"names":   &smithyhttp.RequestSendError{Err: &net.DNSError{Err: "no such host", IsNotFound: true}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w, s := newWorld(), &story{}
				d, err := start(t, w.client("api:42"), rollout.PlanOptions{})
				if err != nil {
					t.Fatal(err)
				}
				calls := 0
				w.fail = func(string) error { // an outage of 5 calls
					if calls++; calls > 5 && calls <= 10 {
						return cause
					}
					return nil
				}
				w.lose = once("RegisterScalableTarget", cause)
				if err := d.Wait(t.Context(), rollout.WaitOptions{Events: s.add}); err != nil {
					t.Errorf("the wait ends with %v", err)
				}
				retries := 0
				for _, line := range s.lines {
					if strings.HasPrefix(line, "rollout.Retrying") {
						retries++
					}
				}
				if retries != 6 {
					t.Errorf("%d retries are reported", retries)
				}
				if *w.scaling != [3]bool{} {
					t.Error("scaling is left suspended")
				}
			})
		})
	}
}

func TestALostAnswerDoesNotHideThatScalingWorksAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, s := newWorld(), &story{}
		w.lose = func(call string) error {
			if call != "RegisterScalableTarget" || *w.scaling != [3]bool{} {
				return nil
			}
			w.lose = nil
			return errThrottled
		}
		err := deploy(t, w.client("api:42"), rollout.WaitOptions{Events: s.add})
		if err != nil || w.lose != nil || !slices.Contains(s.lines, "held resumed=true") {
			t.Errorf("the wait ends with %v and reported %q", err, s.lines)
		}
	})
}

func TestExpiredCredentialsEndAWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, s := newWorld(), &story{}
		s.before = at(rollout.PhaseShift, func() {
			w.fail = func(string) error { return &smithy.GenericAPIError{Code: "ExpiredTokenException"} }
		})
		begun := time.Now()
		err := deploy(t, w.client("api:42"), rollout.WaitOptions{Events: s.add})
		if !errors.Is(err, rollout.ErrCredentials) || time.Since(begun) > 5*time.Minute {
			t.Errorf("the wait ends with %v after %v", err, time.Since(begun))
		}
		for _, want := range []string{"log in to AWS again", "resume-scaling"} {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("the error does not say %q: %v", want, err)
			}
		}
		if slices.ContainsFunc(s.lines, func(l string) bool { return strings.Contains(l, "Retrying") }) {
			t.Error("expired credentials are tried again")
		}
	})
}

func TestExpiredCredentialsAreExplainedOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		w.crashEvery = 20 * time.Second
		w.fail = func(call string) error {
			if call == "StopDeployment" {
				return &smithy.GenericAPIError{Code: "ExpiredToken"}
			}
			return nil
		}
		err := deploy(t, w.client("api:42"), rollout.WaitOptions{})
		if err == nil || strings.Count(err.Error(), "log in to AWS again") != 1 {
			t.Errorf("the wait ends with %v", err)
		}
	})
}

func TestAWaitThatCannotRestoreScalingSaysSo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, s := newWorld(), &story{}
		s.before = at(rollout.PhaseInstall, func() {
			w.fail = func(call string) error {
				if call == "RegisterScalableTarget" && *w.scaling == [3]bool{true, true, true} {
					return &smithy.GenericAPIError{Code: "AccessDeniedException"}
				}
				return nil
			}
		})
		err := deploy(t, w.client("api:42"), rollout.WaitOptions{Events: s.add})
		if err == nil || !strings.Contains(err.Error(), "may still be suspended; resume it with ResumeScaling") {
			t.Errorf("the wait ends with %v", err)
		}
	})
}
