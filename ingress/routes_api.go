package ingress

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/apigatewayv2"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/child"
)

// cors returns nil without API.CORS.
func (a *API) cors() apigatewayv2.ApiCorsConfigurationPtrInput {
	c := a.CORS
	if c == nil {
		return nil
	}
	args := &apigatewayv2.ApiCorsConfigurationArgs{
		AllowCredentials: pulumi.Bool(c.Credentials),
		AllowOrigins:     pulumi.ToStringArray(c.Origins),
		AllowMethods:     pulumi.ToStringArray(c.Methods),
		AllowHeaders:     pulumi.ToStringArray(c.Headers),
		ExposeHeaders:    pulumi.ToStringArray(c.ExposeHeaders),
	}
	if c.MaxAgeSeconds != nil {
		args.MaxAge = pulumi.Int(*c.MaxAgeSeconds)
	}
	return args
}

// createRoutes sends every request to the integration. Open are the paths in OpenPaths, and with
// CORS the preflight requests, in which browsers send no token: $default would reject them.
// $default asks for tokens only when these exist.
func (b *builder) createRoutes(
	name string, api *apigatewayv2.Api, integration *apigatewayv2.Integration,
) (routes []pulumi.Resource, err error) {
	create := func(name, key string, args apigatewayv2.RouteArgs) {
		if err != nil {
			return
		}
		args.ApiId, args.RouteKey = api.ID(), pulumi.String(key)
		args.Target = pulumi.Sprintf("integrations/%s", integration.ID())
		var made *apigatewayv2.Route
		made, err = child.New(b.Parent, apigatewayv2.NewRoute, name, &args, b.Transform.Route, pulumi.DependsOn(routes))
		routes = append(routes, made)
	}
	open := apigatewayv2.RouteArgs{AuthorizationType: pulumi.String("NONE")}
	if b.API.JWT == nil {
		create(name, "$default", open)
		return routes, err
	}
	for _, path := range b.API.OpenPaths {
		create(b.Role("open-"+path), "ANY "+path, open)
	}
	if b.API.CORS != nil {
		create(b.Role("preflight"), "OPTIONS /{proxy+}", open)
	}
	authorizer, failed := b.createAuthorizer(name, api)
	if failed != nil {
		return nil, failed
	}
	create(name, "$default", apigatewayv2.RouteArgs{
		AuthorizationType:   pulumi.String("JWT"),
		AuthorizerId:        authorizer.ID(),
		AuthorizationScopes: pulumi.ToStringArray(b.API.JWT.Scopes),
	})
	return routes, err
}

func (b *builder) createAuthorizer(name string, api *apigatewayv2.Api) (*apigatewayv2.Authorizer, error) {
	return child.New(b.Parent, apigatewayv2.NewAuthorizer, name, &apigatewayv2.AuthorizerArgs{
		ApiId:           api.ID(),
		AuthorizerType:  pulumi.String("JWT"),
		IdentitySources: pulumi.ToStringArray([]string{"$request.header.Authorization"}),
		JwtConfiguration: apigatewayv2.AuthorizerJwtConfigurationArgs{
			Issuer:    b.API.JWT.Issuer.ToStringOutput(),
			Audiences: b.API.JWT.Audiences,
		},
	}, b.Transform.Authorizer)
}
