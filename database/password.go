package database

import (
	"regexp"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/rds"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/secretsmanager"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/check"
	"github.com/knwl-platform/infra/internal/child"
)

// passwordForm matches what RDS accepts.
var passwordForm = regexp.MustCompile(`^[!#-.0-?A-~]{8,128}$`)

const passwordRule = `must have 8 to 128 printable ASCII characters without / " @ and spaces; generate another one`

// checkPassword records a password that RDS would reject, and returns it as an output that fails if it
// turns out to be one. Errors do not show it, and the SDK makes both properties that get it secret.
func checkPassword(wrong *check.Mistakes, of check.Component, password pulumi.StringInput) pulumi.StringInput {
	if text, ok := password.(pulumi.String); ok && !passwordForm.MatchString(string(text)) {
		wrong.Add("Password", check.NotShown, passwordRule)
	}
	if password == nil {
		return nil
	}
	return password.ToStringOutput().ApplyT(func(text string) (string, error) {
		if !passwordForm.MatchString(text) {
			return "", of.Errorf("Password (not shown): " + passwordRule)
		}
		return text, nil
	}).(pulumi.StringOutput)
}

// createSecret stores a given password like RDS stores its own. The secret resolves when the instance
// has the password.
func (b *builder) createSecret() error {
	if b.Password == nil {
		b.secretARN = b.instance.MasterUserSecrets.ApplyT(b.managedSecret).(pulumi.StringOutput)
		return nil
	}
	name, recoveryDays := b.Role("password"), 30
	if b.SkipFinalSnapshot {
		recoveryDays = 0
	}
	args := &secretsmanager.SecretArgs{
		Description:          pulumi.String("Master user of PostgreSQL"),
		RecoveryWindowInDays: pulumi.Int(recoveryDays),
		Tags:                 child.Tags(b.Tags, name),
	}
	if b.KMSKeyARN != nil {
		args.KmsKeyId = b.KMSKeyARN.ToStringOutput()
	}
	secret, err := child.New(b.Parent, secretsmanager.NewSecret, name, args, b.Transform.Secret)
	if err != nil {
		return err
	}
	version, err := child.New(b.Parent, secretsmanager.NewSecretVersion, name, &secretsmanager.SecretVersionArgs{
		SecretId: secret.ID(),
		SecretString: pulumi.JSONMarshal(pulumi.Map{
			"username": child.After(pulumi.String(b.Username), b.instance), "password": b.Password,
		}),
	}, b.Transform.SecretVersion)
	b.secretARN = child.After(secret.Arn, version)
	return err
}

// managedSecret returns the secret in which RDS keeps the password. It is unknown in the preview of an
// update that lets RDS keep one.
func (b *builder) managedSecret(secrets []rds.InstanceMasterUserSecret) (pulumi.StringOutput, error) {
	switch known := len(secrets) > 0 && secrets[0].SecretArn != nil; {
	case !known && b.DryRun():
		return pulumi.UnsafeUnknownOutput(nil).ApplyT(func(any) string { return "" }).(pulumi.StringOutput), nil
	case !known:
		return pulumi.StringOutput{}, b.Errorf("SecretARN (not set): RDS has no secret for the instance; " +
			"set Password instead of changing ManageMasterUserPassword in Transform.Instance; " +
			"in a unit test, return masterUserSecrets from the mock")
	}
	return pulumi.String(*secrets[0].SecretArn).ToStringOutput(), nil
}
