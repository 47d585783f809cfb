package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"

	"github.com/knwl-platform/infra/bluegreen/rollout"
	"github.com/knwl-platform/infra/cmd/rollout/internal/report"
)

// screen is where a command reports to.
type screen struct {
	report report.Report
	out    *report.Outbox // standard output
}

// open chooses the report: JSON or lines if asked for, else what suits GitHub Actions or a terminal,
// else lines.
func (a *App) open(s *session) screen {
	out, sym := report.NewOutbox(a.Stdout), report.SymbolsFor(a.Env)
	s.out = out
	switch {
	case s.command == "policy":
		return screen{report.NewPlain(out, a.Clock, sym), out}
	case s.json:
		return screen{report.NewJSON(out, a.Clock), out}
	case s.command == "run":
		return screen{taskLog{report.NewPlain(a.Stderr, a.Clock, sym), out}, out}
	case s.plain:
	case a.Env("GITHUB_ACTIONS") == "true":
		return screen{report.NewActions(out, a.Clock, a.Env), out}
	case a.Terminal && a.Env("TERM") != "dumb" && slices.Contains([]string{"deploy", "wait", "stop"}, s.command):
		return screen{report.NewLive(a.Stdout, out, a.Clock, sym, s.controls()), out}
	}
	return screen{report.NewPlain(out, a.Clock, sym), out}
}

// close ends the output and returns the exit code. For deployments the code says how the deployment
// ended, whether or not somebody could read about it. Of other commands the output is the result.
func (a *App) close(o options, s screen, code int) int {
	err := s.out.Close()
	if err == nil {
		return code
	}
	fmt.Fprintf(a.Stderr, "rollout: writing the output: %v\n", err)
	if code == exitDone && slices.Contains([]string{"plan", "status", "policy", "run"}, o.command) {
		return exitFailed
	}
	return code
}

// policy prints the IAM policy document that the component hands out for CI.
func (a *App) policy(s *session, outputs map[string]json.RawMessage) (string, error) {
	text, err := pick(outputs, s.output+"Policy")
	if err != nil {
		return "", setupError{err}
	}
	_, err = io.WriteString(s.out, text+"\n")
	return "", err
}

// taskLog writes a task's log to standard output as it is, and the rest to standard error, so that
// the output of `rollout run` can be piped.
type taskLog struct {
	report.Report
	out io.Writer
}

func (t taskLog) Event(e rollout.Event) {
	if line, ok := e.(rollout.LogLine); ok {
		io.WriteString(t.out, report.Clean(line.Line)+"\n") //nolint:errcheck // an Outbox keeps the error
		return
	}
	t.Report.Event(e)
}
