package ecsservice

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ecs"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/check"
)

// capacityProviders returns the weights of the capacity providers that run the tasks.
func (c config) capacityProviders() map[string]int {
	if c.SpotPercent == nil || *c.SpotPercent == 0 {
		return map[string]int{onDemand: 1}
	}
	return map[string]int{onDemand: 100 - *c.SpotPercent, spot: *c.SpotPercent}
}

// runOn makes the service use capacity providers, never a launch type: changing that to capacity
// providers, which Spot needs, replaces the service. Changing the strategy replaces it too unless
// ForceNewDeployment is set, which ECS rejects in blue/green. There, CodeDeploy changes the strategy.
func (c config) runOn(args *ecs.ServiceArgs) {
	weights := c.capacityProviders()
	first := ecs.ServiceCapacityProviderStrategyArgs{
		CapacityProvider: pulumi.String(onDemand), Weight: pulumi.Int(weights[onDemand]),
	}
	if c.OnDemandBase > 0 {
		first.Base = pulumi.Int(c.OnDemandBase)
	}
	strategy := ecs.ServiceCapacityProviderStrategyArray{first}
	if weights[spot] > 0 {
		strategy = append(strategy, ecs.ServiceCapacityProviderStrategyArgs{
			CapacityProvider: pulumi.String(spot), Weight: pulumi.Int(weights[spot]),
		})
	}
	args.CapacityProviderStrategies = strategy
	if c.SpotPercent != nil && !c.blueGreen() {
		args.ForceNewDeployment = pulumi.Bool(true)
	}
}

func (c config) checkSpot(wrong *check.Mistakes) {
	if c.OnDemandBase > 0 && c.SpotPercent == nil {
		wrong.Add("OnDemandBase", c.OnDemandBase,
			"is only used with SpotPercent, because all tasks run on demand without it; set SpotPercent or remove it")
	}
}
