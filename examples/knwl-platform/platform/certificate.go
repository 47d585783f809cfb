package platform

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra"
	"github.com/knwl-platform/infra/domain"
)

// certificateOf returns the load balancer's certificate: a new one for a name in a Route 53 zone, or the
// given one. Without both it returns nil, for HTTP.
func certificateOf(ctx *pulumi.Context, name string, in Ingress, tags map[string]string) (pulumi.StringInput, error) {
	if in.ZoneID == "" {
		return infra.Optional(in.CertificateARN), nil
	}
	issued, err := domain.New(ctx, name, &domain.Args{Name: in.ServerName, ZoneID: pulumi.String(in.ZoneID), Tags: tags})
	if err != nil {
		return nil, err
	}
	return issued.CertificateARN, nil
}
