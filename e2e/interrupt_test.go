package e2e

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"

	"github.com/knwl-platform/infra/e2e/emulator"
	"github.com/knwl-platform/infra/e2e/engine"
)

// Whoever presses ^C just runs `up` again.
func TestInterruptedUpConverges(t *testing.T) {
	t.Parallel()
	cloud := emulator.Start(t)
	before := cloud.Inventory(t)
	stack := newPlatform(t, dev.name, cloud.URL)

	stopWhen(t, stack, cloud, "ec2 InternetGateway", context.Canceled)
	stopWhen(t, stack, cloud, "rds DBInstance", context.Canceled)
	report.took("interrupted", "up at last", stack.Up(t).Took)

	expectNoOrphans(t, stack, cloud.Inventory(t).Since(before))
	stack.Refresh(t)
	stack.Preview(t).Expect(t, nil)
	stack.Destroy(t)
	expectNothingLeft(t, cloud, before)
}

// An engine that is killed leaves a locked state, and does not know the resources that it was creating. docs/recovery.md says what to do, which is what Mend does.
func TestKilledUpCanBeMended(t *testing.T) {
	t.Parallel()
	cloud := emulator.Start(t)
	before := cloud.Inventory(t)
	stack := newPlatform(t, dev.name, cloud.URL)

	stopWhen(t, stack, cloud, "rds DBInstance", engine.Killed)
	if _, err := stack.TryUp(t.Context()); err == nil || !strings.Contains(err.Error(), "locked") {
		t.Errorf("a killed engine leaves no lock: %v", err)
	}
	a := accountAt(t, cloud.URL)
	balancer := only(a, "load balancers", answer[elasticloadbalancingv2.DescribeLoadBalancersOutput](a)(
		elasticloadbalancingv2.NewFromConfig(a.Config).DescribeLoadBalancers(t.Context(), &elasticloadbalancingv2.DescribeLoadBalancersInput{})).LoadBalancers)
	created := map[string]string{}
	for _, urn := range stack.Pending(t) {
		switch {
		case strings.Contains(urn, "aws:rds/instance:Instance::"):
			created[urn] = aws.ToString(a.database().DBInstanceIdentifier)
		case strings.Contains(urn, "aws:lb/loadBalancer:LoadBalancer::"):
			created[urn] = aws.ToString(balancer.LoadBalancerArn)
		default:
			t.Errorf("%s was being created too", urn)
		}
	}
	stack.Mend(t, created)
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
