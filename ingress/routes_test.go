package ingress_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/ingress"
	"github.com/knwl-platform/infra/internal/graphtest"
)

// A host name or a path: AWS requires one rule for each, because the conditions of one rule must
// all match.
func TestEachRouteHasARuleOfItsOwn(t *testing.T) {
	docs := blueGreen(api)
	docs.Routes = map[string]ingress.Route{
		"host": {Hosts: []string{"docs.example.com"}, Priority: 10}, "path": {Paths: []string{"/docs/*"}, Priority: 11},
	}
	args := ingress.Args{Targets: map[string]ingress.Target{"api": api, "docs": docs}}
	g := graphtest.Run(t, program(args, func(ctx *pulumi.Context, front *ingress.Ingress) error {
		return graphtest.Consume(ctx, map[string]pulumi.StringOutput{"docs": front.Targets["docs"].ARN, "dns": front.DNSName})
	}))
	for name, want := range map[string][2]any{
		"main--docs--host": {10.0, "docs.example.com"}, "main--docs--path": {11.0, nil},
		"main--docs--host-green": {10.0, "docs.example.com"}, "main--docs--path-green": {11.0, nil},
	} {
		rule := g.Named("ListenerRule", name)
		if rule.Get("priority") != want[0] || rule.Get("conditions[0].hostHeader.values[0]") != want[1] {
			t.Errorf("rule %s is %v", name, rule.Inputs)
		}
	}
	for _, name := range []string{"main--docs--host", "main--docs--path"} {
		for _, consumer := range []string{"docs", "dns"} {
			if !g.Named("Topic", consumer).WaitsFor(g.Named("ListenerRule", name)) {
				t.Errorf("%s does not wait for rule %s", consumer, name)
			}
		}
	}
}

// A platform's load balancer may leave all targets to other stacks.
func TestLoadBalancerForTargetsOfOtherStacks(t *testing.T) {
	g := run(t, ingress.Args{
		Targets:      map[string]ingress.Target{},
		TestListener: ingress.TestListener{Port: 9001, AllowedCIDRs: []string{"10.0.0.0/8"}},
	})
	g.None("TargetGroup")
	for _, name := range []string{"main--http", "main--test"} {
		if listener := g.Named("Listener", name); listener.Text("defaultActions[0].fixedResponse.statusCode") != "404" {
			t.Errorf("listener %s is %v", name, listener.Inputs)
		}
	}
	wantDoors(t, g, "9001 10.0.0.0/8")
}
