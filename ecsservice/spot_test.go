package ecsservice_test

import (
	"maps"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/ecsservice"
	"github.com/knwl-platform/infra/internal/graphtest"
)

func TestSpotPercentIsTheShareOfTasksOnSpot(t *testing.T) {
	for name, c := range map[string]struct {
		percent, base int
		onDemand      []any // weight and base
		spot          any   // weight
	}{
		"none":           {0, 0, []any{1.0, nil}, nil},
		"most":           {70, 0, []any{30.0, nil}, 70.0},
		"most after two": {70, 2, []any{30.0, 2.0}, 70.0},
		"all":            {100, 0, []any{0.0, nil}, 100.0},
		"all after one":  {100, 1, []any{0.0, 1.0}, 100.0},
	} {
		service := run(t, small(func(a *ecsservice.Args) {
			a.SpotPercent, a.OnDemandBase = &c.percent, c.base
		})).Only("ecs/service:Service")
		const strategy = "capacityProviderStrategies"
		if service.Get(strategy+"[0].capacityProvider") != "FARGATE" ||
			service.Get(strategy+"[0].weight") != c.onDemand[0] || service.Get(strategy+"[0].base") != c.onDemand[1] {
			t.Errorf("%s: on demand run %v, want %v", name, service.Get(strategy+"[0]"), c.onDemand)
		}
		if service.Get(strategy+"[1].weight") != c.spot {
			t.Errorf("%s: on Spot run %v, want %v", name, service.Get(strategy+"[1]"), c.spot)
		}
	}
}

// The provider replaces a service whose strategy changes, unless a new deployment is forced. ECS
// rejects that in blue/green.
func TestSpotPercentChangesInPlace(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*ecsservice.Args)
		want   any
	}{
		"without Spot": {func(*ecsservice.Args) {}, nil},
		"with Spot":    {func(a *ecsservice.Args) { a.SpotPercent = new(50) }, true},
		"Spot ends":    {func(a *ecsservice.Args) { a.SpotPercent = new(0) }, true},
		"blue/green":   {func(a *ecsservice.Args) { blueGreen(a); a.SpotPercent = new(50) }, nil},
	} {
		if got := run(t, small(c.change)).Only("ecs/service:Service").Get("forceNewDeployment"); got != c.want {
			t.Errorf("%s: forceNewDeployment is %v, want %v", name, got, c.want)
		}
	}
}

func TestBlueGreenDeploymentsKeepTheShareOfSpot(t *testing.T) {
	graphtest.Run(t, func(ctx *pulumi.Context) error {
		service, err := ecsservice.New(ctx, "api", small(blueGreen, func(a *ecsservice.Args) {
			a.SpotPercent, a.OnDemandBase = new(70), 2
		}))
		if err != nil {
			return err
		}
		got := service.ForBlueGreen()
		if want := map[string]int{"FARGATE": 30, "FARGATE_SPOT": 70}; !maps.Equal(got.CapacityProviders, want) ||
			got.OnDemandBase != 2 {
			t.Errorf("a deployment runs tasks on %v after %d on demand", got.CapacityProviders, got.OnDemandBase)
		}
		return nil
	})
}
