package platform

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/secretsmanager"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/child"
)

// apiKeys is the service's API keys in Secrets Manager.
type apiKeys struct {
	pulumi.ResourceState

	// SecretARN and VersionID name one version, so that changed keys mean a changed task definition and a new deployment.
	SecretARN pulumi.StringOutput `pulumi:"secretArn"`
	VersionID pulumi.StringOutput `pulumi:"versionId"`
}

// newAPIKeys stores the keys. If it is to be kept, AWS does so for 30 days after it was deleted; else it goes at once.
func newAPIKeys(ctx *pulumi.Context, name string, keys pulumi.StringInput, tags map[string]string, keep bool) (*apiKeys, error) {
	k := &apiKeys{}
	parent, err := child.Component(ctx, "knwl:platform:APIKeys", name, k)
	if err != nil {
		return nil, err
	}
	recoveryDays := 0
	if keep {
		recoveryDays = 30
	}
	secret, err := child.New(parent, secretsmanager.NewSecret, name, &secretsmanager.SecretArgs{
		Description:          pulumi.String("API keys of the knowledge service and the tenants that each opens"),
		RecoveryWindowInDays: pulumi.Int(recoveryDays),
		Tags:                 child.Tags(tags, name),
	}, nil)
	if err != nil {
		return nil, err
	}
	version, err := child.New(parent, secretsmanager.NewSecretVersion, name, &secretsmanager.SecretVersionArgs{
		SecretId:     secret.ID(),
		SecretString: keys.ToStringOutput(),
	}, nil)
	if err != nil {
		return nil, err
	}
	k.SecretARN, k.VersionID = child.After(secret.Arn, version), version.VersionId
	return k, ctx.RegisterResourceOutputs(k, child.Outputs(k))
}
