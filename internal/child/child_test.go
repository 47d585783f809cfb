package child_test

import (
	"maps"
	"slices"
	"testing"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/cloudwatch"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/child"
	"github.com/knwl-platform/infra/internal/graphtest"
)

type store struct{ pulumi.ResourceState }

// inComponent runs a program that creates children of the component "store".
func inComponent(t *testing.T, create func(child.Parent) error) *graphtest.Graph {
	t.Helper()
	return graphtest.Run(t, func(ctx *pulumi.Context) error {
		parent, err := child.Component(ctx, "test:index:Store", "store", &store{})
		if err != nil {
			return err
		}
		return create(parent)
	})
}

func logs(p child.Parent, role string, opts ...pulumi.ResourceOption) (*cloudwatch.LogGroup, error) {
	return child.New(p, cloudwatch.NewLogGroup, child.Name("store", role), &cloudwatch.LogGroupArgs{}, nil, opts...)
}

// The rule is frozen: another name is another resource in AWS.
func TestNameJoinsComponentAndRoleByTwoHyphens(t *testing.T) {
	if got := child.Name("store", "access-logs"); got != "store--access-logs" {
		t.Errorf("the child is called %s", got)
	}
}

func TestTagsAreTheCallersAndTheName(t *testing.T) {
	given := map[string]string{"team": "search"}
	got := child.Tags(given, "store--logs")
	want := pulumi.StringMap{"team": pulumi.String("search"), "Name": pulumi.String("store--logs")}
	if !maps.Equal(got, want) {
		t.Errorf("the tags are %v", got)
	}
	if len(given) != 1 {
		t.Errorf("the caller's map became %v", given)
	}
	if got := child.Tags(nil, "store"); !maps.Equal(got, pulumi.StringMap{"Name": pulumi.String("store")}) {
		t.Errorf("without tags of the caller's they are %v", got)
	}
}

func TestChildIsOfTheComponent(t *testing.T) {
	g := inComponent(t, func(p child.Parent) error { _, err := logs(p, "logs"); return err })
	const want = "urn:pulumi:stack::project::test:index:Store$aws:cloudwatch/logGroup:LogGroup::store--logs"
	if got := g.Only("LogGroup").URN; got != want {
		t.Errorf("the child's URN is %s", got)
	}
}

func TestEditHasTheLastWord(t *testing.T) {
	g := inComponent(t, func(p child.Parent) error {
		args := &cloudwatch.LogGroupArgs{RetentionInDays: pulumi.Int(14)}
		edit := func(name string, args *cloudwatch.LogGroupArgs, opts *[]pulumi.ResourceOption) {
			if name != "store--logs" || args.RetentionInDays != pulumi.Int(14) {
				t.Errorf("the edit is given %q with %v", name, args.RetentionInDays)
			}
			args.RetentionInDays = pulumi.Int(30)
			*opts = append(*opts, pulumi.DeleteBeforeReplace(true), pulumi.Protect(false))
		}
		_, err := child.New(p, cloudwatch.NewLogGroup, "store--logs", args, edit,
			pulumi.DeleteBeforeReplace(false), pulumi.Protect(true))
		return err
	})
	group := g.Only("LogGroup")
	if group.Get("retentionInDays") != 30.0 || !group.DeletesBeforeReplace() || group.IsProtected() {
		t.Errorf("the edit is overridden: %v", group.Inputs)
	}
}

func TestEditSeesParentFirstAndTheComponentsOptionsLast(t *testing.T) {
	inComponent(t, func(p child.Parent) error {
		edit := func(_ string, _ *cloudwatch.LogGroupArgs, opts *[]pulumi.ResourceOption) {
			first, err := pulumi.NewResourceOptions((*opts)[0])
			last, err2 := pulumi.NewResourceOptions((*opts)[len(*opts)-1])
			if err != nil || err2 != nil || first.Parent != p.Resource || !slices.Equal(last.IgnoreChanges, []string{"name"}) {
				t.Errorf("the options begin with %+v and end with %+v", first, last)
			}
		}
		_, err := child.New(p, cloudwatch.NewLogGroup, "store--logs", &cloudwatch.LogGroupArgs{}, edit,
			pulumi.IgnoreChanges([]string{"name"}))
		return err
	})
}

func TestProtectIfSaysNothingUnlessItProtects(t *testing.T) {
	for _, condition := range []bool{true, false} {
		options, err := pulumi.NewResourceOptions(pulumi.Protect(true), child.ProtectIf(condition))
		if err != nil || !options.Protect {
			t.Errorf("ProtectIf(%v) takes protection away: %v", condition, err)
		}
		options, err = pulumi.NewResourceOptions(child.ProtectIf(condition))
		if err != nil || options.Protect != condition {
			t.Errorf("ProtectIf(%v) alone protects: %v, %v", condition, options.Protect, err)
		}
	}
}

func TestAfterWaitsForEverythingNeededAndKeepsTheValue(t *testing.T) {
	g := inComponent(t, func(p child.Parent) error {
		first, err := logs(p, "first")
		if err != nil {
			return err
		}
		second, err := logs(p, "second")
		if err != nil {
			return err
		}
		value := pulumi.String("usable")
		return graphtest.Consume(p.Context, map[string]pulumi.StringOutput{
			"gated": child.After(value, first, second), "free": child.After(value),
		})
	})
	gated := g.Named("Topic", "gated")
	for _, group := range g.All("LogGroup") {
		if !gated.WaitsFor(group) {
			t.Errorf("it does not wait for %s", group.Name)
		}
		if g.Named("Topic", "free").WaitsFor(group) {
			t.Errorf("it waits for %s, which nobody named", group.Name)
		}
	}
	if got := gated.Text("displayName"); got != "usable" {
		t.Errorf("the value became %q", got)
	}
}

func TestOutputsAreTheTaggedFields(t *testing.T) {
	type inner struct {
		Address pulumi.StringOutput `pulumi:"address"`
		Missing pulumi.StringOutput `pulumi:"missing"`
	}
	type component struct {
		pulumi.ResourceState
		ID       pulumi.StringOutput `pulumi:"id"`
		None     pulumi.StringOutput `pulumi:"none"`
		Untagged pulumi.StringOutput
		Zones    []string          `pulumi:"zones"`
		Public   bool              `pulumi:"public"`
		Port     int               `pulumi:"port"`
		Inner    *inner            `pulumi:"inner"`
		NoInner  *inner            `pulumi:"noInner"`
		Keyed    map[string]*inner `pulumi:"keyed"`
	}
	text := func(s string) pulumi.StringOutput { return pulumi.String(s).ToStringOutput() }
	got := graphtest.Run(t, func(ctx *pulumi.Context) error {
		outputs := child.Outputs(&component{
			ID: text("vpc-1"), Untagged: text("x"), Zones: []string{"a", "b"}, Public: true, Port: 80,
			Inner: &inner{Address: text("10.0.0.1")}, Keyed: map[string]*inner{"api": {Address: text("10.0.0.2")}, "none": nil},
		})
		want := []string{"id", "inner", "keyed", "port", "public", "zones"}
		if got := slices.Sorted(maps.Keys(outputs)); !slices.Equal(got, want) {
			t.Errorf("the outputs are %q, want %q", got, want)
		}
		return graphtest.Consume(ctx, map[string]pulumi.StringOutput{"outputs": pulumi.JSONMarshal(outputs)})
	}).Only("Topic").Text("displayName")
	const want = `{"id":"vpc-1","inner":{"address":"10.0.0.1"},"keyed":{"api":{"address":"10.0.0.2"}},` +
		`"port":80,"public":true,"zones":["a","b"]}`
	if got != want {
		t.Errorf("their values are %s", got)
	}
}
