package ecsservice_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra"
	"github.com/knwl-platform/infra/ecsservice"
)

// A public and an internal load balancer send requests to the same tasks.
func TestTasksRegisterWithEveryLoadBalancer(t *testing.T) {
	const internalARN = pulumi.String("arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/internal/1")
	g := run(t, small(behindLoadBalancer, func(a *ecsservice.Args) {
		a.FurtherLoadBalancers = map[string]*infra.LoadBalancer{"internal": {
			TargetGroupARN: internalARN, SecurityGroupID: pulumi.String("sg-internal"), HealthPort: 9090,
		}}
	}))
	service := g.Only("ecs/service:Service")
	for property, want := range map[string]any{
		"loadBalancers[0].targetGroupArn": string(targetARN), "loadBalancers[1].targetGroupArn": string(internalARN),
		"loadBalancers[1].containerName": "api", "loadBalancers[1].containerPort": 8000.0,
	} {
		if got := service.Get(property); got != want {
			t.Errorf("%s is %v, want %v", property, got, want)
		}
	}
	group := g.Only("SecurityGroup").ID
	wantRules(t, g, "SecurityGroupIngressRule", map[string]rule{
		"api--load-balancer-8000-in": {group, "sg-balancer", 8000},
		"api--from-internal-8000-in": {group, "sg-internal", 8000},
		"api--from-internal-9090-in": {group, "sg-internal", 9090},
	})
	for _, name := range []string{"api--from-internal-8000-in", "api--from-internal-9090-in"} {
		if !service.WaitsFor(g.Named("SecurityGroupIngressRule", name)) {
			t.Errorf("the service does not wait for %s", name)
		}
	}
}
