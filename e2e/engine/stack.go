// Package engine drives the real Pulumi engine, with the real AWS provider, over one stack.
package engine

import (
	"context"
	"maps"
	"testing"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/auto"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/events"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optdestroy"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optpreview"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optrefresh"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optup"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// Stack is one stack with its state in a directory of its own, which goes when the test ends.
type Stack struct {
	t     testing.TB
	stack auto.Stack
	took  map[string]time.Duration
}

// New makes an empty stack of a program. The environment says where AWS is.
func New(t testing.TB, project, name string, program pulumi.RunFunc, environment map[string]string) *Stack {
	t.Helper()
	all := map[string]string{
		"PULUMI_BACKEND_URL":       "file://" + t.TempDir(),
		"PULUMI_CONFIG_PASSPHRASE": "e2e",
		"PULUMI_SKIP_UPDATE_CHECK": "true",
	}
	maps.Copy(all, environment)
	stack, err := auto.NewStackInlineSource(t.Context(), name, project, program, auto.EnvVars(all), auto.WorkDir(t.TempDir()))
	if err != nil {
		t.Fatal(err)
	}
	return &Stack{t: t, stack: stack, took: map[string]time.Duration{}}
}

// Program changes the program for what comes next.
func (s *Stack) Program(program pulumi.RunFunc) { s.stack.Workspace().SetProgram(program) }

// Up brings the stack up; the test ends if that fails.
func (s *Stack) Up() Changes {
	s.t.Helper()
	changes, err := s.TryUp(s.t.Context())
	if err != nil {
		s.t.Fatalf("up: %v", err)
	}
	return changes
}

// TryUp brings the stack up until it is there, or fails, or the context ends: then the engine gets SIGINT, and is killed if it has not ended 10 seconds later.
func (s *Stack) TryUp(ctx context.Context, options ...optup.Option) (Changes, error) {
	return s.record("up", func(stream chan<- events.EngineEvent) error {
		_, err := s.stack.Up(ctx, append(options, optup.EventStreams(stream))...)
		return err
	})
}

// Preview is what `up` would change.
func (s *Stack) Preview() Changes {
	s.t.Helper()
	changes, err := s.record("preview", func(stream chan<- events.EngineEvent) error {
		_, err := s.stack.Preview(s.t.Context(), optpreview.EventStreams(stream))
		return err
	})
	if err != nil {
		s.t.Fatalf("preview: %v", err)
	}
	return changes
}

// Refresh reads every resource back from AWS into the state, and reports what it found changed.
func (s *Stack) Refresh() Changes {
	s.t.Helper()
	changes, err := s.record("refresh", func(stream chan<- events.EngineEvent) error {
		_, err := s.stack.Refresh(s.t.Context(), optrefresh.EventStreams(stream))
		return err
	})
	if err != nil {
		s.t.Fatalf("refresh: %v", err)
	}
	return changes
}

// Destroy deletes every resource of the stack.
func (s *Stack) Destroy() {
	s.t.Helper()
	_, err := s.record("destroy", func(stream chan<- events.EngineEvent) error {
		_, err := s.stack.Destroy(s.t.Context(), optdestroy.EventStreams(stream))
		return err
	})
	if err != nil {
		s.t.Fatalf("destroy: %v", err)
	}
}

// Outputs are the stack's outputs, secrets in clear.
func (s *Stack) Outputs() map[string]any {
	s.t.Helper()
	outputs, err := s.stack.Outputs(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	values := map[string]any{}
	for name, output := range outputs {
		values[name] = output.Value
	}
	return values
}

// Took is how long the last operation of a kind (up, preview, refresh, destroy) took.
func (s *Stack) Took(operation string) time.Duration { return s.took[operation] }

// record runs an operation, collecting the changes it makes or foresees.
func (s *Stack) record(operation string, run func(chan<- events.EngineEvent) error) (Changes, error) {
	stream := make(chan events.EngineEvent)
	collected := make(chan Changes)
	go func() { collected <- collect(stream) }()
	start := time.Now()
	err := run(stream)
	s.took[operation] = time.Since(start)
	return <-collected, err
}
