package cli_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/smithy-go"

	"github.com/knwl-platform/infra/bluegreen/rollout"
	"github.com/knwl-platform/infra/cmd/rollout/internal/cli"
	"github.com/knwl-platform/infra/cmd/rollout/internal/fake"
)

// result is what a run of the command left behind.
type result struct {
	code           int
	stdout, stderr string
}

// invoke runs the command on a fake, without a terminal. env has pairs of names and values.
func invoke(client *fake.Client, target, line string, signals <-chan os.Signal, env ...string) result {
	var out, errs bytes.Buffer
	code := app(client, target, &out, &errs, signals, env...).Run(strings.Fields(line))
	return result{code, out.String(), errs.String()}
}

func app(c *fake.Client, target string, out, errs io.Writer, signals <-chan os.Signal, env ...string) *cli.App {
	return &cli.App{
		Stdin:  strings.NewReader(`{"rollout":` + target + `,"rolloutPolicy":"{\"Version\":\"2012-10-17\"}"}`),
		Stdout: out, Stderr: errs, Clock: time.Now, Signals: signals,
		Env: func(name string) string {
			if i := slices.Index(env, name); i >= 0 {
				return env[i+1]
			}
			return ""
		},
		Connect: func(context.Context, rollout.Target, time.Duration) (cli.Client, error) { return c, nil },
		Pulumi: func(_ context.Context, dir, stack string) ([]byte, error) {
			return nil, errors.New("no stack " + stack + " in " + dir)
		},
	}
}

// beat is no multiple of a minute, so that nothing happens at once with a heartbeat.
const beat = 70 * time.Second

// good is a deployment with an approval that succeeds.
func good() *fake.Client {
	now := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC) // when synctest's clock starts
	return &fake.Client{
		ThePlan: fake.Starts,
		Script: slices.Concat(fake.Install(now, beat), fake.Approval(now, now.Add(time.Hour)),
			fake.Shift(now, beat)),
	}
}

// plays is a client for a plan, with the end of what is followed.
func plays(action rollout.Action, err error) *fake.Client {
	plan := fake.Starts
	plan.Action, plan.Deployment = action, "d-FAKE"
	return &fake.Client{ThePlan: plan, Err: err, Blocked: err}
}

func fails(kind error) error {
	return &rollout.Failure{Kind: kind, Reason: "for a reason", Serving: "web:41"}
}

var (
	errScaling = errors.New("scaling may still be suspended")
	errTwo     = errors.Join(fake.Crashed, errScaling)
	errLogin   = fmt.Errorf("%w; log in: %w", rollout.ErrCredentials, errors.New("403"))
)

func TestExitCodes(t *testing.T) {
	expired := &smithy.GenericAPIError{Code: "ExpiredTokenException", Message: "expired"}
	const bg, rolling = fake.Target, fake.Rolling
	for name, test := range map[string]struct {
		client *fake.Client
		target string
		line   string
		code   int
		calls  string
		says   string
	}{
		"it succeeds":             {plays(rollout.Start, nil), bg, "", 0, "start prune", "web:42 serves"},
		"it joins":                {plays(rollout.Join, nil), bg, "--before x", 0, "start prune", "already runs"},
		"nothing to do":           {plays(rollout.Nothing, nil), bg, "--before x", 0, "start", "nothing to deploy"},
		"nothing to do, but sick": {plays(rollout.Nothing, fails(rollout.ErrUnhealthy)), bg, "", 1, "start", "Unhealthy"},
		"it rolls back":           {plays(rollout.Start, fake.Crashed), bg, "", 1, "start", "serves now: web:41"},
		"it fails":                {plays(rollout.Start, fails(rollout.ErrFailed)), bg, "", 1, "start", "Failed"},
		"it is blocked":           {plays(rollout.Blocked, fails(rollout.ErrBlocked)), bg, "--before x", 1, "", "Blocked"},
		"another one runs":        {plays(rollout.Blocked, fails(rollout.ErrBusy)), bg, "", 1, "", "Another"},
		"a person stops it":       {plays(rollout.Start, fails(rollout.ErrStopped)), bg, "", 3, "start", "Stopped"},
		"the session expired":     {plays(rollout.Start, expired), bg, "", 2, "start", "log in again"},
		"the login expired":       {plays(rollout.Start, errLogin), bg, "", 2, "start", "expired; log in: 403"},
		"scaling stays suspended": {plays(rollout.Start, errTwo), bg, "", 1, "start", "x scaling"},
		"no revision is removed":  {plays(rollout.Start, nil), bg, "--keep 0", 0, "start", ""},
		"the task before it":      {plays(rollout.Start, nil), bg, "--before migrate", 0, "run migrate start prune", ""},
		"the time is over":        {good(), bg, "--timeout 30s", 4, "start", "d-FAKE runs on"},
		"it waits for approval":   {good(), bg, "--approve exit", 5, "start", "Waits for approval"},
		"it is approved":          {good(), bg, "--approve=now", 0, "start approve prune", "approved"},
		"nobody approves":         {good(), bg, "", 4, "start", "time-out after 1h30m"},
		"a rolling service":       {plays("", nil), rolling, "", 0, "prune", "web:42 serves"},
		"a rolling one fails":     {plays("", fake.Crashed), rolling, "", 1, "", "Rolled back"},
		"rolling with --before":   {plays("", nil), rolling, "--before x", 2, "", "DependsOn"},
		"a plan":                  {plays(rollout.Start, nil), bg, "plan", 0, "", "web:41 -> web:42"},
		"a blocked plan":          {plays(rollout.Blocked, fails(rollout.ErrBlocked)), bg, "plan", 1, "", "cannot"},
		"wait with nothing":       {plays(rollout.Start, nil), bg, "wait", 1, "", "rollout deploy"},
		"wait":                    {plays(rollout.Join, nil), bg, "wait", 0, "start", "web:42 serves"},
		"wait for a healthy one":  {plays(rollout.Nothing, nil), bg, "wait", 0, "start", "web:42 serves"},
		"wait beside another one": {plays(rollout.Blocked, fails(rollout.ErrBusy)), bg, "wait", 1, "", "Another"},
		"approve":                 {&fake.Client{Runs: true}, bg, "approve", 0, "approve", "approved d-FAKE"},
		"approve with nothing":    {&fake.Client{}, bg, "approve", 1, "", "nothing is to approve"},
		"finish":                  {&fake.Client{Runs: true}, bg, "finish", 0, "finish", "stop now"},
		"stop":                    {&fake.Client{Runs: true, Err: fake.Crashed}, bg, "stop", 0, "stop", "web:41"},
		"stop too late":           {&fake.Client{Runs: true}, bg, "stop", 1, "stop", "already served"},
		"stop a rolling one":      {&fake.Client{Err: fails(rollout.ErrStopped)}, rolling, "stop", 0, "stop", "web:41"},
		"resume scaling":          {&fake.Client{Suspended: true}, bg, "resume-scaling", 0, "resume", "resumed"},
		"a task":                  {&fake.Client{TaskCode: 7}, bg, "run -- migrate up", 7, "run migrate", ""},
		"no output":               {&fake.Client{}, bg, "--output web", 2, "", `no output "web", only rollout`},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				got := invoke(test.client, test.target, "--outputs - "+test.line, nil)
				if got.code != test.code || !strings.Contains(got.stdout, test.says) {
					t.Errorf("code %d, want %d and %q:\n%s%s", got.code, test.code, test.says, got.stdout, got.stderr)
				}
				if calls := strings.Join(test.client.Calls(), " "); calls != test.calls {
					t.Errorf("calls %q, want %q", calls, test.calls)
				}
			})
		})
	}
}

func TestAStackThatPulumiDoesNotKnow(t *testing.T) {
	got := invoke(&fake.Client{}, fake.Target, "--stack prod --cwd infra", nil)
	if got.code != 2 || !strings.Contains(got.stdout, "no stack prod in infra") {
		t.Errorf("code %d:\n%s", got.code, got.stdout)
	}
}

func TestAFailedTaskBeforeTheDeploymentDeploysNothing(t *testing.T) {
	client := plays(rollout.Start, nil)
	client.TaskCode = 3
	got := invoke(client, fake.Target, "--outputs - --before migrate", nil)
	if got.code != 1 || !slices.Equal(client.Calls(), []string{"run migrate"}) || !strings.Contains(got.stdout, "code 3") {
		t.Errorf("code %d after %v:\n%s", got.code, client.Calls(), got.stdout)
	}
}

func TestThePolicyIsPrintedAsItIs(t *testing.T) {
	if got := invoke(nil, fake.Target, "policy --outputs - --json", nil); got.stdout != "{\"Version\":\"2012-10-17\"}\n" {
		t.Errorf("printed %q", got.stdout)
	}
}

func TestATasksOutputCanBePiped(t *testing.T) {
	got := invoke(&fake.Client{TaskCode: 7}, fake.Target, "run --outputs - -- x", nil)
	if got.stdout != "it runs\\x1b[2J\n" || !strings.Contains(got.stderr, "exit code 7") {
		t.Errorf("stdout %q, stderr %q", got.stdout, got.stderr)
	}
}

// signal sends signals at times after the start.
func signals(at map[time.Duration]os.Signal) <-chan os.Signal {
	c := make(chan os.Signal, len(at))
	for after, sig := range at {
		time.AfterFunc(after, func() { c <- sig })
	}
	return c
}

func TestSignals(t *testing.T) {
	const at = 5 * time.Second
	once := func(sig os.Signal) map[time.Duration]os.Signal { return map[time.Duration]os.Signal{at: sig} }
	for name, test := range map[string]struct {
		flags string
		sent  map[time.Duration]os.Signal
		code  int
		calls string
	}{
		"an interrupt leaves":   {"", once(os.Interrupt), 130, "start"},
		"SIGTERM leaves":        {"--on-interrupt stop", once(syscall.SIGTERM), 130, "start"},
		"a hangup leaves":       {"--on-interrupt stop", once(syscall.SIGHUP), 130, "start"},
		"an interrupt may stop": {"--on-interrupt stop", once(os.Interrupt), 3, "start stop"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				client, began := good(), time.Now()
				client.OnStop = fails(rollout.ErrStopped)
				got := invoke(client, fake.Target, "--outputs - "+test.flags, signals(test.sent))
				if took := time.Since(began); got.code != test.code || took != at {
					t.Errorf("code %d after %s, want %d after %s:\n%s", got.code, took, test.code, at, got.stdout)
				}
				if calls := strings.Join(client.Calls(), " "); calls != test.calls {
					t.Errorf("calls %q, want %q", calls, test.calls)
				}
			})
		})
	}
}

func TestLeavingTellsWhatItLeaves(t *testing.T) {
	for line, left := range map[string]string{
		"deploy": errScaling.Error(), "deploy --before x": "task a goes on", "run -- x": "task a goes on",
	} {
		synctest.Test(t, func(t *testing.T) {
			client := good()
			client.OnLeave = errors.New(left)
			sent := signals(map[time.Duration]os.Signal{time.Second: os.Interrupt})
			got := invoke(client, fake.Target, "--outputs - "+line, sent)
			if said := got.stdout + got.stderr; got.code != 130 || !strings.Contains(said, left) ||
				strings.Contains(said, "canceled") {
				t.Errorf("%s: code %d:\n%s", line, got.code, said)
			}
		})
	}
}

func TestASecondInterruptLeavesDuringAStop(t *testing.T) {
	for later, code := range map[time.Duration]int{
		2 * time.Second:        130,
		300 * time.Millisecond: 4, // the same one, sent twice
	} {
		synctest.Test(t, func(t *testing.T) {
			client := good()
			client.IgnoreStop = true
			at := map[time.Duration]os.Signal{5 * time.Second: os.Interrupt, 5*time.Second + later: os.Interrupt}
			got := invoke(client, fake.Target, "--outputs - --on-interrupt stop --timeout 20s", signals(at))
			if got.code != code || !strings.Contains(got.stdout, "d-FAKE runs on") {
				t.Errorf("code %d, want %d:\n%s", got.code, code, got.stdout)
			}
		})
	}
}
