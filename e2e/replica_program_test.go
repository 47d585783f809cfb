package e2e

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/kms"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra"
	databases "github.com/knwl-platform/infra/database"
	"github.com/knwl-platform/infra/network"
	"github.com/knwl-platform/infra/observability"
)

const (
	homePassword = "correct-horse-battery"
	abroad       = "us-east-1"
)

// home is the stack of the primary, with a proxy, and from its first update on with a replica in the same
// region and alarms. Its fields are what updates change.
type home struct {
	replicated    bool
	class         string
	storage, most int // in GB
	lag, measured int // seconds
	share, idle   int // of the proxy
	origin        string
	promoted      bool // back, the replica of origin
	deletable     bool
}

func newHome() *home {
	return &home{class: "db.t4g.micro", storage: 20, most: 200, lag: 60, measured: 60}
}

func (h *home) program(ctx *pulumi.Context) error {
	net, err := network.New(ctx, "home", &network.Args{
		Zones: []string{"eu-west-1a", "eu-west-1b"}, FlowLog: network.FlowLog{Off: true},
	})
	if err != nil {
		return err
	}
	key, err := kms.NewKey(ctx, "home", &kms.KeyArgs{EnableKeyRotation: pulumi.Bool(true)})
	if err != nil {
		return err
	}
	main, err := databases.New(ctx, "main", &databases.Args{
		Network: net.Isolated(), DatabaseName: "shop", Port: 6432, KMSKeyARN: key.Arn,
		Password:   pulumi.ToSecret(pulumi.String(homePassword)).(pulumi.StringOutput),
		SingleZone: true, InstanceClass: h.class, StorageGB: h.storage, MonitoringSeconds: h.measured,
		ApplyImmediately: true, AllowDeletion: h.deletable,
	})
	if err != nil {
		return err
	}
	proxy, err := databases.NewProxy(ctx, "pool", &databases.ProxyArgs{
		Network: net.Private(), InstanceID: main.InstanceID, Database: main.Connection(),
		SecretARNs: []pulumi.StringInput{main.SecretARN}, KMSKeyARN: key.Arn,
		ConnectionPercent: h.share, IdleClientMinutes: h.idle,
	})
	if err != nil {
		return err
	}
	ctx.Export("mainArn", main.ARN)
	ctx.Export("mainUserArn", main.UserARN("app"))
	ctx.Export("secretArn", main.SecretARN)
	ctx.Export("keyArn", key.Arn)
	ctx.Export("proxyHost", proxy.Host)
	ctx.Export("proxyUserArn", proxy.UserARN("app"))
	if h.replicated {
		if err := h.reader(ctx, net.Isolated(), main.ARN); err != nil {
			return err
		}
	}
	return h.back(ctx, net.Isolated(), key.Arn)
}

func (h *home) reader(ctx *pulumi.Context, net infra.Network, primary pulumi.StringInput) error {
	reader, err := databases.NewReplica(ctx, "reader", &databases.ReplicaArgs{
		Network: net, PrimaryARN: primary,
		InstanceClass: h.class, MaxStorageGB: new(h.most), MonitoringSeconds: h.measured,
		ApplyImmediately: true, AllowDeletion: h.deletable,
	})
	if err != nil {
		return err
	}
	ctx.Export("readerUserArn", reader.UserARN("reader"))
	return watchLag(ctx, reader, h.lag)
}

// back is a replica of the instance that was promoted abroad.
func (h *home) back(ctx *pulumi.Context, net infra.Network, key pulumi.StringInput) error {
	if h.origin == "" {
		return nil
	}
	_, err := databases.NewReplica(ctx, "back", &databases.ReplicaArgs{
		Network: net, PrimaryARN: pulumi.String(h.origin), KMSKeyARN: key, Promoted: h.promoted,
		ApplyImmediately: true, AllowDeletion: true, SkipFinalSnapshot: true,
	})
	return err
}

func watchLag(ctx *pulumi.Context, replica *databases.Replica, seconds int, opts ...pulumi.ResourceOption) error {
	_, err := observability.New(ctx, "lag", &observability.Args{
		Databases: map[string]observability.Database{"reader": {ARN: replica.ARN, ReplicaLagSeconds: seconds}},
	}, opts...)
	return err
}

// away is the stack of the other region, with a replica that takes over.
type away struct {
	primary   string // ARN
	class     string
	promoted  bool
	version   string
	deletable bool
}

func (a *away) program(ctx *pulumi.Context) error {
	provider, err := aws.NewProvider(ctx, abroad, &aws.ProviderArgs{Region: pulumi.String(abroad)})
	if err != nil {
		return err
	}
	there := pulumi.Provider(provider)
	net, err := network.New(ctx, "away", &network.Args{
		Zones: []string{"us-east-1a", "us-east-1b"}, Tiers: []network.Tier{network.Isolated},
		FlowLog: network.FlowLog{Off: true},
	}, there)
	if err != nil {
		return err
	}
	key, err := kms.NewKey(ctx, "away", &kms.KeyArgs{EnableKeyRotation: pulumi.Bool(true)}, there)
	if err != nil {
		return err
	}
	replica, err := databases.NewReplica(ctx, "heir", &databases.ReplicaArgs{
		Network: net.Isolated(), PrimaryARN: pulumi.String(a.primary), KMSKeyARN: key.Arn,
		InstanceClass: a.class, Standby: true, MonitoringSeconds: 60, Promoted: a.promoted,
		EngineVersion: a.version, AllowMajorUpgrade: a.version != "",
		ApplyImmediately: true, AllowDeletion: a.deletable,
	}, there)
	if err != nil {
		return err
	}
	ctx.Export("arn", replica.ARN)
	ctx.Export("keyArn", key.Arn)
	ctx.Export("userArn", replica.UserARN("app"))
	return watchLag(ctx, replica, 300, there)
}
