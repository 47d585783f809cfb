package ecsservice

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/check/checktest"
)

func TestResolveRefusesLogRouters(t *testing.T) {
	routed := func(to LogTo, change func(router *Container)) Args {
		return valid(func(a *Args) {
			router := FluentBit()
			change(&router)
			a.Container.LogTo, a.Sidecars = &to, map[string]Container{"router": router}
		})
	}
	option := func(name string) Args {
		return routed(LogTo{Options: map[string]pulumi.StringInput{name: pulumi.String("hunter2")}}, func(*Container) {})
	}

	checktest.Table[Args]{
		"no router": {
			Args: valid(func(a *Args) { a.Container.LogTo = &LogTo{} }),
			Want: `Container.LogTo (not shown): needs a log router in the task`,
		},
		"two routers": {
			Args: valid(func(a *Args) { a.Sidecars = map[string]Container{"a": FluentBit(), "b": FluentBit()} }),
			Want: `Sidecars["b"].LogRouter (not shown): is a second log router, and ECS allows one in a task, which is ` +
				`Sidecars["a"]`,
		},
		"the main container": {
			Args: valid(func(a *Args) { a.Container.LogRouter, a.Container.AllowRoot = &LogRouter{}, true }),
			Want: `Container.LogRouter (not shown): is for a sidecar`,
		},
		"a router of itself": {
			Args: routed(LogTo{}, func(c *Container) { c.LogTo = &LogTo{} }),
			Want: `Sidecars["router"].LogTo (not shown): would send the log router's output to itself`,
		},
		"a router that is not root": {
			Args: routed(LogTo{}, func(c *Container) { c.User, c.AllowRoot = "", false }),
			Want: `Sidecars["router"].AllowRoot false: must be true for a log router`,
		},
		"a file in S3": {
			Args: routed(LogTo{}, func(c *Container) { c.LogRouter.ConfigFile = "arn:aws:s3:::bucket/extra.conf" }),
			Want: `Sidecars["router"].LogRouter.ConfigFile "arn:aws:s3:::bucket/extra.conf": must be the absolute path`,
		},
		"a healthy router": {
			Args: valid(func(a *Args) {
				router := FluentBit()
				router.Health = &Health{Command: []string{"true"}}
				a.Container.LogTo, a.Sidecars = &LogTo{}, map[string]Container{"router": router}
				a.Container.DependsOn = map[string]Condition{"router": Healthy}
			}),
			Want: `Container.DependsOn["router"] "HEALTHY": waits for a log router`,
		},
		"a router that waits for what logs to it": {
			Args: routed(LogTo{}, func(c *Container) { c.DependsOn = map[string]Condition{"api": Started} }),
			Want: `Sidecars["router"].DependsOn["api"] "START": closes a circle`,
		},
		"a key in plain text": {
			Args: option("apikey"),
			Want: `Container.LogTo.Options["apikey"] (not shown): has a name that suggests a secret`,
		},
		"a key of two words": {
			Args: option("api_key"),
			Want: `Container.LogTo.Options["api_key"] (not shown): has a name that suggests a secret`,
		},
		"a password": {
			Args: option("HTTP_Passwd"),
			Want: `Container.LogTo.Options["HTTP_Passwd"] (not shown): has a name that suggests a secret`,
		},
		"a broken name": {
			Args: option("log key"),
			Want: `Container.LogTo.Options["log key"] (not shown): must have a key without spaces`,
		},
		"a broken name of a secret": {
			Args: routed(LogTo{Secrets: map[string]Secret{"a b": {ARN: secretARN}}}, func(*Container) {}),
			Want: `Container.LogTo.Secrets["a b"] (not shown): must have a key without spaces`,
		},
		"plain and secret": {
			Args: routed(LogTo{
				Options: map[string]pulumi.StringInput{"host": pulumi.String("a")},
				Secrets: map[string]Secret{"host": {ARN: secretARN}},
			}, func(*Container) {}),
			Want: `Container.LogTo.Options["host"] (not shown): is also in Secrets`,
		},
		"a secret without ARN": {
			Args: routed(LogTo{Secrets: map[string]Secret{"host": {}}}, func(*Container) {}),
			Want: `Container.LogTo.Secrets["host"].ARN (not set): is required`,
		},
	}.Run(t, func(a Args) error { _, err := resolve("api", a); return err })
}

// The names of fields of the output are no secrets.
func TestOptionsMayNameFields(t *testing.T) {
	for _, name := range []string{"log_key", "partition_key", "dd_message_key", "Name", "net.keepalive", "TLS"} {
		_, err := resolve("api", valid(func(a *Args) {
			a.Container.LogTo = &LogTo{Options: map[string]pulumi.StringInput{name: pulumi.String("x")}}
			a.Sidecars = map[string]Container{"router": FluentBit()}
		}))
		if err != nil {
			t.Error(err)
		}
	}
}
