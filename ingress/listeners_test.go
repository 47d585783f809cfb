package ingress_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/ingress"
	"github.com/knwl-platform/infra/internal/check/checktest"
	"github.com/knwl-platform/infra/internal/graphtest"
)

func TestPlainListenerForwardsToTheDefaultTarget(t *testing.T) {
	g := run(t, ingress.Args{})
	listener := g.Only("Listener")
	group := g.Only("TargetGroup").Output("arn")
	if listener.Get("port") != 80.0 || listener.Text("protocol") != "HTTP" ||
		listener.Text("defaultActions[0].targetGroupArn") != group {
		t.Errorf("the listener is %v", listener.Inputs)
	}
	if len(listener.Ignores()) > 0 {
		t.Errorf("it ignores %q outside of blue/green", listener.Ignores())
	}
}

// ELB.1, ELB.17.
func TestCertificateBringsHTTPSAndARedirect(t *testing.T) {
	g := run(t, ingress.Args{CertificateARN: certificate})
	https := g.Named("Listener", "main--https")
	if https.Get("port") != 443.0 || https.Text("protocol") != "HTTPS" ||
		https.Text("certificateArn") != string(certificate) ||
		https.Text("sslPolicy") != "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09" ||
		https.Text("defaultActions[0].type") != "forward" {
		t.Errorf("the HTTPS listener is %v", https.Inputs)
	}
	http := g.Named("Listener", "main--http")
	if http.Text("defaultActions[0].type") != "redirect" ||
		http.Text("defaultActions[0].redirect.protocol") != "HTTPS" ||
		http.Text("defaultActions[0].redirect.port") != "443" ||
		http.Text("defaultActions[0].redirect.statusCode") != "HTTP_301" {
		t.Errorf("port 80 answers %v", http.Get("defaultActions"))
	}
}

// AWS rejects a target group that another load balancer uses. If the new listener came first,
// replacing the load balancer would fail.
func TestListenersAreDeletedBeforeTheirReplacement(t *testing.T) {
	g := run(t, ingress.Args{CertificateARN: certificate, Targets: map[string]ingress.Target{"api": blueGreen(api)}})
	for _, listener := range g.All("Listener") {
		if !listener.DeletesBeforeReplace() {
			t.Errorf("%s still uses its target groups when its replacement is created", listener.Name)
		}
	}
	if g.Only("LoadBalancer").DeletesBeforeReplace() || g.Named("TargetGroup", "main-tg-api").DeletesBeforeReplace() {
		t.Error("a load balancer or target group is deleted before its replacement exists")
	}
}

// ELB.18.
func TestRedirectCanBeLeftOut(t *testing.T) {
	g := run(t, ingress.Args{CertificateARN: certificate, NoRedirect: true})
	if names := g.Names("Listener"); !slices.Equal(names, []string{"main--https"}) {
		t.Errorf("listeners %q", names)
	}
}

func TestCertificateOfAnotherKindIsRefusedAsSoonAsItIsKnown(t *testing.T) {
	late := pulumi.String("arn:aws:iam::123456789012:server-certificate/old").ToStringOutput()
	err := graphtest.FailLate(t, program(ingress.Args{CertificateARN: late}, nil))
	checktest.Contains(t, err,
		`ingress "main": CertificateARN "arn:aws:iam::123456789012:server-certificate/old": must be an ACM certificate ARN`)
}

func TestUnmatchedRequestsGet404(t *testing.T) {
	g := run(t, ingress.Args{Targets: map[string]ingress.Target{"api": byPath(api, 10, "/api/*")}})
	listener := g.Only("Listener")
	if listener.Text("defaultActions[0].type") != "fixed-response" ||
		listener.Text("defaultActions[0].fixedResponse.statusCode") != "404" ||
		listener.Text("defaultActions[0].fixedResponse.contentType") != "application/json" {
		t.Errorf("they get %v", listener.Get("defaultActions"))
	}
}

func TestRulesMatchPathsAndHosts(t *testing.T) {
	docs := byPath(ingress.Target{HealthPath: "/"}, 20, "/docs/*", "/docs")
	docs.Hosts = []string{"*.example.com"}
	g := run(t, ingress.Args{Targets: map[string]ingress.Target{"api": api, "docs": docs}})
	rule := g.Only("ListenerRule")
	if rule.Get("priority") != 20.0 || rule.Text("listenerArn") != g.Only("Listener").ID {
		t.Errorf("the rule is %v", rule.Inputs)
	}
	if paths := rule.Strings("conditions[0].pathPattern.values"); !slices.Equal(paths, []string{"/docs/*", "/docs"}) {
		t.Errorf("paths %q", paths)
	}
	if hosts := rule.Strings("conditions[1].hostHeader.values"); !slices.Equal(hosts, []string{"*.example.com"}) {
		t.Errorf("hosts %q", hosts)
	}
	if got := rule.Text("actions[0].targetGroupArn"); got != g.Named("TargetGroup", "main-tg-docs").Output("arn") {
		t.Errorf("the rule forwards to %s", got)
	}
	pair := run(t, ingress.Args{Targets: map[string]ingress.Target{"api": api, "docs": blueGreen(docs)}})
	for _, rule := range append(pair.All("ListenerRule"), rule) {
		if rule.Text("actions[0].type") != "forward" {
			t.Errorf("%s does %v", rule.Name, rule.Get("actions"))
		}
	}
	groups := fmt.Sprint(pair.Named("ListenerRule", "main--docs").Get("actions[0].forward.targetGroups"))
	blue := pair.Named("TargetGroup", "main-tg-docs").Output("arn")
	green := pair.Named("TargetGroup", "main-green-docs").Output("arn")
	if want := fmt.Sprintf("[map[arn:%v weight:100] map[arn:%v weight:0]]", blue, green); groups != want {
		t.Errorf("the pair's rule starts with %s, want %s", groups, want)
	}
}

func TestRuleHasTheConditionsThatItsTargetNames(t *testing.T) {
	for name, tc := range map[string]struct {
		paths, hosts []string
		want         string
	}{
		"one path": {[]string{"/docs"}, nil, "[map[pathPattern:map[values:[/docs]]]]"},
		"one host": {nil, []string{"a.example.com"}, "[map[hostHeader:map[values:[a.example.com]]]]"},
	} {
		t.Run(name, func(t *testing.T) {
			other := byPath(api, 1, tc.paths...)
			other.Hosts = tc.hosts
			g := run(t, ingress.Args{Targets: map[string]ingress.Target{"api": api, "other": other}})
			if got := fmt.Sprint(g.Only("ListenerRule").Get("conditions")); got != tc.want {
				t.Errorf("conditions %s, want %s", got, tc.want)
			}
		})
	}
}
