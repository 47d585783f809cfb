package components

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra"
	"github.com/knwl-platform/infra/database"
	"github.com/knwl-platform/infra/ecsservice"
	"github.com/knwl-platform/infra/network"
)

// recovered is a database that was restored from a snapshot, with a replica and a proxy. A worker writes
// through the proxy and reads from the replica, as a user of its own in each. It knows no password: the
// proxy has a secret for the user web, and the user reader logs in to PostgreSQL by IAM.
func recovered(ctx *pulumi.Context) error {
	net, err := network.New(ctx, "shop", &network.Args{
		Zones: []string{"us-east-1a", "us-east-1b"}, Egress: network.EgressSingleNAT,
	})
	if err != nil {
		return err
	}
	db, err := database.New(ctx, "shop", &database.Args{
		Network: net.Isolated(), DatabaseName: "shop", AllowDeletion: true, MonitoringSeconds: 60,
		Password:   pulumi.String("correct-horse-battery"), // in a stack of yours: config.RequireSecret
		Restore:    &database.Restore{SnapshotID: pulumi.String("shop-1a2b3c4-final")},
		Parameters: map[string]string{"max_connections": "200"},
	})
	if err != nil {
		return err
	}
	reader, err := database.NewReplica(ctx, "shop-reader", &database.ReplicaArgs{
		Network: net.Isolated(), PrimaryARN: db.ARN, AllowDeletion: true,
	})
	if err != nil {
		return err
	}
	proxy, err := database.NewProxy(ctx, "shop", &database.ProxyArgs{
		Network: net.Private(), InstanceID: db.InstanceID, Database: db.Connection(),
		SecretARNs: []pulumi.StringInput{pulumi.String("arn:aws:secretsmanager:" + inAccount + "secret:shop/web-AbCdEf")},
	})
	if err != nil {
		return err
	}
	_, err = ecsservice.New(ctx, "worker", &ecsservice.Args{
		Network: net.Private(),
		Container: ecsservice.Container{
			Image:       pulumi.String("ghcr.io/example/shop-worker:1"),
			Environment: map[string]pulumi.StringInput{"DB_HOST": proxy.Host, "DB_READER_HOST": reader.Host},
		},
		Permissions: []ecsservice.Permission{{
			Actions:   []string{"rds-db:connect"},
			Resources: []pulumi.StringInput{proxy.UserARN("web"), reader.UserARN("reader")},
		}},
		Connections: map[string]infra.Connection{"database": proxy.Connection(), "reader": reader.Connection()},
	})
	return err
}

// abroad is the stack of another region, with a replica that takes over if the region of the database
// fails. It has no secret of its own: the users and their passwords come with the data.
func abroad(ctx *pulumi.Context) error {
	provider, err := aws.NewProvider(ctx, "eu-west-1", &aws.ProviderArgs{Region: pulumi.String("eu-west-1")})
	if err != nil {
		return err
	}
	there := pulumi.Provider(provider)
	net, err := network.New(ctx, "shop", &network.Args{
		Zones: []string{"eu-west-1a", "eu-west-1b"}, Egress: network.EgressSingleNAT,
	}, there)
	if err != nil {
		return err
	}
	_, err = database.NewReplica(ctx, "shop", &database.ReplicaArgs{
		Network: net.Isolated(), AllowDeletion: true, Standby: true,
		PrimaryARN: pulumi.String("arn:aws:rds:us-east-1:123456789012:db:shop-1a2b3c4"),
		KMSKeyARN:  pulumi.String("arn:aws:kms:eu-west-1:123456789012:key/1234"),
	}, there)
	return err
}
