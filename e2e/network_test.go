package e2e

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/e2e/emulator"
	"github.com/knwl-platform/infra/e2e/engine"
	"github.com/knwl-platform/infra/network"
)

func networkOf(args network.Args) pulumi.RunFunc {
	return func(ctx *pulumi.Context) error {
		net, err := network.New(ctx, "main", &args)
		if err != nil {
			return err
		}
		ctx.Export("private", net.PrivateSubnetIDs)
		ctx.Export("nat", net.NATAddresses)
		return nil
	}
}

func TestNetwork(t *testing.T) {
	for name, egress := range map[string]network.Egress{"NAT": network.EgressNATPerZone, "endpoints": network.EgressEndpoints} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			aws := emulator.Start(t)
			before := aws.Inventory(t)
			args := network.Args{Zones: []string{"eu-west-1a", "eu-west-1b"}, Egress: egress}
			stack := engine.New(t, "network", "test", networkOf(args), emulator.Environment(aws.URL))
			t.Log(stack.Up())
			t.Log(stack.Outputs())
			stack.Preview().Expect(t, nil)
			t.Log(stack.Refresh())
			stack.Preview().Expect(t, nil)
			t.Log(aws.Inventory(t).Since(before).Kinds())
			args.Zones = append(args.Zones, "eu-west-1c")
			stack.Program(networkOf(args))
			t.Log(stack.Preview())
			stack.Up()
			stack.Preview().Expect(t, nil)
			stack.Destroy()
			t.Log(aws.Inventory(t).Since(before))
			t.Log(stack.Took("up"), stack.Took("preview"), stack.Took("refresh"), stack.Took("destroy"))
		})
	}
}
