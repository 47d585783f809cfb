package ecsservice

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/check/checktest"
)

func TestResolveRefusesRegistries(t *testing.T) {
	const private = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/"
	login := func(s RegistrySecret) func(*Args) { return func(a *Args) { a.Container.RegistrySecret = &s } }
	cached := func(image string) Args {
		return valid(func(a *Args) { a.Container.Image, a.Container.PullThroughCache = pulumi.String(image), true })
	}

	checktest.Table[Args]{
		"no login": {
			Args: valid(login(RegistrySecret{})),
			Want: `Container.RegistrySecret.ARN (not set): is required`,
		},
		"a parameter": {
			Args: valid(login(RegistrySecret{ARN: parameterARN})),
			Want: `Container.RegistrySecret.ARN "` + string(parameterARN) + `": must be a Secrets Manager secret ARN`,
		},
		"a password": {
			Args: valid(login(RegistrySecret{ARN: pulumi.String("hunter2")})),
			Want: `Container.RegistrySecret.ARN (not shown): must be a Secrets Manager secret ARN`,
		},
		"half an ARN": {
			Args: valid(login(RegistrySecret{ARN: pulumi.String(secretOf + "shop-secret")})),
			Want: `Container.RegistrySecret.ARN "` + secretOf + `shop-secret": seems to end with the secret's name`,
		},
		"a login for ECR": {
			Args: valid(login(RegistrySecret{ARN: secretARN}), func(a *Args) {
				a.Container.Image = pulumi.String(private + "api:1")
			}),
			Want: `Container.RegistrySecret (not shown): is for other registries`,
		},
		"a cache of a public image": {
			Args: cached("nginx:1.27"),
			Want: `Container.PullThroughCache true: is for images of a private ECR registry`,
		},
		"a cache without prefix": {
			Args: cached(private + "nginx:1.27"),
			Want: `Container.PullThroughCache true: is for images of a private ECR registry`,
		},
	}.Run(t, func(a Args) error { _, err := resolve("api", a); return err })
}
