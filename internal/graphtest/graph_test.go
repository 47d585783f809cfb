package graphtest_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/sns"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/graphtest"
)

type owner struct{ pulumi.ResourceState }

// topics registers topics under one component, each named after the one before it.
func topics(ctx *pulumi.Context, names ...string) error {
	parent := &owner{}
	if err := ctx.RegisterComponentResource("test:index:Owner", "owner", parent); err != nil {
		return err
	}
	var displayName pulumi.StringPtrInput
	for _, name := range names {
		topic, err := sns.NewTopic(ctx, name, &sns.TopicArgs{DisplayName: displayName}, pulumi.Parent(parent))
		if err != nil {
			return err
		}
		displayName = topic.Arn
	}
	return nil
}

// recorder is a test whose failures do not fail this one.
type recorder struct {
	testing.TB
	failed []string
}

func (r *recorder) Helper()                        {}
func (r *recorder) Errorf(format string, _ ...any) { r.failed = append(r.failed, format) }

func TestRunFailsTheTestForAResourceOutsideOfComponents(t *testing.T) {
	r := &recorder{TB: t}
	graphtest.Run(r, func(ctx *pulumi.Context) error {
		_, err := sns.NewTopic(ctx, "b", nil)
		return errors.Join(topics(ctx, "a"), err)
	})
	if len(r.failed) == 0 || !strings.Contains(r.failed[0], "child of the stack") {
		t.Errorf("the test failed with %q", r.failed)
	}
}

func TestFailWantsNoResourceBeforeTheError(t *testing.T) {
	r := &recorder{TB: t}
	graphtest.Fail(r, func(ctx *pulumi.Context) error { return errors.Join(topics(ctx, "a"), errors.New("too late")) })
	if len(r.failed) == 0 {
		t.Error("the test did not fail for the resource before the error")
	}
}

func TestWaitsForFollowsDependencies(t *testing.T) {
	g := graphtest.Run(t, func(ctx *pulumi.Context) error { return topics(ctx, "a", "b", "c") })
	first, last := g.Named("Topic", "a"), g.Named("Topic", "c")
	if !last.WaitsFor(first) || first.WaitsFor(last) {
		t.Errorf("c waits for a: %v, a waits for c: %v", last.WaitsFor(first), first.WaitsFor(last))
	}
	if waiting := first.Waiting(); !slices.Equal(waiting, []string{"Topic b", "Topic c"}) {
		t.Errorf("%q wait for a", waiting)
	}
}
