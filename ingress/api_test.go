package ingress_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/knwl-platform/infra/ingress"
)

func TestAPIIsOptional(t *testing.T) {
	g := run(t, ingress.Args{})
	for _, typ := range []string{"Api", "VpcLink", "Integration", "Route", "Stage", "LogGroup"} {
		g.None(typ)
	}
}

func TestAPIReachesThePlainListenerThroughItsLink(t *testing.T) {
	g := run(t, ingress.Args{API: &ingress.API{SubnetIDs: subnets}})
	integration := g.Only("Integration")
	for property, want := range map[string]any{
		"apiId": g.Only("Api").ID, "integrationType": "HTTP_PROXY", "integrationMethod": "ANY",
		"integrationUri": g.Only("Listener").ID, "connectionType": "VPC_LINK", "connectionId": g.Only("VpcLink").ID,
		"payloadFormatVersion": "1.0", "timeoutMilliseconds": 30000.0, "tlsConfig": nil,
	} {
		if got := integration.Get(property); got != want {
			t.Errorf("%s is %v, want %v", property, got, want)
		}
	}
	route := g.Only("Route")
	if route.Text("routeKey") != "$default" || route.Text("target") != "integrations/"+integration.ID ||
		route.Text("authorizationType") != "NONE" {
		t.Errorf("the route is %v", route.Inputs)
	}
}

// APIGateway.10: with a certificate the link connects to port 443 and checks the certificate's
// name, as port 80 only redirects.
func TestAPIReachesTheHTTPSListenerAndChecksItsName(t *testing.T) {
	g := run(t, ingress.Args{
		CertificateARN: certificate,
		API:            &ingress.API{SubnetIDs: subnets, ServerName: "api.example.com"},
	})
	integration := g.Only("Integration")
	if integration.Text("integrationUri") != g.Named("Listener", "main--https").ID ||
		integration.Text("tlsConfig.serverNameToVerify") != "api.example.com" {
		t.Errorf("the integration is %v", integration.Inputs)
	}
	wantDoors(t, g, "443 "+g.Named("SecurityGroup", "main--link").ID)
}

// An internal load balancer admits only the link, and the link may connect only to the load
// balancer.
func TestLinkAndLoadBalancerAdmitOnlyEachOther(t *testing.T) {
	g := run(t, ingress.Args{API: &ingress.API{SubnetIDs: subnets}})
	link, balancer := g.Named("SecurityGroup", "main--link").ID, g.Named("SecurityGroup", "main").ID
	wantDoors(t, g, "80 "+link)
	out := g.Only("SecurityGroupEgressRule")
	if out.Text("securityGroupId") != link || out.Text("referencedSecurityGroupId") != balancer ||
		out.Get("fromPort") != 80.0 || out.Get("toPort") != 80.0 {
		t.Errorf("the link's egress rule is %v", out.Inputs)
	}
	if groups := g.Only("VpcLink").Strings("securityGroupIds"); !slices.Equal(groups, []string{link}) {
		t.Errorf("the link is in groups %q", groups)
	}
}

// The link's subnets are immutable. The replacement must be able to exist beside the old link, so
// that the integration always has one.
func TestLinkIsReplacedCreateFirst(t *testing.T) {
	link := run(t, ingress.Args{API: &ingress.API{SubnetIDs: subnets}}).Only("VpcLink")
	if link.Get("name") != nil || link.DeletesBeforeReplace() {
		t.Error("AWS would reject a second link with the same name")
	}
}

// APIGateway.9.
func TestAPILogsEveryRequestWithRetention(t *testing.T) {
	g := run(t, ingress.Args{API: &ingress.API{SubnetIDs: subnets, LogRetentionDays: 30}})
	logs, stage := g.Only("LogGroup"), g.Only("Stage")
	if logs.Text("name") != "/aws/vendedlogs/http-api/"+g.Only("Api").ID || logs.Get("retentionInDays") != 30.0 {
		t.Errorf("the log group is %v", logs.Inputs)
	}
	if stage.Text("accessLogSettings.destinationArn") != logs.Output("arn") {
		t.Errorf("the stage logs to %v", stage.Get("accessLogSettings"))
	}
	var line map[string]string
	stage.JSON("accessLogSettings.format", &line)
	for field, variable := range line {
		if !strings.HasPrefix(variable, "$context.") || strings.Contains(strings.ToLower(variable), "header") {
			t.Errorf("%s logs %s", field, variable)
		}
	}
	for _, field := range []string{"requestId", "method", "path", "status", "latencyMs"} {
		if line[field] == "" {
			t.Errorf("the log says nothing of %s, only %q", field, slices.Sorted(maps.Keys(line)))
		}
	}
}

func TestStageDeploysAndThrottles(t *testing.T) {
	stage := run(t, ingress.Args{API: &ingress.API{SubnetIDs: subnets}}).Only("Stage")
	if stage.Text("name") != "$default" || stage.Get("autoDeploy") != true ||
		stage.Get("defaultRouteSettings.throttlingRateLimit") != 1000.0 ||
		stage.Get("defaultRouteSettings.throttlingBurstLimit") != 500.0 {
		t.Errorf("the stage is %v", stage.Inputs)
	}
}
