package ingress_test

import (
	"fmt"
	"regexp"
	"slices"
	"testing"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/lb"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra"
	"github.com/knwl-platform/infra/ingress"
	"github.com/knwl-platform/infra/internal/graphtest"
)

const certificate = pulumi.String("arn:aws:acm:eu-west-1:123456789012:certificate/12345678-90ab")

var (
	subnets = pulumi.ToStringArray([]string{"subnet-a", "subnet-b"})
	api     = ingress.Target{HealthPath: "/api/v1/health"}
)

// program creates an ingress with one target, "api", unless args has others.
func program(args ingress.Args, then func(*pulumi.Context, *ingress.Ingress) error) pulumi.RunFunc {
	args.Network = infra.Network{VPCID: pulumi.String("vpc-1"), SubnetIDs: subnets}
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

// blueGreen returns the target with blue/green deployments.
func blueGreen(t ingress.Target) ingress.Target {
	t.BlueGreen = true
	return t
}

// byPath returns the target with a rule for some paths.
func byPath(t ingress.Target, priority int, paths ...string) ingress.Target {
	t.Priority, t.Paths = priority, paths
	return t
}

// doors lists the ports of the load balancer and who may connect to them.
func doors(g *graphtest.Graph) []string {
	var list []string
	for _, rule := range g.All("SecurityGroupIngressRule") {
		if rule.Text("securityGroupId") == g.Named("SecurityGroup", "main").ID {
			source := rule.Choice("cidrIpv4", "prefixListId", "referencedSecurityGroupId")
			list = append(list, fmt.Sprintf("%v %s", rule.Get("toPort"), source))
		}
	}
	slices.Sort(list)
	return list
}

func wantDoors(t testing.TB, g *graphtest.Graph, want ...string) {
	t.Helper()
	if got := doors(g); !slices.Equal(got, want) {
		t.Errorf("the load balancer admits %q, want %q", got, want)
	}
}

// ELB.4, ELB.6, ELB.12, AWS-0053.
func TestLoadBalancerIsInternalAndProtected(t *testing.T) {
	balancer := run(t, ingress.Args{}).Only("LoadBalancer")
	for property, want := range map[string]any{
		"loadBalancerType": "application", "internal": true, "enableDeletionProtection": true,
		"dropInvalidHeaderFields": true, "desyncMitigationMode": "defensive",
	} {
		if got := balancer.Get(property); got != want {
			t.Errorf("%s is %v, want %v", property, got, want)
		}
	}
	if !balancer.IsProtected() {
		t.Error("a destroy would delete the load balancer's dependants before AWS rejects its own deletion")
	}
	balancer = run(t, ingress.Args{Public: true, AllowDeletion: true}).Only("LoadBalancer")
	if balancer.Get("internal") != false || balancer.Get("enableDeletionProtection") != false ||
		balancer.IsProtected() {
		t.Error("Public and AllowDeletion do not reach the load balancer")
	}
}

func TestInternalLoadBalancerAdmitsNobodyByDefault(t *testing.T) {
	wantDoors(t, run(t, ingress.Args{}))
	wantDoors(t, run(t, ingress.Args{AllowedCIDRs: []string{"10.0.0.0/16"}}), "80 10.0.0.0/16")
	wantDoors(t, run(t, ingress.Args{Public: true, AllowedCIDRs: []string{}})) // as of a filter that left none
}

// EC2.18: the internet may connect to ports 80 and 443 only.
func TestPublicLoadBalancerAdmitsEverybodyByDefault(t *testing.T) {
	wantDoors(t, run(t, ingress.Args{Public: true}), "80 0.0.0.0/0")
	args := ingress.Args{Public: true, CertificateARN: certificate}
	wantDoors(t, run(t, args), "443 0.0.0.0/0", "80 0.0.0.0/0")
	args.NoRedirect = true
	wantDoors(t, run(t, args), "443 0.0.0.0/0")
	args = ingress.Args{Public: true, AllowedCIDRs: []string{"203.0.113.0/24", "198.51.100.0/24"}}
	wantDoors(t, run(t, args), "80 198.51.100.0/24", "80 203.0.113.0/24")
}

func TestLoadBalancerHasNoEgressRules(t *testing.T) {
	g := run(t, ingress.Args{Public: true, API: &ingress.API{SubnetIDs: subnets}})
	for _, rule := range g.All("SecurityGroupEgressRule") {
		if rule.Text("securityGroupId") == g.Named("SecurityGroup", "main").ID {
			t.Errorf("%s is an egress rule of the load balancer", rule.Name)
		}
	}
	for _, group := range g.All("SecurityGroup") {
		if group.Get("ingress") != nil || group.Get("egress") != nil {
			t.Errorf("%s has inline rules", group.Name)
		}
	}
}

// CKV_AWS_23. EC2 accepts few characters in descriptions.
func TestGroupsAndRulesAreDescribed(t *testing.T) {
	g := run(t, ingress.Args{
		Public: true, CertificateARN: certificate, Targets: map[string]ingress.Target{"api": blueGreen(api)},
		TestListener: ingress.TestListener{
			SecurityGroupIDs: map[string]pulumi.StringInput{"ci": pulumi.String("sg-ci")},
		},
		API: &ingress.API{SubnetIDs: subnets, ServerName: "api.example.com"},
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
		"targetType": "ip", "protocol": "HTTP", "port": 80.0, "vpcId": "vpc-1", "name": nil,
		"deregistrationDelay": 60.0, "healthCheck.path": "/api/v1/health", "healthCheck.matcher": "200",
		"healthCheck.port":     nil,
		"healthCheck.interval": 30.0, "healthCheck.timeout": 5.0,
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
		"LoadBalancer", "TargetGroup", "Listener", "VpcLink", "Api", "Stage", "LogGroup",
		"SecurityGroup", "SecurityGroupIngressRule", "SecurityGroupEgressRule",
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
