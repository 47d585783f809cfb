package ingress

import (
	"encoding/json"
	"slices"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/apigatewayv2"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/cloudwatch"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/child"
	"github.com/knwl-platform/infra/internal/securitygroup"
)

// longestResponse is how long an HTTP API waits for a response at most, in milliseconds.
const longestResponse = 30_000

func (b *builder) createAPI() error {
	if b.API == nil {
		return nil
	}
	link, rules, err := b.createLink()
	if err != nil {
		return err
	}
	name := b.Role("http-api")
	args := &apigatewayv2.ApiArgs{
		ProtocolType:      pulumi.String("HTTP"),
		Description:       pulumi.String("In front of load balancer " + b.Name),
		CorsConfiguration: b.API.cors(),
		Tags:              child.Tags(b.Tags, name),
	}
	if domain := b.API.Domain; domain != nil {
		args.DisableExecuteApiEndpoint = pulumi.Bool(!domain.KeepDefaultAddress)
	}
	api, err := child.New(b.Parent, apigatewayv2.NewApi, name, args, b.Transform.API)
	if err != nil {
		return err
	}
	integration, err := b.createIntegration(name, api, link, rules)
	if err != nil {
		return err
	}
	routes, err := b.createRoutes(name, api, integration)
	if err != nil {
		return err
	}
	logs, stage, err := b.createStage(name, api)
	if err != nil {
		return err
	}
	ready := slices.Concat(rules, routes, []pulumi.Resource{stage})
	b.api = &HTTPAPI{
		URL:           child.After(api.ApiEndpoint, ready...),
		ID:            api.ID().ToStringOutput(),
		ExecutionARN:  api.ExecutionArn,
		IntegrationID: integration.ID().ToStringOutput(),
		VPCLinkID:     link.ID().ToStringOutput(),
		LogGroupName:  logs.Name,
	}
	if b.API.Domain == nil {
		return nil
	}
	return b.createDomain(name, api, stage, ready)
}

// createLink creates the VPC Link and the pair of rules that lets it connect to the production
// listener and nothing else. The link's subnets are immutable. Pulumi chooses its name, so that a
// replacement can exist before the integration leaves the old link.
func (b *builder) createLink() (*apigatewayv2.VpcLink, []pulumi.Resource, error) {
	name := b.Role("link")
	group, err := child.New(b.Parent, ec2.NewSecurityGroup, name, &ec2.SecurityGroupArgs{
		VpcId:       b.Network.VPCID,
		Description: pulumi.String("VPC Link"),
		Tags:        child.Tags(b.Tags, name),
	}, b.Transform.SecurityGroup)
	if err != nil {
		return nil, nil, err
	}
	rules, err := securitygroup.Connection{
		Rule: securitygroup.Rule{
			Name: name, Description: "HTTP API to load balancer", Ports: securitygroup.Port(b.port()), Tags: b.Tags,
		},
		From:        group.ID(),
		To:          b.securityGroup.ID(),
		EditEgress:  b.Transform.EgressRule,
		EditIngress: b.Transform.IngressRule,
	}.Allow(b.Parent)
	if err != nil {
		return nil, nil, err
	}
	link, err := child.New(b.Parent, apigatewayv2.NewVpcLink, name, &apigatewayv2.VpcLinkArgs{
		SubnetIds:        b.API.SubnetIDs,
		SecurityGroupIds: pulumi.StringArray{group.ID()},
		Tags:             child.Tags(b.Tags, name),
	}, b.Transform.VPCLink)
	return link, rules, err
}

// createIntegration leads to the production listener. It moves to another listener only when the
// link may connect to that one and all of its rules exist.
func (b *builder) createIntegration(
	name string, api *apigatewayv2.Api, link *apigatewayv2.VpcLink, needed []pulumi.Resource,
) (*apigatewayv2.Integration, error) {
	for _, t := range b.targets {
		needed = append(needed, b.routes[t.key].production...)
	}
	args := &apigatewayv2.IntegrationArgs{
		ApiId:                api.ID(),
		IntegrationType:      pulumi.String("HTTP_PROXY"),
		IntegrationMethod:    pulumi.String("ANY"),
		IntegrationUri:       child.After(b.productionARN, needed...),
		ConnectionType:       pulumi.String("VPC_LINK"),
		ConnectionId:         link.ID(),
		PayloadFormatVersion: pulumi.String("1.0"), // private integrations support no other
		TimeoutMilliseconds:  pulumi.Int(longestResponse),
	}
	if b.https {
		args.TlsConfig = apigatewayv2.IntegrationTlsConfigArgs{ServerNameToVerify: pulumi.String(b.API.ServerName)}
	}
	integration, err := child.New(b.Parent, apigatewayv2.NewIntegration, name, args, b.Transform.Integration)
	if err != nil {
		return nil, err
	}
	b.redirectAfter = append(b.redirectAfter, integration)
	return integration, nil
}

// createStage logs to a group below /aws/vendedlogs/. For groups elsewhere AWS adds each to the
// account's one policy for log delivery, whose size is limited. The group is named after the API's
// id, which is unique and does not change when the component is renamed.
func (b *builder) createStage(name string, api *apigatewayv2.Api) (*cloudwatch.LogGroup, *apigatewayv2.Stage, error) {
	logs, err := child.New(b.Parent, cloudwatch.NewLogGroup, name, &cloudwatch.LogGroupArgs{
		Name:            pulumi.Sprintf("/aws/vendedlogs/http-api/%s", api.ID()),
		RetentionInDays: pulumi.Int(b.API.LogRetentionDays),
		Tags:            child.Tags(b.Tags, name),
	}, b.Transform.LogGroup)
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
			ThrottlingRateLimit:  pulumi.Float64(*b.API.ThrottleRate),
			ThrottlingBurstLimit: pulumi.Int(*b.API.ThrottleBurst),
		},
		Tags: child.Tags(b.Tags, name),
	}, b.Transform.Stage)
	return logs, stage, err
}

// accessLog has the fields of the line that is logged per request. Headers and query strings are
// left out, because they may contain keys and personal data.
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
