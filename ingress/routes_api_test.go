package ingress_test

import (
	"slices"
	"testing"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/apigatewayv2"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/ingress"
	"github.com/knwl-platform/infra/internal/graphtest"
)

func jwt() *ingress.JWT {
	return &ingress.JWT{
		Issuer: pulumi.String("https://login.example.com"), Audiences: pulumi.ToStringArray([]string{"web"}),
		Scopes: []string{"orders:read"},
	}
}

func withAPI(t testing.TB, change func(*ingress.API)) *graphtest.Graph {
	t.Helper()
	api := &ingress.API{SubnetIDs: subnets}
	change(api)
	return run(t, ingress.Args{API: api})
}

func TestCORSReachesTheAPI(t *testing.T) {
	if got := withAPI(t, func(*ingress.API) {}).Only("Api").Get("corsConfiguration"); got != nil {
		t.Errorf("without CORS it is %v", got)
	}
	api := withAPI(t, func(a *ingress.API) {
		a.CORS = &ingress.CORS{
			Origins: []string{"https://example.com"}, Methods: []string{"PUT"}, Headers: []string{"authorization"},
			ExposeHeaders: []string{"x-id"}, MaxAgeSeconds: new(0), Credentials: true,
		}
	}).Only("Api")
	for property, want := range map[string]any{
		"allowOrigins[0]": "https://example.com", "allowMethods[0]": "PUT", "allowHeaders[0]": "authorization",
		"exposeHeaders[0]": "x-id", "maxAge": 0.0, "allowCredentials": true,
	} {
		if got := api.Get("corsConfiguration." + property); got != want {
			t.Errorf("%s is %v, want %v", property, got, want)
		}
	}
}

func TestJWTIsAskedForOnEveryPathButTheOpenOnes(t *testing.T) {
	g := withAPI(t, func(a *ingress.API) { a.JWT, a.OpenPaths = jwt(), []string{"/healthz", "/docs/{proxy+}"} })
	authorizer := g.Only("Authorizer")
	for property, want := range map[string]any{
		"apiId": g.Only("Api").ID, "authorizerType": "JWT", "identitySources[0]": "$request.header.Authorization",
		"jwtConfiguration.issuer": "https://login.example.com", "jwtConfiguration.audiences[0]": "web",
	} {
		if got := authorizer.Get(property); got != want {
			t.Errorf("%s is %v, want %v", property, got, want)
		}
	}
	route := g.Named("Route", "main--http-api")
	if route.Get("routeKey") != "$default" || route.Get("authorizationType") != "JWT" ||
		route.Get("authorizerId") != authorizer.ID || route.Get("authorizationScopes[0]") != "orders:read" {
		t.Errorf("the $default route is %v", route.Inputs)
	}
	for name, key := range map[string]string{
		"main--open-/healthz": "ANY /healthz", "main--open-/docs/{proxy+}": "ANY /docs/{proxy+}",
	} {
		open := g.Named("Route", name)
		if open.Get("routeKey") != key || open.Get("authorizationType") != "NONE" || open.Get("authorizerId") != nil ||
			open.Get("target") != "integrations/"+g.Only("Integration").ID {
			t.Errorf("route %s is %v", name, open.Inputs)
		}
		if !route.WaitsFor(open) {
			t.Errorf("a running API would ask for tokens before route %s exists", name)
		}
	}
}

// Browsers send no token with preflight requests, and $default would reject them.
func TestPreflightRequestsNeedNoToken(t *testing.T) {
	cors := &ingress.CORS{Origins: []string{"*"}}
	g := withAPI(t, func(a *ingress.API) { a.JWT, a.CORS = jwt(), cors })
	preflight := g.Named("Route", "main--preflight")
	if preflight.Get("routeKey") != "OPTIONS /{proxy+}" || preflight.Get("authorizationType") != "NONE" {
		t.Errorf("the route is %v", preflight.Inputs)
	}
	for name, change := range map[string]func(*ingress.API){
		"without JWT":  func(a *ingress.API) { a.CORS = cors },
		"without CORS": func(a *ingress.API) { a.JWT = jwt() },
	} {
		if names := withAPI(t, change).Names("Route"); !slices.Equal(names, []string{"main--http-api"}) {
			t.Errorf("%s the routes are %q", name, names)
		}
	}
}

func TestURLWaitsForEveryRoute(t *testing.T) {
	args := ingress.Args{API: &ingress.API{SubnetIDs: subnets, JWT: jwt(), OpenPaths: []string{"/healthz"}}}
	g := graphtest.Run(t, program(args, func(ctx *pulumi.Context, front *ingress.Ingress) error {
		return graphtest.Consume(ctx, map[string]pulumi.StringOutput{"url": front.API.URL})
	}))
	for _, route := range g.All("Route") {
		if !g.Named("Topic", "url").WaitsFor(route) {
			t.Errorf("the URL does not wait for route %s", route.Name)
		}
	}
}

func TestFurtherRoutesUseTheOutputs(t *testing.T) {
	args := ingress.Args{API: &ingress.API{SubnetIDs: subnets}}
	g := graphtest.Run(t, program(args, func(ctx *pulumi.Context, front *ingress.Ingress) error {
		return graphtest.Consume(ctx, map[string]pulumi.StringOutput{
			"integration": front.API.IntegrationID, "link": front.API.VPCLinkID, "execution": front.API.ExecutionARN,
		})
	}))
	for name, want := range map[string]any{
		"integration": g.Only("Integration").ID, "link": g.Only("VpcLink").ID,
		"execution": g.Only("Api").Output("executionArn"),
	} {
		if got := g.Named("Topic", name).Get("displayName"); got != want {
			t.Errorf("%s is %v, want %v", name, got, want)
		}
	}
}

func TestEditReachesTheAuthorizer(t *testing.T) {
	args := ingress.Args{API: &ingress.API{SubnetIDs: subnets, JWT: jwt()}}
	args.Transform.Authorizer = func(_ string, args *apigatewayv2.AuthorizerArgs, _ *[]pulumi.ResourceOption) {
		args.Name = pulumi.String("tokens")
	}
	if got := run(t, args).Only("Authorizer").Get("name"); got != "tokens" {
		t.Errorf("the authorizer is called %v", got)
	}
}
