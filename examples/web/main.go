// Command web is a Pulumi program: a web service with HTTPS under a name of your own.
package main

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"

	"github.com/knwl-platform/infra/domain"
	"github.com/knwl-platform/infra/ecsservice"
	"github.com/knwl-platform/infra/ingress"
	"github.com/knwl-platform/infra/network"
)

func main() { pulumi.Run(program) }

func program(ctx *pulumi.Context) error {
	cfg := config.New(ctx, "")
	name, zone := cfg.Require("domain"), pulumi.String(cfg.Require("zoneId"))
	net, err := network.New(ctx, "web", &network.Args{Egress: network.EgressSingleNAT})
	if err != nil {
		return err
	}
	cert, err := domain.New(ctx, "web", &domain.Args{Name: name, ZoneID: zone})
	if err != nil {
		return err
	}
	front, err := ingress.New(ctx, "web", &ingress.Args{
		Network: net.Public(), Public: true, CertificateARN: cert.CertificateARN,
		Targets:       map[string]ingress.Target{"app": {HealthPath: "/health"}},
		AllowDeletion: true, // so that `pulumi destroy` may delete it
	})
	if err != nil {
		return err
	}
	_, err = ecsservice.New(ctx, "web-app", &ecsservice.Args{ // 256 CPU units and 512 MiB, not root, read-only root
		Network:      net.Private(),
		Container:    ecsservice.Container{Image: pulumi.String("hashicorp/http-echo:1.0.0"), Port: 5678},
		LoadBalancer: front.Targets["app"].ForService(),
	})
	if err != nil {
		return err
	}
	ctx.Export("url", pulumi.String("https://"+name))
	return cert.Alias(name, domain.Target{DNSName: front.DNSName, ZoneID: front.ZoneID})
}
