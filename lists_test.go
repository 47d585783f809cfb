package infra_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra"
	"github.com/knwl-platform/infra/bluegreen"
	"github.com/knwl-platform/infra/internal/check/checktest"
	"github.com/knwl-platform/infra/internal/graphtest"
)

func TestConcatKeepsTheOrderOfItsLists(t *testing.T) {
	g := graphtest.Run(t, func(ctx *pulumi.Context) error {
		late := pulumi.ToOutput([]string{"a", "b"}).(pulumi.StringArrayOutput)
		list := infra.Concat(late, pulumi.ToStringArray([]string{"c"}))
		return graphtest.Consume(ctx, map[string]pulumi.StringOutput{
			"all": pulumi.Sprintf("%s", list),
		})
	})
	if got := g.Only("Topic").Text("displayName"); got != "[a b c]" {
		t.Errorf("the list is %s", got)
	}
}

// Without this, a typo in a key would leave out alarms.
func TestConcatDoesNotHideAMissingList(t *testing.T) {
	alarms := map[string]pulumi.StringArrayOutput{}
	for name, missing := range map[string]pulumi.StringArrayInput{
		"a missing key": alarms["api"], "nil": nil,
		"a missing element": pulumi.StringArray{pulumi.StringOutput{}}, "a nil element": pulumi.StringArray{nil},
	} {
		t.Run(name, func(t *testing.T) {
			err := graphtest.FailLate(t, func(ctx *pulumi.Context) error {
				_, err := bluegreen.New(ctx, "pay", &bluegreen.Args{
					RollbackAlarms: infra.Concat(missing, pulumi.ToStringArray([]string{"payments-declined"})),
				})
				return err
			})
			checktest.Contains(t, err, "RollbackAlarms")
		})
	}
}
