package components

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra"
	"github.com/knwl-platform/infra/bluegreen"
	"github.com/knwl-platform/infra/ecsservice"
	"github.com/knwl-platform/infra/ingress"
	"github.com/knwl-platform/infra/internal/graphtest"
)

// The caller writes no rule: the internal load balancer admits the service that calls it.
func TestServiceCallsAnotherThroughAnInternalLoadBalancer(t *testing.T) {
	g := graphtest.Run(t, func(ctx *pulumi.Context) error {
		orders, err := ingress.New(ctx, "orders", &ingress.Args{
			Network: subnetsOfVPC(), Targets: map[string]ingress.Target{"api": {HealthPath: "/healthz"}},
		})
		if err != nil {
			return err
		}
		_, err = ecsservice.New(ctx, "web", &ecsservice.Args{
			Network: subnetsOfVPC(),
			Container: ecsservice.Container{
				Image:       pulumi.String("example/web:1"),
				Environment: map[string]pulumi.StringInput{"ORDERS": pulumi.Sprintf("http://%s", orders.DNSName)},
			},
			Connections: map[string]infra.Connection{"orders": orders.Connection()},
		})
		return err
	})
	in := g.Named("SecurityGroupIngressRule", "web--to-orders-80-in")
	if in.Get("securityGroupId") != g.Named("SecurityGroup", "orders").ID ||
		in.Get("referencedSecurityGroupId") != g.Named("SecurityGroup", "web").ID {
		t.Errorf("the load balancer admits %v", in.Inputs)
	}
	if !g.Only("ecs/service:Service").WaitsFor(in) {
		t.Error("tasks start before they may call the load balancer")
	}
}

// A service team's stack has all it needs from three outputs of the platform's stack.
func TestServiceDeploysBlueGreenOnAnotherStacksLoadBalancer(t *testing.T) {
	g := graphtest.Run(t, func(ctx *pulumi.Context) error {
		target, err := ingress.NewTarget(ctx, "web", components["ingress target"].args().(*ingress.TargetArgs))
		if err != nil {
			return err
		}
		service, err := ecsservice.New(ctx, "web", &ecsservice.Args{
			Network: subnetsOfVPC(), Deployment: ecsservice.BlueGreen,
			Container:    ecsservice.Container{Image: pulumi.String("example/web:1"), Port: 8080},
			LoadBalancer: target.ForService(),
		})
		if err != nil {
			return err
		}
		_, err = bluegreen.New(ctx, "web", &bluegreen.Args{Service: service.ForBlueGreen(), Target: target.ForBlueGreen()})
		return err
	})
	rule := g.Named("ListenerRule", "web--web")
	if !g.Only("ecs/service:Service").WaitsFor(rule) {
		t.Error("ECS would reject the service, because nothing forwards to its target group yet")
	}
	group := g.Only("codedeploy/deploymentGroup:DeploymentGroup")
	pair := "loadBalancerInfo.targetGroupPairInfo."
	for property, want := range map[string]any{
		"targetGroups[0].name": g.Named("TargetGroup", "web").Output("name"),
		"targetGroups[1].name": g.Named("TargetGroup", "web-green").Output("name"),

		"prodTrafficRoute.listenerArns[0]": rule.Get("listenerArn"),
		"testTrafficRoute.listenerArns[0]": g.Named("ListenerRule", "web--web-green").Get("listenerArn"),
	} {
		if got := group.Get(pair + property); got != want {
			t.Errorf("%s is %v, want %v", property, got, want)
		}
	}
	if in := g.Named("SecurityGroupEgressRule", "web--load-balancer-any-out"); in.Get("securityGroupId") != "sg-1" {
		t.Errorf("the load balancer may not connect to the tasks: %v", in.Inputs)
	}
}
