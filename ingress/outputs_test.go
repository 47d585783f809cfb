package ingress_test

import (
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/ingress"
	"github.com/knwl-platform/infra/internal/graphtest"
)

// ECS rejects a service whose target group has no load balancer.
func TestOutputsWaitForWhatMakesThemUsable(t *testing.T) {
	args := ingress.Args{Public: true, API: &ingress.API{SubnetIDs: subnets}, Targets: map[string]ingress.Target{
		"api":  blueGreen(api),
		"docs": byPath(api, 10, "/docs/*"),
		"beta": blueGreen(byPath(api, 20, "/beta/*")),
	}}
	g := graphtest.Run(t, program(args, func(ctx *pulumi.Context, front *ingress.Ingress) error {
		return graphtest.Consume(ctx, map[string]pulumi.StringOutput{
			"api":           front.Targets["api"].ARN,
			"api-green":     front.Targets["api"].GreenARN,
			"docs":          front.Targets["docs"].ARN,
			"beta":          front.Targets["beta"].GreenARN,
			"beta-name":     front.Targets["beta"].GreenName,
			"beta-listener": front.Targets["beta"].ListenerARN,
			"beta-test":     front.Targets["beta"].TestListenerARN,
			"dns":           front.DNSName,
			"url":           front.API.URL,
		})
	}))
	listener := g.Named("Listener", "main--http")
	docs, beta := g.Named("ListenerRule", "main--docs"), g.Named("ListenerRule", "main--beta")
	for consumer, needed := range map[string][]*graphtest.Node{
		"api":           {listener},
		"api-green":     {listener},
		"docs":          {docs},
		"beta":          {beta},
		"beta-name":     {beta},
		"beta-listener": {beta},
		"beta-test":     {g.Named("ListenerRule", "main--beta-green")},
		"dns":           {listener, g.Named("SecurityGroupIngressRule", "main--http-0.0.0.0/0")},
		"url": {
			g.Only("Route"), g.Only("Stage"), g.Only("Integration"), listener,
			g.Named("SecurityGroupEgressRule", "main--link-80-out"), g.Named("SecurityGroupIngressRule", "main--link-80-in"),
		},
	} {
		for _, node := range needed {
			if !g.Named("Topic", consumer).WaitsFor(node) {
				t.Errorf("%s does not wait for %s %s", consumer, node.Type, node.Name)
			}
		}
	}
}

func TestOutputsOfAPlainIngress(t *testing.T) {
	g := graphtest.Run(t, program(ingress.Args{}, func(ctx *pulumi.Context, front *ingress.Ingress) error {
		if front.API != nil {
			t.Error("there is an API without Args.API")
		}
		target := front.Targets["api"]
		if target.BlueGreen {
			t.Errorf("the target is %+v", target)
		}
		return graphtest.Consume(ctx, map[string]pulumi.StringOutput{
			"green": target.GreenARN, "suffix": target.MetricSuffix, "test": front.TestListenerARN,
		})
	}))
	if g.Named("Topic", "green").Get("displayName") != nil || g.Named("Topic", "test").Get("displayName") != nil {
		t.Error("outputs of blue/green are not empty without it")
	}
	if suffix := g.Named("Topic", "suffix").Text("displayName"); !strings.HasPrefix(suffix, "targetgroup/") {
		t.Errorf("the metric suffix is %q", suffix)
	}
}
