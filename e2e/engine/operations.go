package engine

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/auto"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/events"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optdestroy"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optpreview"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optrefresh"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optup"
)

// Run is the result of one operation of the engine.
type Run struct {
	Changes
	Timeline
	Took    time.Duration
	Printed string // what a preview prints with --diff
}

// Up deploys the stack. The test ends if that fails.
func (s *Stack) Up(t testing.TB) Run {
	t.Helper()
	run, err := s.TryUp(t.Context())
	return done(t, "up", run, err)
}

// TryUp deploys the stack. If the context ends first, the engine gets SIGINT, or is killed if the
// cause is [ErrKilled].
func (s *Stack) TryUp(ctx context.Context) (Run, error) {
	return record(func(stream chan<- events.EngineEvent) error {
		_, err := s.stack.Up(ctx, optup.EventStreams(stream))
		return err
	})
}

// Preview returns what Up would change.
func (s *Stack) Preview(t testing.TB) Run {
	t.Helper()
	var result auto.PreviewResult
	run, err := record(func(stream chan<- events.EngineEvent) (err error) {
		result, err = s.stack.Preview(t.Context(), optpreview.EventStreams(stream), optpreview.Diff())
		return err
	})
	run.Printed = result.StdOut
	return done(t, "preview", run, err)
}

// Replace is Up with a replacement of the resource that has this URN, after the preview of it.
func (s *Stack) Replace(t testing.TB, urn string) (preview, up Run) {
	t.Helper()
	urns := []string{string(s.resource(t, urn).URN)}
	preview, err := record(func(stream chan<- events.EngineEvent) error {
		_, err := s.stack.Preview(t.Context(), optpreview.EventStreams(stream), optpreview.Replace(urns))
		return err
	})
	done(t, "preview", preview, err)
	up, err = record(func(stream chan<- events.EngineEvent) error {
		_, err := s.stack.Up(t.Context(), optup.EventStreams(stream), optup.Replace(urns))
		return err
	})
	return preview, done(t, "up", up, err)
}

// Refresh reads every resource from AWS into the state.
func (s *Stack) Refresh(t testing.TB) Run {
	t.Helper()
	run, err := record(func(stream chan<- events.EngineEvent) error {
		_, err := s.stack.Refresh(t.Context(), optrefresh.EventStreams(stream))
		return err
	})
	return done(t, "refresh", run, err)
}

// Destroy deletes every resource of the stack. The test ends if that fails.
func (s *Stack) Destroy(t testing.TB) Run {
	t.Helper()
	run, err := record(func(stream chan<- events.EngineEvent) error {
		_, err := s.stack.Destroy(t.Context(), optdestroy.EventStreams(stream))
		return err
	})
	return done(t, "destroy", run, err)
}

// DestroyByHand runs `pulumi destroy --yes`, which previews before it deletes anything; the
// Automation API skips the preview. It returns what the command printed.
func (s *Stack) DestroyByHand(ctx context.Context) (printed string, err error) {
	return s.byHand(ctx, "destroy", "--yes")
}

// byHand runs a command of the CLI for the stack.
func (s *Stack) byHand(ctx context.Context, command ...string) (printed string, err error) {
	workspace := s.stack.Workspace()
	var environment []string
	for name, value := range workspace.GetEnvVars() {
		environment = append(environment, name+"="+value)
	}
	printed, _, _, err = workspace.PulumiCommand().Run(ctx, workspace.WorkDir(), nil, nil, nil, environment,
		append(command, "--stack", s.stack.Name())...)
	return printed, err
}

// Mend repairs a stack whose engine was killed. It removes the lock and the pending creates: the
// engine cannot know whether those resources exist.
func (s *Stack) Mend(t testing.TB) {
	t.Helper()
	if err := s.stack.Cancel(t.Context()); err != nil {
		t.Fatalf("cancel: %v", err)
	}
	if _, err := s.stack.Refresh(t.Context(), optrefresh.ClearPendingCreates()); err != nil {
		t.Fatalf("refresh: %v", err)
	}
}

// done returns the result of an operation. The test ends if the operation failed.
func done(t testing.TB, operation string, run Run, err error) Run {
	t.Helper()
	if err != nil {
		t.Fatalf("%s: %v", operation, err)
	}
	return run
}

// record runs an operation and collects its events. The engine reports no error when events get
// lost, so record does: otherwise the operation would look like one that changed nothing.
func record(operation func(chan<- events.EngineEvent) error) (Run, error) {
	run := Run{Changes: Changes{}, Timeline: Timeline{}}
	stream := make(chan events.EngineEvent)
	over := make(chan struct{})
	var broken error
	summarized := false
	start := time.Now()
	go func() {
		defer close(over)
		for event := range stream {
			run.Changes.add(event)
			run.Timeline.add(event, time.Since(start))
			broken = errors.Join(broken, event.Error)
			summarized = summarized || event.SummaryEvent != nil
		}
	}()
	err := operation(stream)
	run.Took = time.Since(start)
	select {
	case <-over:
	case <-time.After(10 * time.Second): // if an operation fails before the engine starts, the stream stays open
		return Run{Changes: Changes{}}, cmp.Or(err, errors.New("the engine sent no events"))
	}
	if err == nil && (broken != nil || !summarized) {
		err = fmt.Errorf("events of the engine got lost: %v", broken)
	}
	return run, err
}
