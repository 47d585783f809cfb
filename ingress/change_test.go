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

// Adding a certificate to a running ingress opens port 443 before anything leaves port 80. If AWS
// rejects the certificate, port 80 stays as it is.
func TestPort80RedirectsOnlyOncePort443Serves(t *testing.T) {
	g := run(t, ingress.Args{
		Public:         true,
		CertificateARN: certificate,
		API:            &ingress.API{SubnetIDs: subnets, ServerName: "api.example.com"},
		Targets:        map[string]ingress.Target{"api": api, "docs": byPath(api, 10, "/docs/*")},
	})
	redirect, integration := g.Named("Listener", "main--http"), g.Only("Integration")
	for _, first := range []*graphtest.Node{
		g.Named("Listener", "main--https"), g.Named("ListenerRule", "main--docs"), integration,
		g.Named("SecurityGroupIngressRule", "main--https-0.0.0.0/0"),
	} {
		if !redirect.WaitsFor(first) {
			t.Errorf("port 80 redirects before %s %s exists", first.Type, first.Name)
		}
	}
	for _, first := range []*graphtest.Node{
		g.Named("Listener", "main--https"), g.Named("ListenerRule", "main--docs"),
		g.Named("SecurityGroupIngressRule", "main--link-443-in"), g.Named("SecurityGroupEgressRule", "main--link-443-out"),
	} {
		if !integration.WaitsFor(first) {
			t.Errorf("the API moves before %s %s exists", first.Type, first.Name)
		}
	}
}

// Changing a rule in place would cut off clients that still use the old connection.
func TestRulesAreReplacedInsteadOfChanged(t *testing.T) {
	g := run(t, ingress.Args{Public: true, API: &ingress.API{SubnetIDs: subnets}})
	for _, typ := range []string{"SecurityGroupIngressRule", "SecurityGroupEgressRule"} {
		for _, rule := range g.All(typ) {
			const want = "cidrIpv4 fromPort ipProtocol prefixListId referencedSecurityGroupId toPort"
			if got := strings.Join(rule.ReplacesOn(), " "); got != want {
				t.Errorf("%s is replaced on changes of %s, want %s", rule.Name, got, want)
			}
			if rule.DeletesBeforeReplace() {
				t.Errorf("%s is deleted before its replacement exists", rule.Name)
			}
		}
	}
}

// Pulumi leaves the actions of a blue/green listener to CodeDeploy, so a target that becomes its
// default would get no requests. The deployment must fail before it deletes anything, even if
// nothing uses the outputs.
func TestABlueGreenTargetCannotTakeOverAListener(t *testing.T) {
	for kind, listener := range map[string]string{"production": "main--http", "test": "main--test"} {
		t.Run(kind, func(t *testing.T) {
			args := ingress.Args{Targets: map[string]ingress.Target{"api": blueGreen(api)}}
			args.Transform.Listener = func(name string, args *lb.ListenerArgs, _ *[]pulumi.ResourceOption) {
				if name == listener { // stands for the state's actions
					args.DefaultActions = lb.ListenerDefaultActionArray{lb.ListenerDefaultActionArgs{
						Type: pulumi.String("forward"), TargetGroupArn: pulumi.String("arn:of-another-group"),
					}}
				}
			}
			err := graphtest.FailLate(t, program(args, nil))
			checktest.Contains(t, err, `ingress "main": Targets["api"].BlueGreen true: cannot become the default target`,
				"of a listener that forwards elsewhere", "give the target Paths")
		})
	}
}

// Pulumi leaves the actions of a blue/green listener as they are, so one that redirects to port 443
// would keep redirecting without a listener there.
func TestCertificateOfABlueGreenDefaultTargetCannotBeRemoved(t *testing.T) {
	args := ingress.Args{Targets: map[string]ingress.Target{"api": blueGreen(api)}}
	args.Transform.Listener = func(name string, args *lb.ListenerArgs, _ *[]pulumi.ResourceOption) {
		if name == "main--http" { // stands for the state's actions
			args.DefaultActions = lb.ListenerDefaultActionArray{
				lb.ListenerDefaultActionArgs{Type: pulumi.String("redirect")},
			}
		}
	}
	err := graphtest.FailLate(t, program(args, func(ctx *pulumi.Context, front *ingress.Ingress) error {
		return graphtest.Consume(ctx, map[string]pulumi.StringOutput{"listener": front.ListenerARN})
	}))
	checktest.Contains(t, err,
		`ingress "main": CertificateARN (not set): cannot be removed while the default target is blue/green`,
		"give a certificate")
}
