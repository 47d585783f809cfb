package components

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra"
	"github.com/knwl-platform/infra/ecsservice"
	"github.com/knwl-platform/infra/internal/check/checktest"
	"github.com/knwl-platform/infra/internal/graphtest"
	"github.com/knwl-platform/infra/network"
)

// On AWS, the deployment of such a service fails only after half an hour.
func TestServiceIsRefusedWhereTasksCannotReachAWS(t *testing.T) {
	for name, c := range map[string]struct {
		egress  network.Egress
		subnets func(*network.VPC) infra.Network
		refused bool
	}{
		"private, by default":   {"", (*network.VPC).Private, true},
		"private without one":   {network.EgressNone, (*network.VPC).Private, true},
		"private through NAT":   {network.EgressSingleNAT, (*network.VPC).Private, false},
		"private per zone":      {network.EgressNATPerZone, (*network.VPC).Private, false},
		"private via endpoints": {network.EgressEndpoints, (*network.VPC).Private, false},
		"public":                {"", (*network.VPC).Public, false},
		"isolated":              {network.EgressSingleNAT, (*network.VPC).Isolated, true},
	} {
		t.Run(name, func(t *testing.T) {
			create := func(ctx *pulumi.Context) error {
				net, err := network.New(ctx, "main", &network.Args{
					Zones: []string{"us-east-1a", "us-east-1b"}, Egress: c.egress,
				})
				if err != nil {
					return err
				}
				_, err = ecsservice.New(ctx, "web", &ecsservice.Args{
					Network: c.subnets(net), Container: ecsservice.Container{Image: pulumi.String("web:1")},
				})
				return err
			}
			if !c.refused {
				graphtest.Run(t, create)
				return
			}
			checktest.Contains(t, graphtest.FailPreview(t, create), `ecsservice "web": Network.NoEgress true: must be false`)
		})
	}
}
