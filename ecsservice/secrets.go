package ecsservice

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/check"
	"github.com/knwl-platform/infra/internal/iampolicy"
)

// Secret is a Secrets Manager secret, a part or version of one, or a parameter of the SSM Parameter
// Store. A parameter has only ARN and KMSKeyARN.
type Secret struct {
	// ARN is the complete ARN of the secret or parameter. Required. A secret's ARN ends with six
	// random characters. Do not append the values of the fields below.
	ARN pulumi.StringInput
	// JSONField selects one field of a secret that is a JSON object. Default: the whole secret.
	JSONField string
	// VersionID is the version to read. Default: the version that VersionStage selects. Changing
	// VersionID creates a new revision of the task definition, so a deployment brings the new value
	// to the tasks. Tasks do not start before the version exists; without VersionID, they may start
	// before the secret has a value.
	VersionID pulumi.StringInput
	// VersionStage is the label of the version to read. Default: AWSCURRENT. Not allowed with
	// VersionID.
	VersionStage string
	// KMSKeyARN is the KMS key that encrypts the secret. Default: nil, for the AWS managed key. The
	// role that reads the secret may decrypt with this key.
	KMSKeyARN pulumi.StringInput
}

// secretRef is a secret and its Go path in Args.
type secretRef struct {
	Secret
	field string
}

// part returns the first field that selects a part or version of the secret, and its value for an
// error, or "" without one.
func (s Secret) part() (field string, value any) {
	switch {
	case s.JSONField != "":
		return "JSONField", s.JSONField
	case s.VersionStage != "":
		return "VersionStage", s.VersionStage
	case s.VersionID != nil:
		return "VersionID", check.NotShown
	default:
		return "", nil
	}
}

func (s Secret) selectsPart() bool {
	field, _ := s.part()
	return field != ""
}

// valueFrom returns the secret as a container definition names it: its ARN, or its ARN and three
// more parts, each of which may be empty.
func (s secretRef) valueFrom(of check.Component) pulumi.StringOutput {
	secretARN := s.ARN.ToStringOutput()
	if !s.selectsPart() {
		return secretARN
	}
	version := pulumi.String("").ToStringOutput()
	if s.VersionID != nil {
		version = s.VersionID.ToStringOutput()
	}
	return pulumi.All(secretARN, version).ApplyT(func(known []any) (string, error) {
		if isParameter(known[0].(string)) {
			return "", of.Errorf("%s.ARN %q: %s", s.field, known[0], parameterHasNoParts)
		}
		return fmt.Sprintf("%s:%s:%s:%s", known[0], s.JSONField, s.VersionStage, known[1]), nil
	}).(pulumi.StringOutput)
}

const parameterHasNoParts = "is an SSM parameter, which does not support JSONField, VersionID and VersionStage; " +
	"remove them or give a Secrets Manager secret"

func isParameter(arn string) bool { return strings.Contains(arn, ":ssm:") }

// readStatements allow reading exactly these secrets and parameters, and decrypting with exactly
// their keys.
func readStatements(secrets []secretRef) []iampolicy.Statement {
	var arns, keys pulumi.StringArray
	for _, s := range secrets {
		arns = append(arns, s.ARN)
		if s.KMSKeyARN != nil {
			keys = append(keys, s.KMSKeyARN)
		}
	}
	isSecret := func(arn string) bool { return !isParameter(arn) }
	all := func(string) bool { return true }
	return []iampolicy.Statement{
		{Actions: []string{"secretsmanager:GetSecretValue"}, ResourceList: sortedSet(arns, isSecret)},
		{Actions: []string{"ssm:GetParameters"}, ResourceList: sortedSet(arns, isParameter)},
		{Actions: []string{"kms:Decrypt"}, ResourceList: sortedSet(keys, all)},
	}
}

// sortedSet returns the wanted values, sorted and without duplicates.
func sortedSet(values pulumi.StringArrayInput, wanted func(string) bool) pulumi.StringArrayOutput {
	return values.ToStringArrayOutput().ApplyT(func(all []string) []string {
		all = slices.DeleteFunc(slices.Clone(all), func(s string) bool { return !wanted(s) })
		slices.Sort(all)
		return slices.Compact(all)
	}).(pulumi.StringArrayOutput)
}
