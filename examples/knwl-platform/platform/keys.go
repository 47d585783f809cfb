package platform

import (
	"maps"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/secretsmanager"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// apiKeys is a component with the service's API keys in Secrets Manager.
type apiKeys struct {
	pulumi.ResourceState

	// SecretARN and VersionID identify one version, so that changing the keys changes the task
	// definition and starts a deployment. They resolve when the version exists.
	SecretARN, VersionID pulumi.StringOutput
}

// newAPIKeys stores the keys. With keep, Secrets Manager keeps them for 30 days after the secret's
// deletion.
func newAPIKeys(
	ctx *pulumi.Context, name string, keys pulumi.StringInput, tags map[string]string, keep bool,
) (*apiKeys, error) {
	k := &apiKeys{}
	if err := ctx.RegisterComponentResource("knwl:platform:APIKeys", name, k); err != nil {
		return nil, err
	}
	named := maps.Clone(tags)
	if named == nil {
		named = map[string]string{}
	}
	named["Name"] = name
	recoveryDays := 0
	if keep {
		recoveryDays = 30
	}
	secret, err := secretsmanager.NewSecret(ctx, name, &secretsmanager.SecretArgs{
		Description:          pulumi.String("API keys of the knowledge service and the tenants that each opens"),
		RecoveryWindowInDays: pulumi.Int(recoveryDays),
		Tags:                 pulumi.ToStringMap(named),
	}, pulumi.Parent(k))
	if err != nil {
		return nil, err
	}
	version, err := secretsmanager.NewSecretVersion(ctx, name, &secretsmanager.SecretVersionArgs{
		SecretId:     secret.ID(),
		SecretString: keys.ToStringOutput(),
	}, pulumi.Parent(k))
	if err != nil {
		return nil, err
	}
	k.SecretARN, k.VersionID = version.Arn, version.VersionId
	return k, ctx.RegisterResourceOutputs(k, pulumi.Map{"secretArn": k.SecretARN, "versionId": k.VersionID})
}
