package ecsservice

import (
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/arn"
	"github.com/knwl-platform/infra/internal/check"
)

// RegistrySecret is a login for a registry other than ECR.
type RegistrySecret struct {
	// ARN is the complete ARN of a Secrets Manager secret in the service's region: a JSON object with the
	// fields "username" and "password". Required.
	ARN pulumi.StringInput
	// KMSKeyARN is the KMS key that encrypts the secret. Default: nil, for the AWS managed key. The
	// execution role may decrypt with this key.
	KMSKeyARN pulumi.StringInput
}

func init() {
	check.Fields[RegistrySecret](map[string]check.Field{
		"ARN":       {Kind: arn.LoginSecret, Rule: "required", Fix: "give the ARN of a Secrets Manager secret"},
		"KMSKeyARN": {Kind: arn.KMSKey},
	})
}

// registrySecret returns the login as a secret that the execution role reads, or none.
func (c container) registrySecret() []secretRef {
	if c.RegistrySecret == nil {
		return nil
	}
	login := Secret{ARN: c.RegistrySecret.ARN, KMSKeyARN: c.RegistrySecret.KMSKeyARN}
	return []secretRef{{login, c.field + ".RegistrySecret"}}
}

func (c container) checkRegistry(wrong *check.Mistakes) {
	image, known := c.Image.(pulumi.String)
	if !known {
		return
	}
	switch repository := repositoryARN(string(image), "aws"); {
	case c.PullThroughCache && strings.Count(repository, "/") < 2:
		wrong.Add(c.field+".PullThroughCache", true, "is for images of a private ECR registry whose repository starts with "+
			"the prefix of a cache rule; write the image as "+
			"123456789012.dkr.ecr.eu-west-1.amazonaws.com/ecr-public/nginx/nginx:1.27, or remove PullThroughCache")
	case c.RegistrySecret != nil && repository != "":
		wrong.Add(c.field+".RegistrySecret", check.NotShown, "is for other registries, because the execution role logs in "+
			"to ECR; remove it")
	}
}
