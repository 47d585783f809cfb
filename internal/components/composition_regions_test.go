package components

import (
	"strings"
	"testing"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/domain"
	"github.com/knwl-platform/infra/ecsservice"
	"github.com/knwl-platform/infra/ingress"
	"github.com/knwl-platform/infra/network"
)

// regions is the same service in two regions, each with a name of its own. One provider for each
// region is all that differs; the children of a component inherit it.
func regions(ctx *pulumi.Context) error {
	for _, region := range []string{"us-east-1", "eu-west-1"} {
		provider, err := aws.NewProvider(ctx, region, &aws.ProviderArgs{Region: pulumi.String(region)})
		if err != nil {
			return err
		}
		if err := inRegion(ctx, region, pulumi.Provider(provider)); err != nil {
			return err
		}
	}
	return nil
}

func inRegion(ctx *pulumi.Context, region string, there pulumi.ResourceOption) error {
	net, err := network.New(ctx, "search-"+region, &network.Args{
		Zones: []string{region + "a", region + "b"}, Egress: network.EgressSingleNAT,
	}, there)
	if err != nil {
		return err
	}
	host := region + ".search.example.com"
	cert, err := domain.New(ctx, "search-"+region, &domain.Args{
		Name: host, ZoneID: pulumi.String("Z0123456789ABCDEFGHIJ"),
	}, there)
	if err != nil {
		return err
	}
	front, err := ingress.New(ctx, "search-"+region, &ingress.Args{
		Network: net.Public(), Public: true, CertificateARN: cert.CertificateARN,
		Targets:       map[string]ingress.Target{"api": {HealthPath: "/healthz"}},
		AllowDeletion: true,
	}, there)
	if err != nil {
		return err
	}
	_, err = ecsservice.New(ctx, "search-"+region, &ecsservice.Args{
		Network: net.Private(), LoadBalancer: front.Targets["api"].ForService(),
		Container: ecsservice.Container{Image: pulumi.String("ghcr.io/example/search:1"), Port: 8080},
	}, there)
	if err != nil {
		return err
	}
	return cert.Alias(host, domain.Target{DNSName: front.DNSName, ZoneID: front.ZoneID})
}

// The children of each component are created by the provider of its region.
func TestEachRegionHasItsProvider(t *testing.T) {
	children := map[string]int{}
	for _, r := range withMocks(t, regions).All(t, "") {
		for _, region := range []string{"us-east-1", "eu-west-1"} {
			if !strings.HasPrefix(r.Type, "aws:") || !strings.Contains(r.Name, region) {
				continue
			}
			if children[region]++; !strings.Contains(r.Request.GetProvider(), "::"+region+"::") {
				t.Errorf("%s %s is created by %q", r.Type, r.Name, r.Request.GetProvider())
			}
		}
	}
	if children["us-east-1"] < 40 || children["us-east-1"] != children["eu-west-1"] {
		t.Errorf("children by region: %v", children)
	}
}
