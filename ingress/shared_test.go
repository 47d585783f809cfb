package ingress_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/lb"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/ingress"
	"github.com/knwl-platform/infra/internal/graphtest"
)

const (
	listener     = pulumi.String("arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/main/1/2")
	testListener = pulumi.String("arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/main/1/3")
)

// orders has two ways to it.
var orders = ingress.Target{
	HealthPath: "/healthz", Paths: []string{"/orders/*"}, Priority: 1000,
	Routes: map[string]ingress.Route{"host": {Hosts: []string{"orders.example.com"}, Priority: 1001}},
}

// shared creates a target on another stack's load balancer.
func shared(
	target ingress.Target, then func(*pulumi.Context, *ingress.SharedTarget) error, changes ...func(*ingress.TargetArgs),
) pulumi.RunFunc {
	return func(ctx *pulumi.Context) error {
		args := &ingress.TargetArgs{
			VPCID: pulumi.String("vpc-1"), ListenerARN: listener, SecurityGroupID: pulumi.String("sg-balancer"), Target: target,
		}
		for _, change := range changes {
			change(args)
		}
		made, err := ingress.NewTarget(ctx, "orders", args)
		if err != nil || then == nil {
			return err
		}
		return then(ctx, made)
	}
}

func withTest(a *ingress.TargetArgs) { a.TestListenerARN = testListener }

func TestSharedTargetHasARuleForEachWay(t *testing.T) {
	g := graphtest.Run(t, shared(orders, nil))
	group := g.Only("TargetGroup")
	if group.Name != "orders" || group.Get("vpcId") != "vpc-1" || group.Get("healthCheck.path") != "/healthz" {
		t.Errorf("the target group %s is %v", group.Name, group.Inputs)
	}
	for name, want := range map[string]struct {
		priority float64
		pattern  string
	}{
		"orders":       {1000, "conditions[0].pathPattern.values[0] /orders/*"},
		"orders--host": {1001, "conditions[0].hostHeader.values[0] orders.example.com"},
	} {
		rule := g.Named("ListenerRule", name)
		path, pattern, _ := strings.Cut(want.pattern, " ")
		if rule.Get("listenerArn") != string(listener) || rule.Get("priority") != want.priority ||
			rule.Get(path) != pattern || rule.Get("actions[0].targetGroupArn") != group.Output("arn") {
			t.Errorf("rule %s is %v", name, rule.Inputs)
		}
	}
	g.None("LoadBalancer")
	g.None("Listener")
}

// ECS rejects a service whose target group has no load balancer. The outputs also say where the
// load balancer is, which belongs to another stack.
func TestSharedTargetIsUsableOnceAllItsRulesExist(t *testing.T) {
	g := graphtest.Run(t, shared(orders, func(ctx *pulumi.Context, made *ingress.SharedTarget) error {
		service := made.ForService()
		return graphtest.Consume(ctx, map[string]pulumi.StringInput{
			"target": service.TargetGroupARN, "group": service.SecurityGroupID, "listener": made.ListenerARN,
			"label": service.RequestLabel,
		})
	}))
	for _, rule := range []string{"orders", "orders--host"} {
		if !g.Named("Topic", "target").WaitsFor(g.Named("ListenerRule", rule)) {
			t.Errorf("the target's ARN does not wait for rule %s", rule)
		}
	}
	group := g.Only("TargetGroup")
	for name, want := range map[string]any{
		"target": group.Output("arn"), "group": "sg-balancer", "listener": string(listener),
		"label": "app/main/1/" + group.Output("arnSuffix").(string),
	} {
		if got := g.Named("Topic", name).Get("displayName"); got != want {
			t.Errorf("%s is %v, want %v", name, got, want)
		}
	}
}

// CodeDeploy moves every rule of the pair, so all of them start at blue and are left to it.
func TestSharedPairIsOnBothListeners(t *testing.T) {
	g := graphtest.Run(t, shared(blueGreen(orders), func(ctx *pulumi.Context, made *ingress.SharedTarget) error {
		pair := made.ForBlueGreen()
		if !pair.BlueGreen {
			t.Error("the pair is not blue/green")
		}
		return graphtest.Consume(ctx, map[string]pulumi.StringInput{"test": pair.TestListenerARN, "green": pair.GreenName})
	}, withTest))
	blue, green := g.Named("TargetGroup", "orders").Output("arn"), g.Named("TargetGroup", "orders-green")
	for name, on := range map[string]pulumi.String{
		"orders": listener, "orders--host": listener, "orders-green": testListener, "orders--host-green": testListener,
	} {
		rule := g.Named("ListenerRule", name)
		weights := weightsOf(t, rule, "actions[0]")
		if rule.Get("listenerArn") != string(on) || weights[blue] != 100.0 || weights[green.Output("arn")] != 0.0 ||
			!slices.Equal(rule.Ignores(), []string{"actions"}) {
			t.Errorf("rule %s is %v and ignores %q", name, rule.Inputs, rule.Ignores())
		}
	}
	if got := g.Named("Topic", "green").Get("displayName"); got != green.Output("name") {
		t.Errorf("green is %v", got)
	}
	if !g.Named("Topic", "test").WaitsFor(g.Named("ListenerRule", "orders--host-green")) {
		t.Error("the test listener does not wait for its rules")
	}
}

// bluegreen takes a pair without test listener.
func TestSharedPairNeedsNoTestListener(t *testing.T) {
	g := graphtest.Run(t, shared(blueGreen(orders), func(_ *pulumi.Context, made *ingress.SharedTarget) error {
		if made.TestListenerARN != (pulumi.StringOutput{}) {
			t.Error("there is a test listener")
		}
		return nil
	}))
	if names := g.Names("ListenerRule"); !slices.Equal(names, []string{"orders", "orders--host"}) {
		t.Errorf("rules %q", names)
	}
}

func TestTagsAndTransformReachTheChildrenOfASharedTarget(t *testing.T) {
	g := graphtest.Run(t, shared(orders, nil, func(a *ingress.TargetArgs) {
		a.Tags = map[string]string{"team": "orders"}
		a.Transform.TargetGroup = func(_ string, args *lb.TargetGroupArgs, _ *[]pulumi.ResourceOption) {
			args.SlowStart = pulumi.Int(30)
		}
		a.Transform.ListenerRule = func(name string, args *lb.ListenerRuleArgs, _ *[]pulumi.ResourceOption) {
			if name == "orders--host" {
				args.Priority = pulumi.Int(7)
			}
		}
	}))
	if g.Only("TargetGroup").Get("slowStart") != 30.0 || g.Named("ListenerRule", "orders--host").Get("priority") != 7.0 ||
		g.Named("ListenerRule", "orders").Get("tags.team") != "orders" {
		t.Error("tags or edits did not reach the children")
	}
}

func TestBadSharedTargetIsRefusedBeforeAnythingIsRegistered(t *testing.T) {
	graphtest.Fail(t, func(ctx *pulumi.Context) error {
		_, err := ingress.NewTarget(ctx, "orders", nil)
		return err
	})
}
