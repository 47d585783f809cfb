package ingress_test

import (
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/ingress"
	"github.com/knwl-platform/infra/internal/graphtest"
)

func withDomain(keep bool) ingress.Args {
	return ingress.Args{Tags: map[string]string{"team": "web"}, API: &ingress.API{
		SubnetIDs: subnets,
		Domain:    &ingress.APIDomain{Name: "api.example.com", CertificateARN: certificate, KeepDefaultAddress: keep},
	}}
}

func TestDomainNameIsMappedToTheStage(t *testing.T) {
	g := run(t, withDomain(false))
	domain := g.Only("DomainName")
	for property, want := range map[string]any{
		"domainName": "api.example.com", "domainNameConfiguration.certificateArn": string(certificate),
		"domainNameConfiguration.endpointType": "REGIONAL", "domainNameConfiguration.securityPolicy": "TLS_1_2",
		"tags.team": "web",
	} {
		if got := domain.Get(property); got != want {
			t.Errorf("%s is %v, want %v", property, got, want)
		}
	}
	mapping := g.Only("ApiMapping")
	if mapping.Get("apiId") != g.Only("Api").ID || mapping.Get("domainName") != domain.ID ||
		mapping.Get("stage") != g.Only("Stage").ID {
		t.Errorf("the mapping is %v", mapping.Inputs)
	}
}

// Clients could bypass what is in front of the domain name.
func TestDefaultAddressIsOffWithADomain(t *testing.T) {
	for keep, want := range map[bool]bool{false: true, true: false} {
		if got := run(t, withDomain(keep)).Only("Api").Get("disableExecuteApiEndpoint"); got != want {
			t.Errorf("with KeepDefaultAddress %t, disableExecuteApiEndpoint is %v", keep, got)
		}
	}
	without := withAPI(t, func(*ingress.API) {})
	without.None("DomainName")
	if got := without.Only("Api").Get("disableExecuteApiEndpoint"); got != nil {
		t.Errorf("without a domain, disableExecuteApiEndpoint is %v", got)
	}
}

// A DNS record must not lead to a name that answers with an error.
func TestOutputsOfTheDomainWaitForItsMapping(t *testing.T) {
	g := graphtest.Run(t, program(withDomain(false), func(ctx *pulumi.Context, front *ingress.Ingress) error {
		return graphtest.Consume(ctx, map[string]pulumi.StringOutput{
			"url": front.API.URL, "target": front.API.DomainDNSName, "zone": front.API.DomainZoneID,
		})
	}))
	for _, name := range []string{"url", "target"} {
		for _, needed := range []*graphtest.Node{g.Only("ApiMapping"), g.Only("Route")} {
			if !g.Named("Topic", name).WaitsFor(needed) {
				t.Errorf("%s does not wait for the %s", name, needed.Type)
			}
		}
	}
	for name, want := range map[string]string{
		"url": "https://api.example.com", "target": ".execute-api.us-east-1.amazonaws.com", "zone": "Z1UJRXOUMOOFQ8",
	} {
		if got := g.Named("Topic", name).Text("displayName"); !strings.HasSuffix(got, want) {
			t.Errorf("%s is %s, want %s", name, got, want)
		}
	}
}
