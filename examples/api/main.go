// Command api is a Pulumi program: an API with PostgreSQL. A migration runs before each version, and the
// API logs in to the database by IAM as a user of its own.
package main

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"

	"github.com/knwl-platform/infra"
	"github.com/knwl-platform/infra/database"
	"github.com/knwl-platform/infra/ecsservice"
	"github.com/knwl-platform/infra/ingress"
	"github.com/knwl-platform/infra/network"
)

// user is the database user of the API. The migration creates it.
const user = "orders_api"

func main() { pulumi.Run(program) }

func program(ctx *pulumi.Context) error {
	image := pulumi.String(config.New(ctx, "").Require("image"))
	net, err := network.New(ctx, "api", &network.Args{Egress: network.EgressSingleNAT})
	if err != nil {
		return err
	}
	front, err := ingress.New(ctx, "api", &ingress.Args{
		Network:       net.Private(),
		Targets:       map[string]ingress.Target{"orders": {HealthPath: "/healthz"}},
		API:           &ingress.API{SubnetIDs: net.PrivateSubnetIDs},
		AllowDeletion: true, // in production: false, the default
	})
	if err != nil {
		return err
	}
	data, err := database.New(ctx, "api-db", &database.Args{
		Network: net.Isolated(), DatabaseName: "orders",
		SingleZone: true, AllowDeletion: true, SkipFinalSnapshot: true, // in production: false, the default
	})
	if err != nil {
		return err
	}
	// settings says where the database is, and who logs in.
	settings := func(user pulumi.StringInput) map[string]pulumi.StringInput {
		return map[string]pulumi.StringInput{
			"DB_HOST": data.Host, "DB_PORT": pulumi.Sprintf("%d", data.Port), "DB_NAME": data.DatabaseName, "DB_USER": user,
		}
	}
	migration := settings(data.Username)
	migration["APP_USER"] = pulumi.String(user)
	_, err = ecsservice.New(ctx, "api-orders", &ecsservice.Args{
		Network: net.Private(), LoadBalancer: front.Targets["orders"].ForService(),
		Container: ecsservice.Container{
			Image: image, Port: 8080, Environment: settings(pulumi.String(user)),
			DependsOn: map[string]ecsservice.Condition{"migrate": ecsservice.Succeeded},
		},
		// Only the migration gets the password of the master user.
		Sidecars: map[string]ecsservice.Container{"migrate": {
			Image: image, Command: []string{"migrate"}, Optional: true, Environment: migration,
			Secrets: map[string]ecsservice.Secret{"DB_PASSWORD": {ARN: data.SecretARN, JSONField: "password"}},
		}},
		Permissions: []ecsservice.Permission{{
			Actions: []string{"rds-db:connect"}, Resources: []pulumi.StringInput{data.UserARN(user)},
		}},
		Connections:             map[string]infra.Connection{"database": data.Connection()},
		HealthCheckGraceSeconds: new(300), // the migration runs first
	})
	if err != nil {
		return err
	}
	ctx.Export("url", front.API.URL)
	return nil
}
