package stackconfig_test

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/graphtest"
	"github.com/knwl-platform/infra/stackconfig"
)

// The configuration of the stack overrides one value of its preset.
func Example() {
	type shop struct {
		Preset string `json:"preset"`
		Tasks  int    `json:"tasks" validate:"min=1" fix:"give a number of tasks"`
		Public bool   `json:"public"`
	}
	presets := map[string]shop{
		"dev":  {Preset: "dev", Tasks: 1, Public: true},
		"prod": {Preset: "prod", Tasks: 3},
	}
	program := func(ctx *pulumi.Context) error {
		r := stackconfig.Open(ctx)
		cfg := stackconfig.Object(r, "shop", presets)
		if err := r.Err(); err != nil {
			return err
		}
		fmt.Printf("%s: %d tasks, public: %t\n", cfg.Preset, cfg.Tasks, cfg.Public)
		return nil
	}
	config := &graphtest.Config{Values: map[string]string{"project:shop": `{"preset":"prod","tasks":5}`}}
	graphtest.PrintIn(config, program) // in a stack of yours: pulumi.Run(program)
	// Output:
	// prod: 5 tasks, public: false
}
