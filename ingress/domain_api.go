package ingress

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/apigatewayv2"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/child"
)

// createDomain gives the API its domain name, and the outputs that belong to it. ready is what the
// API needs.
func (b *builder) createDomain(
	name string, api *apigatewayv2.Api, stage *apigatewayv2.Stage, ready []pulumi.Resource,
) error {
	domain, err := child.New(b.Parent, apigatewayv2.NewDomainName, name, &apigatewayv2.DomainNameArgs{
		DomainName: pulumi.String(b.API.Domain.Name),
		DomainNameConfiguration: apigatewayv2.DomainNameDomainNameConfigurationArgs{
			CertificateArn: b.API.Domain.CertificateARN.ToStringOutput(),
			EndpointType:   pulumi.String("REGIONAL"),
			SecurityPolicy: pulumi.String("TLS_1_2"),
		},
		Tags: child.Tags(b.Tags, name),
	}, b.Transform.DomainName)
	if err != nil {
		return err
	}
	mapping, err := child.New(b.Parent, apigatewayv2.NewApiMapping, name, &apigatewayv2.ApiMappingArgs{
		ApiId:      api.ID(),
		DomainName: domain.ID(),
		Stage:      stage.ID(),
	}, b.Transform.APIMapping)
	if err != nil {
		return err
	}
	ready = append(ready, mapping)
	at := domain.DomainNameConfiguration
	b.api.URL = child.After(pulumi.Sprintf("https://%s", domain.DomainName), ready...)
	b.api.DomainDNSName = child.After(at.TargetDomainName().Elem(), ready...)
	b.api.DomainZoneID = at.HostedZoneId().Elem()
	return nil
}
