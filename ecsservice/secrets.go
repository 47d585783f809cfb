package ecsservice

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/iampolicy"
)

// Secret is a secret of Secrets Manager, or a part or version of one, or a parameter of the SSM parameter store.
type Secret struct {
	// ARN is the secret's or the parameter's whole ARN, which for a secret ends in six random
	// characters, without what stands in the fields below.
	ARN pulumi.StringInput `wire:"secret" validate:"required" fix:"give the ARN of a Secrets Manager secret or an SSM parameter"`
	// JSONField picks one field of a secret that is a JSON object. Default: the secret as it is.
	JSONField string
	// VersionID is the version to read. A new version then is a new task definition, so that it comes to run, and tasks wait until the version exists;
	// without it they may start before the secret has a value. Default: the version that VersionStage names.
	VersionID pulumi.StringInput
	// VersionStage is the label of the version to read. Default AWSCURRENT.
	VersionStage string
	// KMSKeyARN is the key that it is encrypted with if that is not AWS's own: the role then may decrypt with it.
	KMSKeyARN pulumi.StringInput `wire:"key"`
}

// given is a secret and where in Args it stands.
type given struct {
	Secret
	field string
}

// isPart reports whether the secret names more than its ARN, which only secrets of Secrets Manager can.
func (s Secret) isPart() bool {
	return s.JSONField != "" || s.VersionID != nil || s.VersionStage != ""
}

// valueFrom is how a container definition names the secret: its ARN, alone or with three more parts of which each may be empty.
func (s given) valueFrom(component string) pulumi.StringOutput {
	secretARN := s.ARN.ToStringOutput()
	if !s.isPart() {
		return secretARN
	}
	version := pulumi.String("").ToStringOutput()
	if s.VersionID != nil {
		version = s.VersionID.ToStringOutput()
	}
	return pulumi.All(secretARN, version).ApplyT(func(known []any) (string, error) {
		if isParameter(known[0].(string)) {
			return "", fmt.Errorf("ecsservice %q: %s.ARN %q: %s", component, s.field, known[0], noParts)
		}
		return fmt.Sprintf("%s:%s:%s:%s", known[0], s.JSONField, s.VersionStage, known[1]), nil
	}).(pulumi.StringOutput)
}

const noParts = "is an SSM parameter, which has no JSON fields and versions to pick; leave those out or give a secret of Secrets Manager"

func isParameter(s string) bool { return strings.Contains(s, ":ssm:") }

// readStatements allow to read exactly these secrets and parameters, and to decrypt with exactly the keys they name.
func readStatements(secrets []given) []iampolicy.Statement {
	var arns, keys pulumi.StringArray
	for _, s := range secrets {
		arns = append(arns, s.ARN)
		if s.KMSKeyARN != nil {
			keys = append(keys, s.KMSKeyARN)
		}
	}
	return []iampolicy.Statement{
		{Actions: []string{"secretsmanager:GetSecretValue"}, ResourceList: distinct(arns, func(s string) bool { return !isParameter(s) })},
		{Actions: []string{"ssm:GetParameters"}, ResourceList: distinct(arns, isParameter)},
		{Actions: []string{"kms:Decrypt"}, ResourceList: distinct(keys, func(string) bool { return true })},
	}
}

// distinct sorts the values that are wanted and leaves out repetitions.
func distinct(values pulumi.StringArrayInput, wanted func(string) bool) pulumi.StringArrayOutput {
	return values.ToStringArrayOutput().ApplyT(func(all []string) []string {
		all = slices.DeleteFunc(slices.Clone(all), func(s string) bool { return !wanted(s) })
		slices.Sort(all)
		return slices.Compact(all)
	}).(pulumi.StringArrayOutput)
}
