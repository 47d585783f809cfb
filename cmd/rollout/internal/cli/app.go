// Package cli is the command rollout: its command line, its commands and its exit codes.
package cli

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/knwl-platform/infra/bluegreen/rollout"
	"github.com/knwl-platform/infra/cmd/rollout/internal/report"
)

// App is the command and what it needs of the world.
type App struct {
	Stdin          io.Reader
	Stdout, Stderr io.Writer
	Terminal       bool                // Stdout is a terminal
	Env            func(string) string // os.Getenv
	Clock          report.Clock
	Signals        <-chan os.Signal
	Connect        func(context.Context, rollout.Target, time.Duration) (Client, error)
	Pulumi         func(ctx context.Context, dir, stack string) ([]byte, error)
}

// Run runs the command line and returns its exit code.
func (a *App) Run(args []string) int {
	o, err := parse(args)
	if errors.Is(err, flag.ErrHelp) {
		if _, err := io.WriteString(a.Stdout, help); err != nil {
			return exitFailed
		}
		return exitDone
	}
	if err != nil {
		fmt.Fprintf(a.Stderr, "rollout: %v\nrun `rollout help` for the commands and flags\n", err)
		return exitUsage
	}
	timeout, stop := context.WithTimeoutCause(context.Background(), o.timeout, timeoutError(o.timeout))
	defer stop()
	ctx, cancel := context.WithCancelCause(timeout)
	defer cancel(nil)
	s := &session{options: o, clock: a.Clock, ctx: ctx, cancel: cancel, forced: make(chan struct{})}
	screen := a.open(s)
	s.report = screen.report
	go s.signals(a.Signals)
	defer s.abandon()

	ended := make(chan report.Outcome, 1)
	go func() {
		text, err := a.command(s)
		ended <- report.Outcome{Text: text, Err: explain(ctx, err, s.running())}
	}()
	var outcome report.Outcome
	select {
	case outcome = <-ended:
	case <-s.forced:
		outcome.Err = fmt.Errorf("%w at once; rollout resume-scaling restores scaling if it was suspended", errLeft)
	}
	outcome.Code, outcome.Result = result(outcome.Err)
	s.report.End(outcome)
	return a.close(o, screen, outcome.Code)
}

// command reads the outputs, connects, and runs the command.
func (a *App) command(s *session) (string, error) {
	outputs, err := a.outputs(s.ctx, s.options)
	if err != nil {
		return "", setupError{err}
	}
	if s.command == "policy" {
		return a.policy(s, outputs)
	}
	text, err := pick(outputs, s.output)
	if err != nil {
		return "", setupError{err}
	}
	if s.target, err = rollout.ParseTarget(text); err != nil {
		return "", setupError{err}
	}
	if s.client, err = a.Connect(s.ctx, s.target, s.poll); err != nil {
		return "", setupError{err}
	}
	return commands[s.command](s.ctx, s)
}
