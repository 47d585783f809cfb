package ingress_test

import (
	"slices"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/ingress"
	"github.com/knwl-platform/infra/internal/graphtest"
)

// weightsOf returns the weights of the target groups in the forward action at a path, by ARN.
func weightsOf(t testing.TB, n *graphtest.Node, action string) map[any]any {
	t.Helper()
	weights := map[any]any{}
	groups, _ := n.Get(action + ".forward.targetGroups").([]any)
	for _, group := range groups {
		g := group.(map[string]any)
		weights[g["arn"]] = g["weight"]
	}
	return weights
}

// CodeDeploy requires that both listeners start at blue. They list green too, so that it has health
// checks in the first deployment.
func TestPairStartsAtBlueOnBothListeners(t *testing.T) {
	g := run(t, ingress.Args{Targets: map[string]ingress.Target{"api": blueGreen(api)}})
	blue := g.Named("TargetGroup", "main-tg-api").Output("arn")
	green := g.Named("TargetGroup", "main-green-api").Output("arn")
	for _, name := range []string{"main--http", "main--test"} {
		weights := weightsOf(t, g.Named("Listener", name), "defaultActions[0]")
		if len(weights) != 2 || weights[blue] != 100.0 || weights[green] != 0.0 {
			t.Errorf("%s forwards to %v", name, weights)
		}
	}
}

// If Pulumi turned the actions back to blue after a deployment, requests would go to a target group
// without tasks.
func TestSwappedActionsAreIgnoredInBlueGreenOnly(t *testing.T) {
	g := run(t, ingress.Args{CertificateARN: certificate, Targets: map[string]ingress.Target{
		"api": blueGreen(api), "beta": blueGreen(byPath(api, 10, "/beta/*")), "docs": byPath(api, 20, "/docs/*"),
	}})
	for name, want := range map[string][]string{
		"main--https": {"defaultActions"}, "main--test": {"defaultActions"}, "main--http": {},
	} {
		if got := g.Named("Listener", name).Ignores(); !slices.Equal(got, want) {
			t.Errorf("listener %s ignores %q, want %q", name, got, want)
		}
	}
	for name, want := range map[string][]string{
		"main--beta": {"actions"}, "main--beta-green": {"actions"}, "main--docs": {},
	} {
		if got := g.Named("ListenerRule", name).Ignores(); !slices.Equal(got, want) {
			t.Errorf("rule %s ignores %q, want %q", name, got, want)
		}
	}
}

func TestTestListenerAdmitsOnlyTheListedClients(t *testing.T) {
	targets := map[string]ingress.Target{"api": blueGreen(api)}
	wantDoors(t, run(t, ingress.Args{Public: true, Targets: targets}), "80 0.0.0.0/0")
	g := run(t, ingress.Args{Targets: targets, TestListener: ingress.TestListener{
		AllowedCIDRs:     []string{"10.0.0.0/16"},
		SecurityGroupIDs: map[string]pulumi.StringInput{"ci": pulumi.String("sg-ci")},
	}})
	wantDoors(t, g, "9000 10.0.0.0/16", "9000 sg-ci")
	listener := g.Named("Listener", "main--test")
	if listener.Get("port") != 9000.0 || listener.Text("protocol") != "HTTP" {
		t.Errorf("the test listener is %v", listener.Inputs)
	}
}

// ELB.1 and ELB.17 hold for the test listener as well.
func TestTestListenerHasHTTPSIfProductionDoes(t *testing.T) {
	g := run(t, ingress.Args{
		CertificateARN: certificate,
		Targets:        map[string]ingress.Target{"api": blueGreen(api)},
		TestListener:   ingress.TestListener{Port: 8443},
	})
	listener := g.Named("Listener", "main--test")
	if listener.Text("protocol") != "HTTPS" || listener.Get("port") != 8443.0 ||
		listener.Text("certificateArn") != string(certificate) || listener.Text("sslPolicy") == "" {
		t.Errorf("the test listener is %v", listener.Inputs)
	}
}

// If only another target is blue/green, the production listener forwards to the default target as
// without blue/green.
func TestTargetsMayDifferInDeployment(t *testing.T) {
	args := ingress.Args{Targets: map[string]ingress.Target{
		"api": api, "beta": blueGreen(byPath(api, 10, "/beta/*")),
	}}
	g := graphtest.Run(t, program(args, func(ctx *pulumi.Context, front *ingress.Ingress) error {
		return graphtest.Consume(ctx, map[string]pulumi.StringOutput{"api": front.Targets["api"].ARN})
	}))
	production := g.Named("Listener", "main--http")
	group := g.Named("TargetGroup", "main-tg-api").Output("arn")
	if len(production.Ignores()) > 0 || production.Text("defaultActions[0].targetGroupArn") != group {
		t.Errorf("production is %v", production.Inputs)
	}
	if !g.Named("Topic", "api").WaitsFor(production) {
		t.Error("the plain target's ARN does not wait for its listener")
	}
	test := g.Named("Listener", "main--test")
	if test.Text("defaultActions[0].type") != "fixed-response" || len(test.Ignores()) > 0 {
		t.Errorf("the test listener forwards to a target without blue/green: %v", test.Inputs)
	}
	rule := g.Named("ListenerRule", "main--beta-green")
	if rule.Text("listenerArn") != test.ID || len(weightsOf(t, rule, "actions[0]")) != 2 {
		t.Errorf("the rule on the test listener is %v", rule.Inputs)
	}
}

func TestNoTestListenerWithoutBlueGreen(t *testing.T) {
	g := run(t, ingress.Args{})
	if names := g.Names("Listener"); !slices.Equal(names, []string{"main--http"}) {
		t.Errorf("listeners %q", names)
	}
	if names := g.Names("TargetGroup"); !slices.Equal(names, []string{"main-tg-api"}) {
		t.Errorf("target groups %q", names)
	}
}
