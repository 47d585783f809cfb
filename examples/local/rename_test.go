package main

import (
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/examples/knwl-platform/platform"
)

// renamed is the platform program in which each component has its former name as an alias.
func renamed(before, after string) pulumi.RunFunc {
	return func(ctx *pulumi.Context) error {
		err := ctx.RegisterStackTransformation(
			func(args *pulumi.ResourceTransformationArgs) *pulumi.ResourceTransformationResult {
				if !strings.HasPrefix(args.Type, "knwl:") {
					return nil
				}
				alias := pulumi.Alias{Name: pulumi.String(strings.Replace(args.Name, after, before, 1))}
				return &pulumi.ResourceTransformationResult{
					Props: args.Props,
					Opts:  append(args.Opts, pulumi.Aliases([]pulumi.Alias{alias})),
				}
			},
		)
		if err != nil {
			return err
		}
		return platform.Run(ctx)
	}
}

// A component that is renamed with an alias keeps its resources. Only the task definition gets a
// new revision, because the main container has the component's name.
func TestARenamedComponentKeepsItsResources(t *testing.T) {
	for _, name := range []string{"dev", "prod"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := repository(t)
			printed(t, open(t, dir, name).up)
			edit(t, dir, name, "preset: "+name, "preset: "+name+"\n    name: shop")
			s := open(t, dir, name)
			s.Workspace().SetProgram(renamed("knwl", "shop"))
			plan := planned(t, s)
			if len(plan) == 0 {
				t.Error("the rename did not reach the engine")
			}
			for resource, steps := range plan {
				if strings.TrimSpace(steps) != "update" && !strings.HasPrefix(resource, "TaskDefinition ") {
					t.Errorf("%s: %s", resource, steps)
				}
			}
		})
	}
}
