package e2e

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/knwl-platform/infra/e2e/emulator"
	"github.com/knwl-platform/infra/e2e/engine"
)

// Whoever presses ^C just runs `up` again.
func TestInterruptedUpConverges(t *testing.T) {
	t.Parallel()
	cloud := emulator.Start(t)
	before := cloud.Inventory(t)
	stack := newPlatform(t, dev, cloud.URL)

	stopWhen(t, stack, cloud, "ec2 InternetGateway", context.Canceled)
	stopWhen(t, stack, cloud, "rds DBInstance", context.Canceled)
	report.took("interrupted", "up at last", stack.Up(t).Took)

	expectNoOrphans(t, stack, cloud.Inventory(t).Since(before))
	stack.Refresh(t)
	stack.Preview(t).Expect(t, nil)
	stack.Destroy(t)
	expectNothingLeft(t, cloud, before)
}

// An engine that is killed leaves a locked state, which does not say what became of the resources that it was creating. docs/recovery.md says what to do
// about both; this does it.
func TestKilledUpCanBeMended(t *testing.T) {
	t.Parallel()
	cloud := emulator.Start(t)
	before := cloud.Inventory(t)
	stack := newPlatform(t, dev, cloud.URL)

	stopWhen(t, stack, cloud, "rds DBInstance", engine.ErrKilled)
	if _, err := stack.TryUp(t.Context()); err == nil || !strings.Contains(err.Error(), "pulumi cancel") {
		t.Errorf("the engine does not say that the stack is locked: %v", err)
	}
	a := accountAt(t, cloud.URL)
	for _, urn := range stack.Pending(t) {
		switch urn {
		case database:
			a.deleteDatabase(a.database())
		case "knwl:ingress:Ingress$aws:lb/loadBalancer:LoadBalancer::knwl":
			a.deleteLoadBalancers()
		default:
			t.Errorf("%s was being created too: this test must delete it", urn)
		}
	}
	stack.Mend(t)
	report.took("killed", "up at last", stack.Up(t).Took)

	expectNoOrphans(t, stack, cloud.Inventory(t).Since(before))
	stack.Preview(t).Expect(t, nil)
	stack.Destroy(t)
	expectNothingLeft(t, cloud, before)
}

// stopWhen runs `up` and stops it as soon as a kind of thing exists.
func stopWhen(t *testing.T, stack *engine.Stack, cloud *emulator.Emulator, kind string, cause error) {
	t.Helper()
	ctx, stop := context.WithCancelCause(t.Context())
	up := make(chan error)
	go func() {
		_, err := stack.TryUp(ctx)
		up <- err
	}()
	for !cloud.Inventory(t).Has(kind) {
		select {
		case err := <-up:
			t.Fatalf("up ended before there was a %s: %v", kind, err)
		case <-time.After(100 * time.Millisecond):
		}
	}
	stop(cause)
	if err := <-up; err == nil {
		t.Errorf("up was stopped at the first %s, and succeeded", kind)
	}
}
