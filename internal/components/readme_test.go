package components

import (
	"os"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/ecsservice"
	"github.com/knwl-platform/infra/internal/graphtest"
)

func TestREADMEShowsTheErrorThatNewReturns(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	graphtest.Fail(t, func(ctx *pulumi.Context) error {
		_, err := ecsservice.New(ctx, "shop-web", &ecsservice.Args{
			Network: subnetsOfVPC(), CPU: 512, MemoryMiB: 512,
			Container: ecsservice.Container{
				Image: pulumi.String("example/shop:1.4.2"), Port: 8080, User: "root",
			},
		})
		if err == nil || !strings.Contains(string(readme), "```\n"+err.Error()+"\n```") {
			t.Errorf("README does not show this error:\n%v", err)
		}
		return err
	})
}
