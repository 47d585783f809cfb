package e2e

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/knwl-platform/infra/e2e/emulator"
	"github.com/knwl-platform/infra/e2e/engine"
)

// After Ctrl-C it is enough to run `up` again.
func TestInterruptedUpConverges(t *testing.T) {
	t.Parallel()
	cloud := emulator.Start(t)
	before := cloud.Inventory(t)
	stack := newPlatform(t, dev, cloud.URL)

	for _, kind := range []string{"ec2 InternetGateway", "rds DBInstance"} {
		if cloud.Inventory(t).Has(kind) {
			t.Fatalf("there is a %s too early", kind)
		}
		err := stopWhen(t, stack, context.Canceled, func() bool { return cloud.Inventory(t).Has(kind) })
		if err == nil || !strings.Contains(err.Error(), "update canceled") {
			t.Errorf("the engine was not interrupted: %v", err)
		}
		if pending := stack.Pending(t); len(pending) > 0 {
			t.Errorf("the engine did not wait for %q", pending)
		}
	}
	expectNoOrphans(t, stack, cloud.Inventory(t).Since(before))
	up := stack.Up(t)
	report.took("interrupted", "up at last", up.Took)
	if what := up.Changes[ecsService].What; what != "create" {
		t.Errorf("the last up did %q to the service, want create: nothing was left to do", what)
	}

	expectNoOrphans(t, stack, cloud.Inventory(t).Since(before))
	stack.Refresh(t)
	stack.Preview(t).Expect(t, nil)
	stack.Destroy(t)
	expectNothingLeft(t, cloud, before, oldRevisions)
}

// An engine that is killed leaves a locked state, which does not say whether the resources that it
// was creating exist. docs/recovery.md describes what to do about both. This test does it.
func TestKilledUpCanBeMended(t *testing.T) {
	t.Parallel()
	cloud := emulator.Start(t)
	before := cloud.Inventory(t)
	stack := newPlatform(t, dev, cloud.URL)

	killed := stopWhen(t, stack, engine.ErrKilled, func() bool {
		if !stack.IsCreating(t.Context(), slow) {
			return false
		}
		time.Sleep(5 * time.Second) // other resources that are about to start now have started
		return stack.IsCreating(t.Context(), slow)
	})
	if killed == nil || !strings.Contains(killed.Error(), "signal: killed") {
		t.Errorf("the engine was not killed: %v", killed)
	}
	if pending := stack.Pending(t); !slices.Equal(pending, slow) {
		t.Fatalf("the killed engine was creating %q, want %q", pending, slow)
	}
	if _, err := stack.TryUp(t.Context()); err == nil || !strings.Contains(err.Error(), "pulumi cancel") {
		t.Errorf("the engine does not say that the stack is locked: %v", err)
	}
	a := accountAt(t, cloud.URL)
	a.deleteDatabase(a.database())
	a.deleteLoadBalancer()
	stack.Mend(t)
	report.took("killed", "up at last", stack.Up(t).Took)

	expectNoOrphans(t, stack, cloud.Inventory(t).Since(before))
	stack.Refresh(t)
	stack.Preview(t).Expect(t, nil)
	stack.Destroy(t)
	expectNothingLeft(t, cloud, before, oldRevisions)
}

// slow lists the resources that take long to create. For a while nothing else is in progress.
var slow = []string{database, loadBalancer}

// stopWhen runs `up`, stops it as soon as reached returns true, and returns its error.
func stopWhen(t *testing.T, stack *engine.Stack, cause error, reached func() bool) error {
	t.Helper()
	ctx, stop := context.WithCancelCause(t.Context())
	up := make(chan error, 1)
	go func() {
		_, err := stack.TryUp(ctx)
		up <- err
	}()
	for !reached() {
		select {
		case err := <-up:
			t.Fatalf("up ended before it could be stopped: %v", err)
		case <-time.After(100 * time.Millisecond):
		}
	}
	stop(cause)
	return <-up
}
