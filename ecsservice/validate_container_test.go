package ecsservice

import (
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/check/checktest"
)

func TestResolveRefusesContainers(t *testing.T) {
	environment := func(name string) Args {
		return valid(func(a *Args) {
			a.Container.Environment = map[string]pulumi.StringInput{name: pulumi.String("hunter2")}
		})
	}
	secret := func(s Secret) Args {
		return valid(func(a *Args) { a.Container.Secrets = map[string]Secret{"KEY": s} })
	}
	sidecar := func(name string, c Container) Args {
		return valid(func(a *Args) {
			c.Image = pulumi.String("agent:1")
			a.Sidecars = map[string]Container{name: c}
		})
	}

	checktest.Table[Args]{
		"no image": {
			Args: valid(func(a *Args) { a.Container.Image = nil }),
			Want: `Container.Image (not set): is required`,
		},
		"a URL": {
			Args: valid(func(a *Args) { a.Container.Image = pulumi.String("https://nginx") }),
			Want: `Container.Image "https://nginx": must be an image name`,
		},
		"a bad port": {
			Args: valid(func(a *Args) { a.Container.Port = 70000 }),
			Want: `Container.Port 70000: must be at most 65535`,
		},
		"slow stop": {
			Args: valid(func(a *Args) { a.Container.StopSeconds = 121 }),
			Want: `Container.StopSeconds 121: must be at most 120`,
		},
		"too many files": {
			Args: valid(func(a *Args) { a.Container.OpenFiles = 1<<20 + 1 }),
			Want: `Container.OpenFiles 1048577: must be at most 1048576`,
		},
		"a label without name": {
			Args: valid(func(a *Args) { a.Container.Labels = map[string]string{"": "x"} }),
			Want: `Container.Labels[""] "x": must have a key`,
		},
		"root": {
			Args: valid(func(a *Args) { a.Container.User = "root" }),
			Want: `Container.User "root": is root; choose another user or set AllowRoot`,
		},
		"user 0": {
			Args: valid(func(a *Args) { a.Container.User = "0:1000" }),
			Want: `Container.User "0:1000": is root`,
		},
		"a bad user": {
			Args: valid(func(a *Args) { a.Container.User = "a b" }),
			Want: `Container.User "a b": must be a user`,
		},
		"a bad path": {
			Args: valid(func(a *Args) { a.Container.WritablePaths = map[string]string{"tmp": "tmp"} }),
			Want: `Container.WritablePaths["tmp"] "tmp": must be an absolute path`,
		},
		"path twice": {
			Args: valid(func(a *Args) { a.Container.WritablePaths = map[string]string{"a": "/tmp", "b": "/tmp"} }),
			Want: `Container.WritablePaths["b"] "/tmp": is also the path of volume a`,
		},
		"volume name": {
			Args: valid(func(a *Args) { a.Container.WritablePaths = map[string]string{"/tmp": "/tmp"} }),
			Want: `Container.WritablePaths["/tmp"] "/tmp": must have a key that starts with a letter`,
		},
		"an AWS key": {
			Args: environment("AWS_ACCESS_KEY_ID"),
			Want: `Container.Environment["AWS_ACCESS_KEY_ID"] (not shown): has a name that suggests a secret`,
		},
		"an AWS secret key": {
			Args: environment("AWS_SECRET_ACCESS_KEY"),
			Want: `Container.Environment["AWS_SECRET_ACCESS_KEY"] (not shown): has a name that suggests a secret`,
		},
		"registry login": {
			Args: environment("ECS_ENGINE_AUTH_DATA"),
			Want: `Container.Environment["ECS_ENGINE_AUTH_DATA"] (not shown): has a name that suggests a secret`,
		},
		"half an ARN": {
			Args: secret(Secret{ARN: pulumi.String(secretOf + "shop-secret")}),
			Want: `Container.Secrets["KEY"].ARN "` + secretOf + `shop-secret": seems to end with the secret's name`,
		},
		"half an ARN, title": {
			Args: secret(Secret{ARN: pulumi.String(secretOf + "Shop-Config")}),
			Want: `Container.Secrets["KEY"].ARN "` + secretOf + `Shop-Config": seems to end with the secret's name`,
		},
		"a password": {
			Args: environment("DB_PASSWORD"),
			Want: `Container.Environment["DB_PASSWORD"] (not shown): has a name that suggests a secret`,
		},
		"a token": {
			Args: environment("githubToken"),
			Want: `Container.Environment["githubToken"] (not shown): has a name that suggests a secret`,
		},
		"keys as JSON": {
			Args: environment("API_KEYS_JSON"),
			Want: `Container.Environment["API_KEYS_JSON"] (not shown): has a name that suggests a secret`,
		},
		"a broken name": {
			Args: environment("LOG LEVEL"),
			Want: `Container.Environment["LOG LEVEL"] (not shown): must have a key without spaces`,
		},
		"a variable of none": {
			Args: valid(func(a *Args) { a.Container.Environment = map[string]pulumi.StringInput{"HOST": nil} }),
			Want: `Container.Environment["HOST"] (not set): is required`,
		},
		"plain and secret": {
			Args: valid(func(a *Args) {
				a.Container.Environment = map[string]pulumi.StringInput{"URL": pulumi.String("x")}
				a.Container.Secrets = map[string]Secret{"URL": {ARN: secretARN}}
			}),
			Want: `Container.Environment["URL"] (not shown): is also in Secrets`,
		},
		"a broken name of a secret": {
			Args: valid(func(a *Args) { a.Container.Secrets = map[string]Secret{"API KEY": {ARN: secretARN}} }),
			Want: `Container.Secrets["API KEY"] (not shown): must have a key without spaces`,
		},
		"a secret without ARN": {
			Args: secret(Secret{JSONField: "a"}),
			Want: `Container.Secrets["KEY"].ARN (not set): is required`,
		},
		"a target group as secret": {
			Args: secret(Secret{ARN: targetARN}),
			Want: `Container.Secrets["KEY"].ARN "` + string(targetARN) +
				`": must be a Secrets Manager secret or SSM parameter ARN`,
		},
		"a composed secret": {
			Args: secret(Secret{ARN: secretARN + ":field::"}),
			Want: `must be a Secrets Manager secret or SSM parameter ARN`,
		},
		"a parameter's field": {
			Args: secret(Secret{ARN: parameterARN, JSONField: "a"}),
			Want: `Container.Secrets["KEY"].ARN "` + string(parameterARN) + `": is an SSM parameter`,
		},
		"version and stage": {
			Args: secret(Secret{ARN: secretARN, VersionID: pulumi.String("1"), VersionStage: "AWSPREVIOUS"}),
			Want: `Container.Secrets["KEY"].VersionStage "AWSPREVIOUS": selects a version`,
		},
		"a field with a colon": {
			Args: secret(Secret{ARN: secretARN, JSONField: "a:b"}),
			Want: `Container.Secrets["KEY"].JSONField "a:b": must not contain a colon`,
		},
		"an alias as key": {
			Args: secret(Secret{ARN: secretARN, KMSKeyARN: pulumi.String("alias/keys")}),
			Want: `Container.Secrets["KEY"].KMSKeyARN "alias/keys": must be a KMS key ARN`,
		},
		"a sidecar without image": {
			Args: valid(func(a *Args) { a.Sidecars = map[string]Container{"log": {}} }),
			Want: `Sidecars["log"].Image (not set): is required`,
		},
		"a sidecar like the main": {
			Args: sidecar("api", Container{}),
			Want: `Sidecars["api"] "api": has the name of the main container`,
		},
		"a sidecar's name": {
			Args: sidecar("log router", Container{}),
			Want: `Sidecars["log router"] "log router": must have a key that starts with a letter`,
		},
		"a sidecar's port": {
			Args: sidecar("log", Container{Port: 8000}),
			Want: `Sidecars["log"].Port 8000: is also the port of Container`,
		},
		"too much CPU": {
			Args: sidecar("log", Container{CPU: 512}),
			Want: `CPU 256: is less than the 512 CPU units that the containers reserve together`,
		},
		"too much memory": {
			Args: sidecar("log", Container{MemoryMiB: 1024}),
			Want: `MemoryMiB 512: is less than the 1024 MiB that the containers may use together`,
		},
		"too little memory": {
			Args: sidecar("log", Container{MemoryMiB: 4}),
			Want: `Sidecars["log"].MemoryMiB 4: must be at least 6`,
		},
	}.Run(t, func(a Args) error { _, err := resolve("api", a); return err })
}

func TestErrorsNeverShowASecret(t *testing.T) {
	_, err := resolve("api", valid(func(a *Args) {
		a.Container.Environment = map[string]pulumi.StringInput{
			"DB_PASSWORD": pulumi.String("hunter2"), "A B": pulumi.String("hunter2"),
		}
	}))
	checktest.Contains(t, err, "DB_PASSWORD")
	if strings.Contains(err.Error(), "hunter2") {
		t.Errorf("the error shows a value: %v", err)
	}
}

// One complete ARN in a hundred ends like a word.
func TestSecretThatIsAnOutputMayEndLikeAName(t *testing.T) {
	complete := pulumi.String(secretOf + "shop-secret").ToStringOutput()
	if _, err := resolve("api", valid(func(a *Args) { a.ReadSecrets = []Secret{{ARN: complete}} })); err != nil {
		t.Error(err)
	}
}
