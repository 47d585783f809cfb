// Command bluegreen is a Pulumi program: a service that CodeDeploy deploys blue/green. A tenth of the
// requests goes to the new version first, and alarms roll it back.
package main

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"

	"github.com/knwl-platform/infra/bluegreen"
	"github.com/knwl-platform/infra/ecsservice"
	"github.com/knwl-platform/infra/ingress"
	"github.com/knwl-platform/infra/network"
	"github.com/knwl-platform/infra/observability"
)

func main() { pulumi.Run(program) }

func program(ctx *pulumi.Context) error {
	image := pulumi.String(config.New(ctx, "").Require("image"))
	net, err := network.New(ctx, "shop", &network.Args{Egress: network.EgressSingleNAT})
	if err != nil {
		return err
	}
	front, err := ingress.New(ctx, "shop", &ingress.Args{
		Network: net.Public(), Public: true,
		Targets:       map[string]ingress.Target{"web": {HealthPath: "/healthz", BlueGreen: true}},
		AllowDeletion: true, // in production: false, the default
	})
	if err != nil {
		return err
	}
	target := front.Targets["web"]
	web, err := ecsservice.New(ctx, "shop-web", &ecsservice.Args{
		Network: net.Private(), LoadBalancer: target.ForService(), Deployment: ecsservice.BlueGreen,
		Container: ecsservice.Container{Image: image, Port: 8080}, DesiredCount: new(2),
	})
	if err != nil {
		return err
	}
	watch, err := observability.New(ctx, "shop", &observability.Args{
		Services: map[string]observability.Service{"web": {ClusterARN: web.ClusterARN, ServiceName: web.ServiceName}},
		Targets: map[string]observability.Target{"web": {
			LoadBalancerARN: front.LoadBalancerARN, OwnLoadBalancer: true, ARN: target.ARN, GreenARN: target.GreenARN,
		}},
	})
	if err != nil {
		return err
	}
	deploy, err := bluegreen.New(ctx, "shop", &bluegreen.Args{
		Service: web.ForBlueGreen(), Target: target.ForBlueGreen(), Shift: bluegreen.Canary10Percent5Minutes,
		RollbackAlarms: watch.RollbackAlarms["web"],
		Notify:         map[string]bluegreen.Topic{"alarms": {ARN: watch.TopicARN}},
	})
	if err != nil {
		return err
	}
	ctx.Export("url", pulumi.Sprintf("http://%s", front.DNSName))
	ctx.Export("rollout", deploy.Rollout)             // what the command rollout reads
	ctx.Export("rolloutPolicy", deploy.RolloutPolicy) // what its role may do
	return nil
}
