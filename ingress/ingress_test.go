package ingress_test

import (
	"fmt"
	"regexp"
	"slices"
	"testing"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/lb"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/ingress"
	"github.com/knwl-platform/infra/internal/graphtest"
)

const certificate = pulumi.String("arn:aws:acm:eu-west-1:123456789012:certificate/12345678-90ab")

var (
	subnets = pulumi.ToStringArray([]string{"subnet-a", "subnet-b"})
	api     = ingress.Target{HealthPath: "/api/v1/health"}
)

// program makes an ingress with one target, "api", unless args says otherwise.
func program(args ingress.Args, then func(*pulumi.Context, *ingress.Ingress) error) pulumi.RunFunc {
	args.VPCID, args.SubnetIDs = pulumi.String("vpc-1"), subnets
	if args.Targets == nil {
		args.Targets = map[string]ingress.Target{"api": api}
	}
	return func(ctx *pulumi.Context) error {
		front, err := ingress.New(ctx, "main", &args)
		if err != nil || then == nil {
			return err
		}
		return then(ctx, front)
	}
}

func run(t testing.TB, args ingress.Args) *graphtest.Graph {
	t.Helper()
	return graphtest.Run(t, program(args, nil))
}

// blueGreen is the target in its blue/green form.
func blueGreen(t ingress.Target) ingress.Target {
	t.BlueGreen = true
	return t
}

// byPath is the target for some paths only.
func byPath(t ingress.Target, priority int, paths ...string) ingress.Target {
	t.Priority, t.Paths = priority, paths
	return t
}

// doors lists who reaches which port of the load balancer.
func doors(g *graphtest.Graph) []string {
	var list []string
	for _, rule := range g.All("SecurityGroupIngressRule") {
		if rule.Text("securityGroupId") == g.Named("SecurityGroup", "main").ID {
			list = append(list, fmt.Sprintf("%v %s%s", rule.Get("toPort"), rule.Text("cidrIpv4"), rule.Text("referencedSecurityGroupId")))
		}
	}
	slices.Sort(list)
	return list
}

func wantDoors(t testing.TB, g *graphtest.Graph, want ...string) {
	t.Helper()
	if got := doors(g); !slices.Equal(got, want) {
		t.Errorf("the load balancer is reached by %q, want %q", got, want)
	}
}

// ELB.4, ELB.6, ELB.12, AWS-0053.
func TestLoadBalancerIsInternalAndProtected(t *testing.T) {
	balancer := run(t, ingress.Args{}).Only("LoadBalancer")
	for property, want := range map[string]any{
		"loadBalancerType": "application", "internal": true, "dropInvalidHeaderFields": true, "desyncMitigationMode": "defensive", "enableDeletionProtection": true,
	} {
		if got := balancer.Get(property); got != want {
			t.Errorf("%s is %v, want %v", property, got, want)
		}
	}
	if !balancer.IsProtected() {
		t.Error("the engine would delete the load balancer, and with it all that needs it")
	}
	balancer = run(t, ingress.Args{Public: true, AllowDeletion: true}).Only("LoadBalancer")
	if balancer.Get("internal") != false || balancer.Get("enableDeletionProtection") != false || balancer.IsProtected() {
		t.Error("Public and AllowDeletion do not reach the load balancer")
	}
}

func TestNobodyReachesAnInternalLoadBalancerUnasked(t *testing.T) {
	wantDoors(t, run(t, ingress.Args{}))
	wantDoors(t, run(t, ingress.Args{AllowedCIDRs: []string{"10.0.0.0/16"}}), "80 10.0.0.0/16")
}

// EC2.18: the world reaches ports 80 and 443 only.
func TestEverybodyReachesAPublicOneUnlessNamed(t *testing.T) {
	wantDoors(t, run(t, ingress.Args{Public: true}), "80 0.0.0.0/0")
	wantDoors(t, run(t, ingress.Args{Public: true, CertificateARN: certificate}), "443 0.0.0.0/0", "80 0.0.0.0/0")
	wantDoors(t, run(t, ingress.Args{Public: true, CertificateARN: certificate, NoRedirect: true}), "443 0.0.0.0/0")
	wantDoors(t, run(t, ingress.Args{Public: true, AllowedCIDRs: []string{"203.0.113.0/24", "198.51.100.0/24"}}), "80 198.51.100.0/24", "80 203.0.113.0/24")
}

func TestLoadBalancerHasNoWayOutOfItsOwn(t *testing.T) {
	g := run(t, ingress.Args{Public: true, API: &ingress.API{SubnetIDs: subnets}})
	for _, rule := range g.All("SecurityGroupEgressRule") {
		if rule.Text("securityGroupId") == g.Named("SecurityGroup", "main").ID {
			t.Errorf("%s opens a way out", rule.Name)
		}
	}
	for _, group := range g.All("SecurityGroup") {
		if group.Get("ingress") != nil || group.Get("egress") != nil {
			t.Errorf("%s has inline rules", group.Name)
		}
	}
}

// CKV_AWS_23. EC2 takes few characters in descriptions.
func TestGroupsAndRulesAreDescribed(t *testing.T) {
	g := run(t, ingress.Args{
		Public: true, CertificateARN: certificate, Targets: map[string]ingress.Target{"api": blueGreen(api)},
		TestListener: ingress.TestListener{SecurityGroupIDs: map[string]pulumi.StringInput{"ci": pulumi.String("sg-ci")}},
		API:          &ingress.API{SubnetIDs: subnets, ServerName: "api.example.com"},
	})
	legal := regexp.MustCompile(`^[a-zA-Z0-9 ._:/()#,@\[\]+=&;{}!$*-]{1,255}$`)
	for _, typ := range []string{"SecurityGroup", "SecurityGroupIngressRule", "SecurityGroupEgressRule"} {
		for _, node := range g.All(typ) {
			if !legal.MatchString(node.Text("description")) {
				t.Errorf("%s is described as %q", node.Name, node.Text("description"))
			}
		}
	}
}

func TestTargetGroupFitsFargate(t *testing.T) {
	group := run(t, ingress.Args{}).Only("TargetGroup")
	for property, want := range map[string]any{
		"targetType": "ip", "protocol": "HTTP", "port": 80.0, "vpcId": "vpc-1", "deregistrationDelay": 60.0, "name": nil,
		"healthCheck.path": "/api/v1/health", "healthCheck.matcher": "200", "healthCheck.interval": 30.0, "healthCheck.timeout": 5.0,
		"healthCheck.healthyThreshold": 2.0, "healthCheck.unhealthyThreshold": 2.0,
	} {
		if got := group.Get(property); got != want {
			t.Errorf("%s is %v, want %v", property, got, want)
		}
	}
}

func TestTagsAndTransformReachTheChildren(t *testing.T) {
	g := run(t, ingress.Args{
		Tags: map[string]string{"team": "search"},
		API:  &ingress.API{SubnetIDs: subnets},
		Transform: ingress.Transform{TargetGroup: func(_ string, args *lb.TargetGroupArgs, opts *[]pulumi.ResourceOption) {
			args.SlowStart = pulumi.Int(30)
			*opts = append(*opts, pulumi.IgnoreChanges([]string{"tags"}))
		}},
	})
	for _, typ := range []string{
		"LoadBalancer", "TargetGroup", "Listener", "SecurityGroup", "SecurityGroupIngressRule", "SecurityGroupEgressRule", "VpcLink", "Api", "Stage", "LogGroup",
	} {
		for _, node := range g.All(typ) {
			if node.Text("tags.team") != "search" || node.Text("tags.Name") != node.Name {
				t.Errorf("%s %s has tags %v", typ, node.Name, node.Get("tags"))
			}
		}
	}
	if group := g.Only("TargetGroup"); group.Get("slowStart") != 30.0 || !slices.Equal(group.Ignores(), []string{"tags"}) {
		t.Error("the edit did not reach the target group")
	}
}

func TestBadArgumentsAreRefusedBeforeAnythingIsRegistered(t *testing.T) {
	graphtest.Fail(t, func(ctx *pulumi.Context) error {
		_, err := ingress.New(ctx, "main", nil)
		return err
	})
}
