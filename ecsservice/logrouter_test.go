package ecsservice_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/ecsservice"
)

// logged is how containers of a task log.
type logged struct {
	Name                  string
	FirelensConfiguration *struct {
		Type    string
		Options map[string]string
	}
	LogConfiguration struct {
		LogDriver     string
		Options       map[string]string
		SecretOptions []struct{ Name, ValueFrom string }
	}
}

func routed(a *ecsservice.Args) {
	a.Container.LogTo = &ecsservice.LogTo{
		Options: map[string]pulumi.StringInput{"Name": pulumi.String("datadog").ToStringOutput()},
		Secrets: map[string]ecsservice.Secret{"apikey": {ARN: tokenARN, JSONField: "key", KMSKeyARN: keyARN}},
	}
	a.Sidecars = map[string]ecsservice.Container{
		"router": ecsservice.FluentBit(), "plain": {Image: pulumi.String("agent:1")},
	}
}

func TestOutputGoesToTheLogRouter(t *testing.T) {
	g := run(t, small(routed))
	var list []logged
	g.Only("TaskDefinition").JSON("containerDefinitions", &list)
	main, plain, router := list[0].LogConfiguration, list[1].LogConfiguration, list[2]
	if main.LogDriver != "awsfirelens" || fmt.Sprint(main.Options) != "map[Name:datadog]" ||
		fmt.Sprint(main.SecretOptions) != "[{apikey "+string(tokenARN)+":key::}]" {
		t.Errorf("the main container logs to %+v", main)
	}
	if plain.LogDriver != "awslogs" || router.LogConfiguration.LogDriver != "awslogs" {
		t.Errorf("a container without LogTo logs to %q, the router to %q", plain.LogDriver, router.LogConfiguration.LogDriver)
	}
	if f := router.FirelensConfiguration; f == nil || f.Type != "fluentbit" || f.Options != nil {
		t.Errorf("the router is %+v", f)
	}
	if list[0].FirelensConfiguration != nil || list[1].FirelensConfiguration != nil {
		t.Error("the task has several routers")
	}
	grants := grants(g.Named("RolePolicy", "api--execution"))
	for _, want := range []string{
		"secretsmanager:GetSecretValue on " + string(tokenARN), "kms:Decrypt on " + string(keyARN),
	} {
		if !slices.Contains(grants, want) {
			t.Errorf("the execution role may %q, want %s", grants, want)
		}
	}
}

// ECS starts the router first only for containers without DependsOn. A router need not be healthy.
func TestLogRouterStartsFirst(t *testing.T) {
	order := map[string]ecsservice.Condition{"plain": ecsservice.Started}
	list := definitions(run(t, small(routed, func(a *ecsservice.Args) { a.Container.DependsOn = order })))
	if got := fmt.Sprint(list[0].DependsOn); got != "[{plain START} {router START}]" {
		t.Errorf("the main container waits for %s", got)
	}
	if list[1].DependsOn != nil || list[2].DependsOn != nil || len(order) != 1 {
		t.Errorf("others wait too: %v, %v, or the caller's map has changed: %v", list[1].DependsOn, list[2].DependsOn, order)
	}
	list = definitions(run(t, small(routed)))
	if got := fmt.Sprint(list[0].DependsOn); got != "[{router START}]" {
		t.Errorf("the main container waits for %s", got)
	}
}

func TestLogRouterMayBeFluentdWithItsOwnFile(t *testing.T) {
	g := run(t, small(func(a *ecsservice.Args) {
		a.Container.LogTo = &ecsservice.LogTo{}
		a.Sidecars = map[string]ecsservice.Container{"router": {
			Image: pulumi.String("fluentd:1"), AllowRoot: true,
			LogRouter: &ecsservice.LogRouter{Fluentd: true, ConfigFile: "/extra.conf"},
		}}
	}))
	var list []logged
	g.Only("TaskDefinition").JSON("containerDefinitions", &list)
	router := list[1].FirelensConfiguration
	file := "map[config-file-type:file config-file-value:/extra.conf]"
	if router.Type != "fluentd" || fmt.Sprint(router.Options) != file {
		t.Errorf("the router is %+v", router)
	}
	if main := list[0].LogConfiguration; main.LogDriver != "awsfirelens" || main.Options != nil {
		t.Errorf("the main container logs to %+v", main)
	}
}

// The collector's image has no shell, and its end is no reason to end the program.
func TestCollectorMayFailAndChecksItself(t *testing.T) {
	g := run(t, small(func(a *ecsservice.Args) {
		a.Sidecars = map[string]ecsservice.Container{"collector": ecsservice.OpenTelemetry()}
		a.Permissions = []ecsservice.Permission{ecsservice.OpenTelemetryPermission()}
	}))
	c := definitions(g)[1]
	if c.Essential || c.HealthCheck == nil || !slices.Equal(c.HealthCheck.Command, []string{"CMD", "/healthcheck"}) ||
		!c.ReadonlyRootFilesystem || c.User != "65532:65532" {
		t.Errorf("the collector is %+v", c)
	}
	if got := grants(g.Named("RolePolicy", "api--task")); !slices.Contains(got, "xray:PutTraceSegments on *") {
		t.Errorf("the collector may %q", got)
	}
}
