package infra_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra"
	"github.com/knwl-platform/infra/internal/graphtest"
)

func TestOptionalIsNilWithoutAValue(t *testing.T) {
	if infra.Optional("") != nil || infra.Optional("x") != pulumi.String("x") {
		t.Errorf("Optional returns %v and %v", infra.Optional(""), infra.Optional("x"))
	}
}

// README says that an output of another stack, which is of any type, becomes a list like this.
func TestAnOutputOfAnyTypeBecomesAList(t *testing.T) {
	g := graphtest.Run(t, func(ctx *pulumi.Context) error {
		output := pulumi.ToOutput([]any{"subnet-1", "subnet-2"}).ApplyT(func(v any) any { return v }).(pulumi.AnyOutput)
		list := output.AsStringArrayOutput()
		return graphtest.Consume(ctx, map[string]pulumi.StringOutput{"second": list.Index(pulumi.Int(1))})
	})
	if got := g.Only("Topic").Text("displayName"); got != "subnet-2" {
		t.Errorf("the second subnet is %q", got)
	}
}
