package ecsservice_test

import (
	"slices"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra"
	"github.com/knwl-platform/infra/ecsservice"
	"github.com/knwl-platform/infra/internal/graphtest"
)

type rule struct {
	group, peer string
	port        float64
}

// rules returns the rules of a type by name. Each must be for one TCP port.
func rules(t *testing.T, g *graphtest.Graph, typ string) map[string]rule {
	t.Helper()
	all := map[string]rule{}
	for _, n := range g.All(typ) {
		if n.Text("ipProtocol") != "tcp" || n.Get("fromPort") != n.Get("toPort") {
			t.Errorf("%s opens %v, want one TCP port", n.Name, n.Inputs)
		}
		port, _ := n.Get("fromPort").(float64)
		peer := n.Choice("referencedSecurityGroupId", "cidrIpv4", "prefixListId")
		all[n.Name] = rule{n.Text("securityGroupId"), peer, port}
	}
	return all
}

func wantRules(t *testing.T, g *graphtest.Graph, typ string, want map[string]rule) {
	t.Helper()
	got := rules(t, g, typ)
	for name, r := range want {
		if got[name] != r {
			t.Errorf("%s %q is %v, want %v", typ, name, got[name], r)
		}
	}
	if len(got) != len(want) {
		t.Errorf("there are the rules %v, want %v", got, want)
	}
}

// The provider removes the egress rule that AWS gives a new security group. Without another one, no
// image can be pulled.
func TestNothingComesInAndOnlyHTTPSGoesOut(t *testing.T) {
	g := run(t, small())
	group := g.Only("SecurityGroup")
	wantRules(t, g, "SecurityGroupIngressRule", nil)
	wantRules(t, g, "SecurityGroupEgressRule", map[string]rule{"api--https": {group.ID, "0.0.0.0/0", 443}})
	if group.Get("ingress") != nil || group.Get("egress") != nil {
		t.Error("the group has inline rules, which conflict with the others")
	}
}

func TestConnectionsAreOpenedOnBothSides(t *testing.T) {
	g := run(t, small(behindLoadBalancer, func(a *ecsservice.Args) {
		a.Connections = map[string]infra.Connection{
			"database": {SecurityGroupID: pulumi.String("sg-database"), Port: 5432},
		}
	}))
	group := g.Only("SecurityGroup").ID
	wantRules(t, g, "SecurityGroupIngressRule", map[string]rule{
		"api--load-balancer-8000-in": {group, "sg-balancer", 8000},
		"api--to-database-5432-in":   {"sg-database", group, 5432},
	})
	wantRules(t, g, "SecurityGroupEgressRule", map[string]rule{
		"api--load-balancer-8000-out": {"sg-balancer", group, 8000},
		"api--to-database-5432-out":   {group, "sg-database", 5432},
		"api--https":                  {group, "0.0.0.0/0", 443},
	})
}

// Only this side has a rule for servers that are in no security group here.
func TestConnectionsLeadToBlocksPrefixListsAndItself(t *testing.T) {
	g := run(t, small(func(a *ecsservice.Args) {
		a.Connections = map[string]infra.Connection{
			"mail":   {CIDR: "0.0.0.0/0", Port: 587},
			"office": {PrefixListID: pulumi.String("pl-office"), Port: 5432},
			"peers":  {Self: true, Port: 7946},
		}
	}))
	group := g.Only("SecurityGroup").ID
	wantRules(t, g, "SecurityGroupIngressRule", map[string]rule{"api--to-peers-7946-in": {group, group, 7946}})
	wantRules(t, g, "SecurityGroupEgressRule", map[string]rule{
		"api--to-mail-587-out":    {group, "0.0.0.0/0", 587},
		"api--to-office-5432-out": {group, "pl-office", 5432},
		"api--to-peers-7946-out":  {group, group, 7946},
		"api--https":              {group, "0.0.0.0/0", 443},
	})
	for _, rule := range append(g.All("SecurityGroupIngressRule"), g.All("SecurityGroupEgressRule")...) {
		if !g.Only("ecs/service:Service").WaitsFor(rule) {
			t.Errorf("tasks may start before %s exists", rule.Name)
		}
	}
}

// A sidecar or a second listener of the container answers the health checks.
func TestHealthChecksReachTheirOwnPort(t *testing.T) {
	for port, want := range map[int][]string{
		9090: {"api--load-balancer-8000-in", "api--load-balancer-9090-in"},
		8000: {"api--load-balancer-8000-in"}, // that of the container
	} {
		g := run(t, small(behindLoadBalancer, func(a *ecsservice.Args) { a.LoadBalancer.HealthPort = port }))
		if got := g.Names("SecurityGroupIngressRule"); !slices.Equal(got, want) {
			t.Errorf("with health checks on port %d the rules are %q", port, got)
		}
	}
}

// After a change of the container's port, the old tasks serve on the old port until the next
// deployment.
func TestBlueGreenTasksAreReachedOnAnyPort(t *testing.T) {
	g := run(t, small(blueGreen))
	for _, rule := range []*graphtest.Node{
		g.Named("SecurityGroupIngressRule", "api--load-balancer-any-in"),
		g.Named("SecurityGroupEgressRule", "api--load-balancer-any-out"),
	} {
		if rule.Get("fromPort") != 1.0 || rule.Get("toPort") != 65535.0 {
			t.Errorf("%s opens ports %v to %v", rule.Name, rule.Get("fromPort"), rule.Get("toPort"))
		}
	}
}

func TestTasksWithEndpointsConnectToThemOnly(t *testing.T) {
	g := run(t, small(func(a *ecsservice.Args) {
		a.Network.Endpoints = &infra.Endpoints{
			SecurityGroupID: pulumi.String("sg-endpoints"), S3PrefixListID: pulumi.String("pl-s3"),
		}
	}))
	group := g.Only("SecurityGroup").ID
	wantRules(t, g, "SecurityGroupEgressRule", map[string]rule{
		"api--endpoints": {group, "sg-endpoints", 443},
		"api--s3":        {group, "pl-s3", 443},
	})
	wantRules(t, g, "SecurityGroupIngressRule", nil) // the endpoints admit the whole VPC
}

// CKV_AWS_23, AWS-0099, AWS-0124.
func TestEveryGroupAndRuleSaysWhatItIsFor(t *testing.T) {
	g := run(t, small(full))
	for _, n := range slices.Concat(
		g.All("SecurityGroup"), g.All("SecurityGroupIngressRule"), g.All("SecurityGroupEgressRule"),
	) {
		if n.Text("description") == "" {
			t.Errorf("%s %q has no description", n.Type, n.Name)
		}
	}
}

// ECS.2.
func TestTasksHaveNoPublicAddressUnlessAskedFor(t *testing.T) {
	network := run(t, small()).Only("ecs/service:Service")
	if network.Get("networkConfiguration.assignPublicIp") != false ||
		!slices.Equal(network.Strings("networkConfiguration.subnets"), []string{"subnet-1", "subnet-2"}) {
		t.Errorf("tasks run in %v", network.Get("networkConfiguration"))
	}
	public := run(t, small(func(a *ecsservice.Args) { a.PublicIP = true }))
	if public.Only("ecs/service:Service").Get("networkConfiguration.assignPublicIp") != true {
		t.Error("they have none when PublicIP is set")
	}
	wantRules(t, public, "SecurityGroupIngressRule", nil)
}
