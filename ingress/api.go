package ingress

import (
	"encoding/json"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/apigatewayv2"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/cloudwatch"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/child"
	"github.com/knwl-platform/infra/internal/securitygroup"
)

// longestAnswer is how long an HTTP API waits for an answer at most, in milliseconds.
const longestAnswer = 30_000

func (b *builder) createAPI() error {
	if b.api == nil {
		return nil
	}
	link, rules, err := b.createLink()
	if err != nil {
		return err
	}
	name := child.Name(b.name, "http-api")
	api, err := child.New(b.Parent, apigatewayv2.NewApi, name, &apigatewayv2.ApiArgs{
		ProtocolType: pulumi.String("HTTP"),
		Description:  pulumi.String("In front of load balancer " + b.name),
		Tags:         child.Tags(b.tags, name),
	}, b.edit.API)
	if err != nil {
		return err
	}
	route, err := b.createRoute(name, api, link, rules)
	if err != nil {
		return err
	}
	logs, stage, err := b.createStage(name, api)
	if err != nil {
		return err
	}
	b.out.API = &HTTPAPI{
		URL:          child.After(api.ApiEndpoint, append(rules, route, stage)...),
		ID:           api.ID().ToStringOutput(),
		LogGroupName: logs.Name,
	}
	return nil
}

// createLink makes the VPC Link and the pair of rules that lets it through to the production listener, and nowhere else. Its subnets cannot change in place:
// its name is Pulumi's, so that the new link can be there before the integration leaves the old one.
func (b *builder) createLink() (*apigatewayv2.VpcLink, []pulumi.Resource, error) {
	name := child.Name(b.name, "link")
	group, err := child.New(b.Parent, ec2.NewSecurityGroup, name, &ec2.SecurityGroupArgs{
		VpcId:       b.in.VPCID,
		Description: pulumi.String("VPC Link"),
		Tags:        child.Tags(b.tags, name),
	}, b.edit.SecurityGroup)
	if err != nil {
		return nil, nil, err
	}
	port := 80
	if b.https {
		port = 443
	}
	rules, err := securitygroup.Connection{
		Rule: securitygroup.Rule{Name: name, Description: "HTTP API to load balancer", Ports: securitygroup.Port(port), Tags: b.tags},
		From: group.ID(), To: b.group.ID(), EditEgress: b.edit.EgressRule, EditIngress: b.edit.IngressRule,
	}.Allow(b.Parent)
	if err != nil {
		return nil, nil, err
	}
	link, err := child.New(b.Parent, apigatewayv2.NewVpcLink, name, &apigatewayv2.VpcLinkArgs{
		SubnetIds:        b.api.SubnetIDs,
		SecurityGroupIds: pulumi.StringArray{group.ID()},
		Tags:             child.Tags(b.tags, name),
	}, b.edit.VPCLink)
	return link, rules, err
}

// createRoute leads the API to the production listener. It moves to another listener only once the
// link may reach that and every rule stands on it.
func (b *builder) createRoute(
	name string, api *apigatewayv2.Api, link *apigatewayv2.VpcLink, rules []pulumi.Resource,
) (*apigatewayv2.Route, error) {
	for _, t := range b.targets {
		rules = append(rules, b.routes[t.key].production)
	}
	args := &apigatewayv2.IntegrationArgs{
		ApiId:                api.ID(),
		IntegrationType:      pulumi.String("HTTP_PROXY"),
		IntegrationMethod:    pulumi.String("ANY"),
		IntegrationUri:       child.After(b.productionARN, rules...),
		ConnectionType:       pulumi.String("VPC_LINK"),
		ConnectionId:         link.ID(),
		PayloadFormatVersion: pulumi.String("1.0"), // the only one that private integrations have
		TimeoutMilliseconds:  pulumi.Int(longestAnswer),
	}
	if b.https {
		args.TlsConfig = apigatewayv2.IntegrationTlsConfigArgs{ServerNameToVerify: pulumi.String(b.api.ServerName)}
	}
	integration, err := child.New(b.Parent, apigatewayv2.NewIntegration, name, args, b.edit.Integration)
	if err != nil {
		return nil, err
	}
	b.redirectAfter = append(b.redirectAfter, integration)
	return child.New(b.Parent, apigatewayv2.NewRoute, name, &apigatewayv2.RouteArgs{
		ApiId:             api.ID(),
		RouteKey:          pulumi.String("$default"),
		Target:            pulumi.Sprintf("integrations/%s", integration.ID()),
		AuthorizationType: pulumi.String("NONE"),
	}, b.edit.Route)
}

// createStage logs under /aws/vendedlogs/, where the account's policy for log delivery does not
// grow with each log group until it is full. The group is named after the API's id, which is unique
// and stays when the component is renamed.
func (b *builder) createStage(name string, api *apigatewayv2.Api) (*cloudwatch.LogGroup, *apigatewayv2.Stage, error) {
	logs, err := child.New(b.Parent, cloudwatch.NewLogGroup, name, &cloudwatch.LogGroupArgs{
		Name:            pulumi.Sprintf("/aws/vendedlogs/http-api/%s", api.ID()),
		RetentionInDays: pulumi.Int(b.api.LogRetentionDays),
		Tags:            child.Tags(b.tags, name),
	}, b.edit.LogGroup)
	if err != nil {
		return nil, nil, err
	}
	format, err := json.Marshal(accessLog)
	if err != nil {
		return nil, nil, err
	}
	stage, err := child.New(b.Parent, apigatewayv2.NewStage, name, &apigatewayv2.StageArgs{
		ApiId:      api.ID(),
		Name:       pulumi.String("$default"),
		AutoDeploy: pulumi.Bool(true),
		AccessLogSettings: apigatewayv2.StageAccessLogSettingsArgs{
			DestinationArn: logs.Arn,
			Format:         pulumi.String(format),
		},
		DefaultRouteSettings: apigatewayv2.StageDefaultRouteSettingsArgs{
			ThrottlingRateLimit:  pulumi.Float64(*b.api.ThrottleRate),
			ThrottlingBurstLimit: pulumi.Int(*b.api.ThrottleBurst),
		},
		Tags: child.Tags(b.tags, name),
	}, b.edit.Stage)
	return logs, stage, err
}

// accessLog is one line for each request. It has no header and no query string, as these may carry keys and what people search for.
var accessLog = map[string]string{
	"requestId":          "$context.requestId",
	"time":               "$context.requestTime",
	"sourceIp":           "$context.identity.sourceIp",
	"userAgent":          "$context.identity.userAgent",
	"method":             "$context.httpMethod",
	"path":               "$context.path",
	"status":             "$context.status",
	"responseBytes":      "$context.responseLength",
	"latencyMs":          "$context.responseLatency",
	"integrationStatus":  "$context.integrationStatus",
	"integrationLatency": "$context.integrationLatency",
	"integrationError":   "$context.integrationErrorMessage",
	"error":              "$context.error.message",
}
