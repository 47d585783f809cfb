package components

import (
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/bluegreen"
	"github.com/knwl-platform/infra/ecsservice"
	"github.com/knwl-platform/infra/ingress"
	"github.com/knwl-platform/infra/observability"
)

// approved is a blue/green service. A person sees the new version on the test listener and approves
// it; then a fifth of the traffic shifts every ten minutes. An alarm of its own rolls it back too.
func approved(ctx *pulumi.Context) error {
	front, err := ingress.New(ctx, "pay", &ingress.Args{
		Network:       subnetsOfVPC(),
		Targets:       map[string]ingress.Target{"api": {HealthPath: "/healthz", BlueGreen: true}},
		TestListener:  ingress.TestListener{AllowedCIDRs: []string{"10.8.0.0/16"}}, // the team's VPN
		AllowDeletion: true,
	})
	if err != nil {
		return err
	}
	api := front.Targets["api"]
	service, err := ecsservice.New(ctx, "pay", &ecsservice.Args{
		Network: subnetsOfVPC(), LoadBalancer: api.ForService(), Deployment: ecsservice.BlueGreen,
		Container: ecsservice.Container{Image: pulumi.String("ghcr.io/example/pay:1"), Port: 8080},
	})
	if err != nil {
		return err
	}
	monitor, err := observability.New(ctx, "pay", &observability.Args{
		Targets: map[string]observability.Target{"api": {
			LoadBalancerARN: front.LoadBalancerARN, ARN: api.ARN, GreenARN: api.GreenARN,
		}},
		Emails: []string{"pay@example.com"},
	})
	if err != nil {
		return err
	}
	alarms := monitor.RollbackAlarms["api"].ApplyT(func(names []string) []string {
		return append(slices.Clone(names), "payments-declined")
	}).(pulumi.StringArrayOutput)
	deploy, err := bluegreen.New(ctx, "pay", &bluegreen.Args{
		Service: service.ForBlueGreen(), Target: api.ForBlueGreen(),
		Shift: "Linear20PercentEvery10Minutes", ApprovalWaitMinutes: 240,
		RollbackAlarms: alarms,
		Notify:         map[string]bluegreen.Topic{"team": {ARN: monitor.TopicARN}},
	})
	if err != nil {
		return err
	}
	ctx.Export("rollout", deploy.Rollout)
	return nil
}
