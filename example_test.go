package infra_test

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra"
	"github.com/knwl-platform/infra/database"
	"github.com/knwl-platform/infra/ecsservice"
	"github.com/knwl-platform/infra/ingress"
	"github.com/knwl-platform/infra/internal/graphtest"
	"github.com/knwl-platform/infra/network"
)

// Two services share a load balancer, and one of them uses a database.
func Example() {
	graphtest.Print(func(ctx *pulumi.Context) error {
		net, err := network.New(ctx, "shop", &network.Args{
			Zones: []string{"eu-west-1a", "eu-west-1b"}, Egress: network.EgressSingleNAT,
		})
		if err != nil {
			return err
		}
		front, err := ingress.New(ctx, "shop", &ingress.Args{
			Network: net.Public(), Public: true,
			Targets: map[string]ingress.Target{
				"web": {HealthPath: "/healthz"},
				"api": {HealthPath: "/healthz", Paths: []string{"/api/*"}, Priority: 10},
			},
		})
		if err != nil {
			return err
		}
		data, err := database.New(ctx, "shop-db", &database.Args{Network: net.Isolated(), DatabaseName: "shop"})
		if err != nil {
			return err
		}
		if _, err = ecsservice.New(ctx, "shop-web", &ecsservice.Args{
			Network: net.Private(), LoadBalancer: front.Targets["web"].ForService(),
			Container: ecsservice.Container{Image: pulumi.String("example/web:1"), Port: 8080},
		}); err != nil {
			return err
		}
		_, err = ecsservice.New(ctx, "shop-api", &ecsservice.Args{
			Network: net.Private(), LoadBalancer: front.Targets["api"].ForService(),
			Container:   ecsservice.Container{Image: pulumi.String("example/api:1"), Port: 8000},
			Connections: map[string]infra.Connection{"database": data.Connection()},
			ReadSecrets: []ecsservice.Secret{{ARN: data.SecretARN}},
		})
		return err
	})
}

// The outputs of another stack become a network.
func ExampleNetwork_stackReference() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		ref, err := pulumi.NewStackReference(ctx, "org/network/prod", nil)
		if err != nil {
			return err
		}
		_, err = database.New(ctx, "shop-db", &database.Args{DatabaseName: "shop", Network: infra.Network{
			VPCID:     ref.GetStringOutput(pulumi.String("vpcId")),
			SubnetIDs: ref.GetOutput(pulumi.String("isolatedSubnetIds")).AsStringArrayOutput(),
		}})
		return err
	})
}
