package ecsservice

import "testing"

func TestRepositoryARNIsReadFromTheImage(t *testing.T) {
	in := func(region string) string { return "arn:aws:ecr:" + region + ":123456789012:repository/" }
	own := in("eu-west-1")
	for image, want := range map[string]string{
		"123456789012.dkr.ecr.eu-west-1.amazonaws.com/api:1.2":              own + "api",
		"123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/api@sha256:00ff": own + "team/api",
		"123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/api":             own + "team/api",
		"123456789012.dkr-ecr.eu-west-1.on.aws/api:1":                       own + "api",

		"123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com/api:1@sha256:00": in("us-gov-west-1") + "api",
		"123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn/api:1":                in("cn-north-1") + "api",

		"public.ecr.aws/nginx/nginx:1.27": "",
		"nginx":                           "",
		"ghcr.io/a/b:1":                   "",
	} {
		if got := repositoryARN(image, "aws"); got != want {
			t.Errorf("the repository of %s is %q, want %q", image, got, want)
		}
	}
}
