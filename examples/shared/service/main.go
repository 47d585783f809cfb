// Command service is a Pulumi program: a service behind the load balancer of the platform's stack. Each
// stack of it is a service, with the stack's name as its path.
package main

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"

	"github.com/knwl-platform/infra"
	"github.com/knwl-platform/infra/ecsservice"
	"github.com/knwl-platform/infra/ingress"
)

func main() { pulumi.Run(program) }

func program(ctx *pulumi.Context) error {
	cfg, name := config.New(ctx, ""), ctx.Stack()
	platform, err := pulumi.NewStackReference(ctx, cfg.Require("platform"), nil)
	if err != nil {
		return err
	}
	output := func(name string) pulumi.StringOutput { return platform.GetStringOutput(pulumi.String(name)) }
	net := infra.Network{
		VPCID:     output("vpcId"),
		SubnetIDs: platform.GetOutput(pulumi.String("privateSubnetIds")).AsStringArrayOutput(),
	}
	target, err := ingress.NewTarget(ctx, name, &ingress.TargetArgs{
		VPCID: net.VPCID, ListenerARN: output("listenerArn"), SecurityGroupID: output("loadBalancerGroup"),
		Target: ingress.Target{
			HealthPath: "/healthz", Paths: []string{"/" + name, "/" + name + "/*"}, Priority: cfg.RequireInt("priority"),
		},
	})
	if err != nil {
		return err
	}
	_, err = ecsservice.New(ctx, name, &ecsservice.Args{
		Network: net, ClusterARN: output("clusterArn"), LoadBalancer: target.ForService(),
		Container: ecsservice.Container{Image: pulumi.String(cfg.Require("image")), Port: 8080},
	})
	if err != nil {
		return err
	}
	ctx.Export("url", pulumi.Sprintf("%s/%s", output("url"), name))
	return nil
}
