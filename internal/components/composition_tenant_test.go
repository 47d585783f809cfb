package components

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra"
	"github.com/knwl-platform/infra/ecsservice"
	"github.com/knwl-platform/infra/ingress"
	"github.com/knwl-platform/infra/network"
)

// platform is the stack of another team, which owns the VPC and exports what tenants need.
func platform(ctx *pulumi.Context) error {
	net, err := network.New(ctx, "main", &network.Args{
		Zones: []string{"us-east-1a", "us-east-1b"}, Egress: network.EgressSingleNAT,
	})
	if err != nil {
		return err
	}
	ctx.Export("vpcId", net.VPCID)
	ctx.Export("publicSubnetIds", net.PublicSubnetIDs)
	ctx.Export("privateSubnetIds", net.PrivateSubnetIDs)
	return nil
}

// tenant is a service and its load balancer in the VPC of that stack.
func tenant(ctx *pulumi.Context) error {
	ref, err := pulumi.NewStackReference(ctx, "organization/platform/prod", nil)
	if err != nil {
		return err
	}
	subnetsOf := func(tier string) infra.Network {
		return infra.Network{
			VPCID:     ref.GetStringOutput(pulumi.String("vpcId")),
			SubnetIDs: ref.GetOutput(pulumi.String(tier + "SubnetIds")).AsStringArrayOutput(),
		}
	}
	front, err := ingress.New(ctx, "orders", &ingress.Args{
		Network: subnetsOf("public"), Public: true,
		Targets:       map[string]ingress.Target{"web": {HealthPath: "/healthz"}},
		AllowDeletion: true,
	})
	if err != nil {
		return err
	}
	_, err = ecsservice.New(ctx, "orders", &ecsservice.Args{
		Network: subnetsOf("private"), LoadBalancer: front.Targets["web"].ForService(),
		Container: ecsservice.Container{Image: pulumi.String("ghcr.io/example/orders:1"), Port: 8080},
	})
	if err != nil {
		return err
	}
	ctx.Export("url", pulumi.Sprintf("http://%s", front.DNSName))
	return nil
}
