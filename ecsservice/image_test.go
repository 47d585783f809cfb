package ecsservice

import "testing"

func TestRepositoryOf(t *testing.T) {
	for image, want := range map[string]string{
		"123456789012.dkr.ecr.eu-west-1.amazonaws.com/api:1.2":                  "arn:aws:ecr:eu-west-1:123456789012:repository/api",
		"123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/api@sha256:00ff":     "arn:aws:ecr:eu-west-1:123456789012:repository/team/api",
		"123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/api":                 "arn:aws:ecr:eu-west-1:123456789012:repository/team/api",
		"123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com/api:1@sha256:00": "arn:aws:ecr:us-gov-west-1:123456789012:repository/api",
		"123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn/api:1":                "arn:aws:ecr:cn-north-1:123456789012:repository/api",
		"123456789012.dkr-ecr.eu-west-1.on.aws/api:1":                           "arn:aws:ecr:eu-west-1:123456789012:repository/api",
		"public.ecr.aws/nginx/nginx:1.27":                                       "",
		"nginx":                                                                 "",
		"ghcr.io/a/b:1":                                                         "",
	} {
		if got := repositoryOf(image, "aws"); got != want {
			t.Errorf("%s lies in %q, want %q", image, got, want)
		}
	}
}
