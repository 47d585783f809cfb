package components

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/ecsservice"
	"github.com/knwl-platform/infra/ingress"
	"github.com/knwl-platform/infra/network"
)

// timed is a service that scales by its requests, with less at night and mostly on Spot. Operators can
// enter its tasks. Each task migrates the schema before it serves, so the migration must be safe to
// run twice at a time; if it fails, no task of the new version starts and ECS rolls back.
func timed(ctx *pulumi.Context) error {
	net, err := network.New(ctx, "news", &network.Args{
		Zones: []string{"us-east-1a", "us-east-1b"}, Egress: network.EgressSingleNAT,
	})
	if err != nil {
		return err
	}
	front, err := ingress.New(ctx, "news", &ingress.Args{
		Network: net.Public(), Public: true,
		Targets:       map[string]ingress.Target{"web": {HealthPath: "/healthz"}},
		AllowDeletion: true,
	})
	if err != nil {
		return err
	}
	image := pulumi.String("ghcr.io/example/news:1")
	service, err := ecsservice.New(ctx, "news", &ecsservice.Args{
		Network: net.Private(), LoadBalancer: front.Targets["web"].ForService(),
		Container: ecsservice.Container{
			Image: image, Port: 8080, WritableRoot: true, // for Exec
			StopSeconds: 90, // Spot gives two minutes' notice
			DependsOn:   map[string]ecsservice.Condition{"migrate": ecsservice.Succeeded},
		},
		Sidecars: map[string]ecsservice.Container{
			"migrate": {Image: image, Command: []string{"/news", "migrate", "up"}, Optional: true, StartSeconds: 120},
		},
		SpotPercent: new(80), OnDemandBase: 2,
		Exec: true,
		Scaling: &ecsservice.Scaling{
			Min: new(4), Max: 40, RequestsPerTarget: 1200,
			Schedules: map[string]ecsservice.Schedule{
				"night":   {Cron: "0 22 * * ? *", Timezone: "Europe/Berlin", Min: new(2), Max: new(10)},
				"morning": {Cron: "30 5 * * ? *", Timezone: "Europe/Berlin"},
			},
		},
	})
	if err != nil {
		return err
	}
	ctx.Export("rollout", service.Rollout)
	return nil
}
