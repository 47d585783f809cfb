package ingress_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/ingress"
	"github.com/knwl-platform/infra/internal/graphtest"
)

func TestPrefixListsAreAdmittedLikeNetworks(t *testing.T) {
	cdn := map[string]pulumi.StringInput{"cdn": pulumi.String("pl-cdn")}
	wantDoors(t, run(t, ingress.Args{AllowedPrefixListIDs: cdn}), "80 pl-cdn")
	args := ingress.Args{AllowedPrefixListIDs: cdn, CertificateARN: certificate, AllowedCIDRs: []string{"10.0.0.0/16"}}
	wantDoors(t, run(t, args), "443 10.0.0.0/16", "443 pl-cdn", "80 10.0.0.0/16", "80 pl-cdn")
}

// Who lists CloudFront means that nobody else may connect.
func TestPublicLoadBalancerWithAPrefixListAdmitsNobodyElse(t *testing.T) {
	args := ingress.Args{Public: true, AllowedPrefixListIDs: map[string]pulumi.StringInput{"cdn": pulumi.String("pl-cdn")}}
	wantDoors(t, run(t, args), "80 pl-cdn")
}

// Another service calls the targets through an internal load balancer.
func TestConnectionIsTheProductionListener(t *testing.T) {
	for want, args := range map[int]ingress.Args{80: {}, 443: {CertificateARN: certificate}} {
		g := graphtest.Run(t, program(args, func(ctx *pulumi.Context, front *ingress.Ingress) error {
			connection := front.Connection()
			if connection.Port != want || front.Port != want {
				t.Errorf("the port is %d, want %d", connection.Port, want)
			}
			return graphtest.Consume(ctx, map[string]pulumi.StringInput{"group": connection.SecurityGroupID})
		}))
		if got := g.Named("Topic", "group").Get("displayName"); got != g.Only("SecurityGroup").ID {
			t.Errorf("the connection is to %v", got)
		}
	}
}
