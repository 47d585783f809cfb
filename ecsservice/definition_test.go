package ecsservice_test

import (
	"fmt"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/ecsservice"
)

func TestLabelsAndLimitsReachTheDefinition(t *testing.T) {
	list := definitions(run(t, small(func(a *ecsservice.Args) {
		a.Container.OpenFiles, a.Container.Labels = 100_000, map[string]string{"team": "search"}
		a.Sidecars = map[string]ecsservice.Container{"agent": {Image: image}}
	})))
	main := list[0]
	if fmt.Sprint(main.Ulimits) != "[{nofile 100000 100000}]" || fmt.Sprint(main.DockerLabels) != "map[team:search]" {
		t.Errorf("the limits are %v, the labels %v", main.Ulimits, main.DockerLabels)
	}
	if list[1].Ulimits != nil || list[1].DockerLabels != nil {
		t.Errorf("the agent has them too: %+v", list[1])
	}
}

// An edit sees what the fields of Container made, and its outputs are resolved.
func TestEditChangesOneContainerLast(t *testing.T) {
	g := run(t, small(withExec, func(a *ecsservice.Args) {
		a.Container.Edit = func(definition pulumi.Map) {
			definition["entryPoint"] = pulumi.StringArray{pulumi.String("/init").ToStringOutput()}
			definition["stopTimeout"] = pulumi.Int(7)
			definition["linuxParameters"].(pulumi.Map)["initProcessEnabled"] = pulumi.Bool(false)
			delete(definition, "portMappings")
		}
	}))
	list := definitions(g)
	main := list[0]
	if fmt.Sprint(main.EntryPoint) != "[/init]" || main.StopTimeout != 7 || main.PortMappings != nil {
		t.Errorf("the main container is %+v", main)
	}
	var init []process
	g.Only("TaskDefinition").JSON("containerDefinitions", &init)
	if init[1].LinuxParameters.InitProcessEnabled || list[1].EntryPoint != nil {
		t.Error("the edit came too early, or changed the agent too")
	}
}

// If the definition changed with the order of a map, every update would deploy.
func TestDefinitionIsTheSameEveryTime(t *testing.T) {
	many := func(a *ecsservice.Args) {
		a.Container.Environment, a.Container.Secrets = map[string]pulumi.StringInput{}, map[string]ecsservice.Secret{}
		a.Container.WritablePaths, a.Sidecars = map[string]string{}, map[string]ecsservice.Container{}
		for i := range 12 {
			name := fmt.Sprintf("V%d", i)
			a.Container.Environment[name] = pulumi.String(name)
			a.Container.Secrets["S"+name] = ecsservice.Secret{
				ARN: pulumi.String(fmt.Sprintf("%s-%06d", secretARN, i)), KMSKeyARN: keyARN,
			}
			a.Container.WritablePaths[name] = "/" + name
			a.Sidecars[name] = ecsservice.Container{Image: image + pulumi.String(name)}
		}
	}
	texts := func() string {
		g := run(t, small(many))
		task := g.Only("TaskDefinition")
		return task.Text("containerDefinitions") + fmt.Sprint(task.Get("volumes")) +
			g.Named("RolePolicy", "api--execution").Text("policy")
	}
	first := texts()
	for range 5 {
		if texts() != first {
			t.Fatal("the same arguments give another definition")
		}
	}
}

// ECS adds empty lists and host ports, and the provider sorts by name. A definition that differs from what
// they make of it shows the difference in the preview of each update. TestAPreviewShowsTheImagesThatChangeAlone
// in e2e sees the previews.
func TestDefinitionIsAsTheProviderReadsIt(t *testing.T) {
	var list []map[string]any
	run(t, small(func(a *ecsservice.Args) {
		a.Sidecars = map[string]ecsservice.Container{"agent": {Image: image}, "proxy": {Image: image, Port: 9000}}
	})).Only("TaskDefinition").JSON("containerDefinitions", &list)
	names := ""
	for _, container := range list {
		names += fmt.Sprint(container["name"], " ")
		for _, key := range []string{"environment", "mountPoints", "portMappings", "systemControls", "volumesFrom"} {
			if _, found := container[key].([]any); !found {
				t.Errorf("%v: %s is %v, want a list", container["name"], key, container[key])
			}
		}
	}
	if names != "agent api proxy " {
		t.Errorf("the containers are %s, want them by name", names)
	}
	if got := fmt.Sprint(list[2]["portMappings"]); got != "[map[containerPort:9000 hostPort:9000 protocol:tcp]]" {
		t.Errorf("the port mappings are %s", got)
	}
}
