// Package platform composes the knowledge platform from the library's components. Run reads like the deployment: network, load balancer and API, database,
// service, alarms, and what deploys the service.
package platform

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/bluegreen"
	"github.com/knwl-platform/infra/database"
	"github.com/knwl-platform/infra/ecsservice"
	"github.com/knwl-platform/infra/ingress"
	"github.com/knwl-platform/infra/network"
	"github.com/knwl-platform/infra/observability"
)

// target is the name of the service behind the load balancer.
const target = "api"

// Run is the whole program: `pulumi up` and the offline run call it alike.
func Run(ctx *pulumi.Context) error {
	cfg, keysJSON, err := load(ctx)
	if err != nil {
		return err
	}
	net, err := network.New(ctx, cfg.Name, &network.Args{CIDR: cfg.Network.CIDR, Zones: cfg.Network.Zones, Egress: cfg.Network.Egress, Tags: cfg.Tags})
	if err != nil {
		return err
	}
	front, err := ingress.New(ctx, cfg.Name, cfg.ingress(net))
	if err != nil {
		return err
	}
	data, err := database.New(ctx, cfg.Name, cfg.database(net))
	if err != nil {
		return err
	}
	keys, err := newAPIKeys(ctx, cfg.Name+"-api-keys", keysJSON, cfg.Tags, cfg.Database.Protected)
	if err != nil {
		return err
	}
	api, err := ecsservice.New(ctx, cfg.Name+"-"+target, cfg.service(ctx, net, front, data, keys))
	if err != nil {
		return err
	}
	obs, err := observability.New(ctx, cfg.Name, cfg.observability(front, data, api))
	if err != nil {
		return err
	}
	return nil
}
