package e2e

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/kms"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	databases "github.com/knwl-platform/infra/database"
	"github.com/knwl-platform/infra/e2e/emulator"
	"github.com/knwl-platform/infra/e2e/engine"
	"github.com/knwl-platform/infra/network"
)

// The example has no field for a customer managed key, so this program sets one. The database must
// use it for everything, and no preview may show a change.
func TestADatabaseWithAKeyOfTheUsers(t *testing.T) {
	t.Parallel()
	cloud := emulator.Start(t)
	before := cloud.Inventory(t)
	stack := engine.New(t, example, dev.stack, withCustomerKey, emulator.Environment(cloud.URL))
	stack.Up(t)

	a := accountAt(t, cloud.URL)
	key, db := stack.Outputs(t)["keyArn"], a.database()
	for use, got := range map[string]*string{
		"storage":              db.KmsKeyId,
		"the password":         db.MasterUserSecret.KmsKeyId,
		"Performance Insights": db.PerformanceInsightsKMSKeyId,
	} {
		if aws.ToString(got) != key {
			t.Errorf("the key for %s is %s, want %s", use, aws.ToString(got), key)
		}
	}
	stack.Preview(t).Expect(t, nil)
	stack.Refresh(t)
	stack.Preview(t).Expect(t, nil)
	stack.Destroy(t)
	expectNothingLeft(t, cloud, before)
}

// withCustomerKey is a program that creates a database and the key for it.
func withCustomerKey(ctx *pulumi.Context) error {
	key, err := kms.NewKey(ctx, "key", &kms.KeyArgs{EnableKeyRotation: pulumi.Bool(true)})
	if err != nil {
		return err
	}
	net, err := network.New(ctx, "keyed", &network.Args{Zones: []string{"eu-west-1a", "eu-west-1b"}})
	if err != nil {
		return err
	}
	_, err = databases.New(ctx, "keyed", &databases.Args{
		Network: net.Isolated(), DatabaseName: "keyed", KMSKeyARN: key.Arn,
		SingleZone: true, AllowDeletion: true, SkipFinalSnapshot: true,
	})
	if err != nil {
		return err
	}
	ctx.Export("keyArn", key.Arn)
	return nil
}
