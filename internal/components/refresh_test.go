package components

import (
	"encoding/json"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/ecsservice"
)

// A schedule changes the range of the number of tasks in AWS. After a refresh, an update must not undo
// that. Without schedules somebody else has changed the range, and an update must restore it.
func TestUpdateLeavesTheRangeToSchedules(t *testing.T) {
	for name, c := range map[string]struct {
		schedules map[string]ecsservice.Schedule
		updates   int
	}{
		"with a schedule":  {map[string]ecsservice.Schedule{"night": {Cron: "0 20 * * ? *", Min: new(0), Max: new(0)}}, 0},
		"without schedule": {nil, 1},
	} {
		t.Run(name, func(t *testing.T) {
			stack := engine(t, func(ctx *pulumi.Context) error {
				_, err := ecsservice.New(ctx, "web", &ecsservice.Args{
					Network: subnetsOfVPC(), Container: ecsservice.Container{Image: pulumi.String("web:1")},
					Scaling: &ecsservice.Scaling{Min: new(2), Max: 6, CPUPercent: 60, Schedules: c.schedules},
				})
				return err
			})
			if _, err := stack.Up(t.Context()); err != nil {
				t.Fatal(err)
			}
			exported, err := stack.Export(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if exported.Deployment, err = refreshed(exported.Deployment, "aws:appautoscaling/target:Target",
				map[string]any{"minCapacity": 0, "maxCapacity": 0}); err != nil {
				t.Fatal(err)
			}
			if err := stack.Import(t.Context(), exported); err != nil {
				t.Fatal(err)
			}
			preview, err := stack.Preview(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if got := preview.ChangeSummary[apitype.OpUpdate]; got != c.updates {
				t.Errorf("the next update changes %d resources, want %d:\n%s", got, c.updates, preview.StdOut)
			}
		})
	}
}

// refreshed returns a deployment whose resources of a type have other values, as after a refresh.
func refreshed(deployment json.RawMessage, typ string, values map[string]any) (json.RawMessage, error) {
	var state apitype.DeploymentV3
	if err := json.Unmarshal(deployment, &state); err != nil {
		return nil, err
	}
	for _, r := range state.Resources {
		if string(r.Type) != typ {
			continue
		}
		for property, value := range values {
			r.Inputs[property], r.Outputs[property] = value, value
		}
	}
	return json.Marshal(state)
}
