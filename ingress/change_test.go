package ingress_test

import (
	"strings"
	"testing"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/lb"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/ingress"
	"github.com/knwl-platform/infra/internal/check/checktest"
	"github.com/knwl-platform/infra/internal/graphtest"
)

// A certificate that a running ingress is given opens port 443 before anything leaves port 80. With
// one that AWS refuses, port 80 stays as it is.
func TestPort80RedirectsOnlyOncePort443Serves(t *testing.T) {
	g := run(t, ingress.Args{
		Public: true, CertificateARN: certificate, API: &ingress.API{SubnetIDs: subnets, ServerName: "api.example.com"},
		Targets: map[string]ingress.Target{"api": api, "docs": byPath(api, 10, "/docs/*")},
	})
	redirect, integration := g.Named("Listener", "main--http"), g.Only("Integration")
	for _, first := range []*graphtest.Node{
		g.Named("Listener", "main--https"), g.Named("ListenerRule", "main--docs"), integration,
		g.Named("SecurityGroupIngressRule", "main--https-0.0.0.0/0"),
	} {
		if !redirect.WaitsFor(first) {
			t.Errorf("port 80 redirects before there is %s %s", first.Type, first.Name)
		}
	}
	for _, first := range []*graphtest.Node{
		g.Named("Listener", "main--https"), g.Named("ListenerRule", "main--docs"),
		g.Named("SecurityGroupIngressRule", "main--link-443-in"), g.Named("SecurityGroupEgressRule", "main--link-443-out"),
	} {
		if !integration.WaitsFor(first) {
			t.Errorf("the API moves before there is %s %s", first.Type, first.Name)
		}
	}
}

// A rule that is changed in place cuts off who still uses the old connection.
func TestAnotherConnectionIsAnotherRule(t *testing.T) {
	g := run(t, ingress.Args{Public: true, API: &ingress.API{SubnetIDs: subnets}})
	for _, typ := range []string{"SecurityGroupIngressRule", "SecurityGroupEgressRule"} {
		for _, rule := range g.All(typ) {
			if replaces := strings.Join(rule.ReplacesOn(), " "); replaces != "cidrIpv4 fromPort ipProtocol prefixListId referencedSecurityGroupId toPort" {
				t.Errorf("%s is replaced only for another %s", rule.Name, replaces)
			}
			if rule.DeletesBeforeReplace() {
				t.Errorf("the old %s goes first", rule.Name)
			}
		}
	}
}

// The engine leaves a blue/green listener to CodeDeploy, so a target that becomes the default there gets
// no traffic: the deployment must fail before it takes anything away, whoever takes the outputs.
func TestABlueGreenTargetCannotTakeOverAListener(t *testing.T) {
	for name, listener := range map[string]string{"production": "main--http", "test": "main--test"} {
		t.Run(name, func(t *testing.T) {
			args := ingress.Args{Targets: map[string]ingress.Target{"api": blueGreen(api)}}
			args.Transform.Listener = func(name string, args *lb.ListenerArgs, _ *[]pulumi.ResourceOption) {
				if name == listener { // as the state would say
					args.DefaultActions = lb.ListenerDefaultActionArray{lb.ListenerDefaultActionArgs{
						Type: pulumi.String("forward"), TargetGroupArn: pulumi.String("arn:of-another-group"),
					}}
				}
			}
			err := graphtest.FailLate(t, program(args, nil))
			checktest.Contains(t, err, `ingress "main": Targets["api"].BlueGreen true: cannot take over the default of a listener`, "give the target Paths")
		})
	}
}

// The engine leaves a blue/green listener as it is, so one that redirects to port 443 would go on
// doing so without a listener there.
func TestACertificateCannotBeTakenFromABlueGreenIngress(t *testing.T) {
	args := ingress.Args{Targets: map[string]ingress.Target{"api": blueGreen(api)}}
	args.Transform.Listener = func(name string, args *lb.ListenerArgs, _ *[]pulumi.ResourceOption) {
		if name == "main--http" { // as the state would say
			args.DefaultActions = lb.ListenerDefaultActionArray{lb.ListenerDefaultActionArgs{Type: pulumi.String("redirect")}}
		}
	}
	err := graphtest.FailLate(t, program(args, func(ctx *pulumi.Context, front *ingress.Ingress) error {
		return graphtest.Consume(ctx, map[string]pulumi.StringOutput{"listener": front.ListenerARN})
	}))
	checktest.Contains(t, err, `ingress "main": CertificateARN (not set): is required once it has been given`, "give a certificate")
}
