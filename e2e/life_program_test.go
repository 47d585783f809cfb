package e2e

import (
	"cmp"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/iam"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	databases "github.com/knwl-platform/infra/database"
	"github.com/knwl-platform/infra/network"
)

// life is a program with a database that has a client, and with further databases that are restored
// from it. Its fields are what updates change.
type life struct {
	main   databases.Args
	beside map[string]func(main *databases.Postgres) databases.Args
}

func (l *life) program(ctx *pulumi.Context) error {
	net, err := network.New(ctx, "life", &network.Args{
		Zones: []string{"eu-west-1a", "eu-west-1b"}, Tiers: []network.Tier{network.Isolated},
		FlowLog: network.FlowLog{Off: true},
	})
	if err != nil {
		return err
	}
	main, err := add(ctx, "main", net, l.main)
	if err != nil {
		return err
	}
	if _, err := iam.NewPolicy(ctx, "client", &iam.PolicyArgs{Policy: pulumi.Sprintf(
		`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"rds-db:connect","Resource":"%s"}]}`,
		main.UserARN("shop"),
	)}); err != nil {
		return err
	}
	for name, args := range l.beside {
		if _, err := add(ctx, name, net, args(main)); err != nil {
			return err
		}
	}
	return nil
}

// add creates a database and exports how to reach it.
func add(ctx *pulumi.Context, name string, net *network.VPC, args databases.Args) (*databases.Postgres, error) {
	args.Network, args.DatabaseName = net.Isolated(), cmp.Or(args.DatabaseName, "shop")
	db, err := databases.New(ctx, name, &args)
	if err != nil {
		return nil, err
	}
	ctx.Export(name, pulumi.Map{
		"id": db.InstanceID, "arn": db.ARN, "host": db.Host, "secretArn": db.SecretARN, "resourceId": db.ResourceID,
	})
	return db, nil
}
