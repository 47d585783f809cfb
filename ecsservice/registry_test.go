package ecsservice_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/ecsservice"
)

// The execution role reads the login with its key, and nothing of ECR.
func TestRegistryLoginIsReadByTheExecutionRole(t *testing.T) {
	g := run(t, small(func(a *ecsservice.Args) {
		a.Container.Image = pulumi.String("ghcr.io/team/api:1.4.2")
		a.Container.RegistrySecret = &ecsservice.RegistrySecret{ARN: tokenARN, KMSKeyARN: keyARN}
		a.Sidecars = map[string]ecsservice.Container{"agent": {Image: pulumi.String("agent:1")}}
	}))
	list := definitions(g)
	if login := list[0].RepositoryCredentials; login == nil || login.CredentialsParameter != string(tokenARN) {
		t.Errorf("the main container logs in with %v", login)
	}
	if list[1].RepositoryCredentials != nil {
		t.Error("the agent's registry gets the login of another one")
	}
	wantGrants(t, g.Named("RolePolicy", "api--execution"),
		"kms:Decrypt on "+string(keyARN),
		"logs:CreateLogStream on "+logs(g), "logs:PutLogEvents on "+logs(g),
		"secretsmanager:GetSecretValue on "+string(tokenARN),
	)
}

// ECR imports an image at the first pull, into a repository that it creates.
func TestPullThroughCacheMayFillOneRepository(t *testing.T) {
	const cached = pulumi.String("123456789012.dkr.ecr.us-east-1.amazonaws.com/ecr-public/nginx/nginx:1.27")
	const repository = "arn:aws:ecr:us-east-1:123456789012:repository/ecr-public/nginx/nginx"
	for _, image := range []pulumi.StringInput{cached, cached.ToStringOutput()} {
		g := run(t, small(func(a *ecsservice.Args) {
			a.Sidecars = map[string]ecsservice.Container{"proxy": {Image: image, PullThroughCache: true}}
		}))
		fills := grants(g.Named("RolePolicy", "api--execution"))
		fills = slices.DeleteFunc(fills, func(grant string) bool {
			return !strings.HasPrefix(grant, "ecr:BatchImport") && !strings.HasPrefix(grant, "ecr:Create")
		})
		want := []string{"ecr:BatchImportUpstreamImage on " + repository, "ecr:CreateRepository on " + repository}
		if !slices.Equal(fills, want) {
			t.Errorf("the execution role may %q, want %q", fills, want)
		}
	}
}
