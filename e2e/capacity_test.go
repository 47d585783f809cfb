package e2e

import (
	"testing"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ecs"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/e2e/emulator"
	"github.com/knwl-platform/infra/e2e/engine"
	"github.com/knwl-platform/infra/ecsservice"
	"github.com/knwl-platform/infra/network"
)

// shared is a program with a cluster that is not the component's own, with both of Fargate's
// capacity providers, and a service in it that uses the given strategy.
func shared(strategy func() ecs.ServiceCapacityProviderStrategyArray) pulumi.RunFunc {
	return func(ctx *pulumi.Context) error {
		cluster, err := ecs.NewCluster(ctx, "shared", nil)
		if err != nil {
			return err
		}
		providers, err := ecs.NewClusterCapacityProviders(ctx, "shared", &ecs.ClusterCapacityProvidersArgs{
			ClusterName: cluster.Name, CapacityProviders: pulumi.ToStringArray([]string{"FARGATE", "FARGATE_SPOT"}),
		})
		if err != nil {
			return err
		}
		net, err := network.New(ctx, "shop", &network.Args{
			Zones:   []string{"eu-west-1a", "eu-west-1b"},
			Tiers:   []network.Tier{network.Public},
			FlowLog: network.FlowLog{Off: true},
		})
		if err != nil {
			return err
		}
		clusterARN := pulumi.All(cluster.Arn, providers.ID()).ApplyT(func(known []any) string {
			return known[0].(string)
		}).(pulumi.StringOutput)
		args := &ecsservice.Args{
			Network:    net.Public(),
			PublicIP:   true,
			ClusterARN: clusterARN,
			Container:  ecsservice.Container{Image: pulumi.String("example/worker:1")},
		}
		args.Transform.Service = func(_ string, args *ecs.ServiceArgs, _ *[]pulumi.ResourceOption) {
			if strategy != nil {
				args.CapacityProviderStrategies, args.ForceNewDeployment = strategy(), pulumi.Bool(true)
			}
		}
		_, err = ecsservice.New(ctx, "worker", args)
		return err
	}
}

// A service with a launch type would be replaced by this change, with all its tasks.
func TestCapacityProvidersChangeInPlace(t *testing.T) {
	t.Parallel()
	cloud := emulator.Start(t)
	stack := engine.New(t, example, "dev", shared(nil), emulator.Environment(cloud.URL))
	stack.Up(t)
	stack.Preview(t).Expect(t, nil)

	stack.Program(shared(func() ecs.ServiceCapacityProviderStrategyArray {
		return ecs.ServiceCapacityProviderStrategyArray{
			ecs.ServiceCapacityProviderStrategyArgs{CapacityProvider: pulumi.String("FARGATE"), Weight: pulumi.Int(1)},
			ecs.ServiceCapacityProviderStrategyArgs{CapacityProvider: pulumi.String("FARGATE_SPOT"), Weight: pulumi.Int(3)},
		}
	}))
	want := map[string]string{
		"knwl:ecsservice:Service$aws:ecs/service:Service::worker": "update: capacityProviderStrategies, forceNewDeployment",
	}
	stack.Preview(t).Expect(t, want)
	stack.Up(t).Expect(t, want)
	stack.Preview(t).Expect(t, nil)
	stack.Destroy(t)
}
