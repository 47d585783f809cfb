package components

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/domain"
	"github.com/knwl-platform/infra/ecsservice"
	"github.com/knwl-platform/infra/ingress"
	"github.com/knwl-platform/infra/network"
)

// named is an HTTP API at api.example.com for the pages of app.example.com. It checks tokens, and a
// web ACL of the security team filters what passes.
func named(ctx *pulumi.Context) error {
	const name = "api.example.com"
	net, err := network.New(ctx, "orders", &network.Args{
		Zones: []string{"us-east-1a", "us-east-1b"}, Egress: network.EgressSingleNAT,
	})
	if err != nil {
		return err
	}
	cert, err := domain.New(ctx, "orders", &domain.Args{
		Name: name, ZoneID: pulumi.String("Z0123456789ABCDEFGHIJ"),
	})
	if err != nil {
		return err
	}
	front, err := ingress.New(ctx, "orders", &ingress.Args{
		Network: net.Private(), CertificateARN: cert.CertificateARN,
		Targets:   map[string]ingress.Target{"api": {HealthPath: "/healthz"}},
		WebACLARN: pulumi.String("arn:aws:wafv2:us-east-1:123456789012:regional/webacl/security/1234"),
		API: &ingress.API{
			SubnetIDs: net.PrivateSubnetIDs, ServerName: name,
			Domain: &ingress.APIDomain{Name: name, CertificateARN: cert.CertificateARN},
			CORS: &ingress.CORS{
				Origins: []string{"https://app.example.com"}, Methods: []string{"GET", "POST", "PUT", "DELETE"},
				Headers: []string{"authorization", "content-type"},
			},
			JWT: &ingress.JWT{
				Issuer:    pulumi.String("https://login.example.com"),
				Audiences: pulumi.StringArray{pulumi.String("orders")},
			},
			OpenPaths: []string{"/healthz"},
		},
		AllowDeletion: true,
	})
	if err != nil {
		return err
	}
	_, err = ecsservice.New(ctx, "orders", &ecsservice.Args{
		Network: net.Private(), LoadBalancer: front.Targets["api"].ForService(),
		Container: ecsservice.Container{Image: pulumi.String("ghcr.io/example/orders:1"), Port: 8080},
	})
	if err != nil {
		return err
	}
	ctx.Export("url", front.API.URL)
	return cert.Alias(name, domain.Target{DNSName: front.API.DomainDNSName, ZoneID: front.API.DomainZoneID})
}
