package ecsservice_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/ecsservice"
	"github.com/knwl-platform/infra/internal/graphtest"
)

type definition struct {
	Name, Image, User      string
	Essential              bool
	CPU, Memory            int
	StartTimeout           int
	StopTimeout            int
	ReadonlyRootFilesystem bool
	Command                []string
	PortMappings           []struct {
		ContainerPort int
		Protocol      string
	}
	Environment []struct{ Name, Value string }
	Secrets     []struct{ Name, ValueFrom string }
	MountPoints []struct{ SourceVolume, ContainerPath string }
	DependsOn   []struct{ ContainerName, Condition string }
	HealthCheck *health
	EntryPoint  []string

	RepositoryCredentials *struct{ CredentialsParameter string }

	DockerLabels map[string]string
	Ulimits      []struct {
		Name                 string
		SoftLimit, HardLimit int
	}
	LogConfiguration struct {
		LogDriver string
		Options   map[string]string
	}
}

type health struct {
	Command                                 []string
	Interval, Timeout, Retries, StartPeriod int
}

// definitions returns the containers: the main one, and then the sidecars by name.
func definitions(g *graphtest.Graph) (list []definition) {
	task := g.Only("TaskDefinition")
	task.JSON("containerDefinitions", &list)
	main := slices.IndexFunc(list, func(d definition) bool { return d.Name == task.Name })
	return slices.Concat(list[main:main+1], list[:main], list[main+1:])
}

// ECS.1, ECS.21, ECS.3.
func TestTaskRunsOnFargateAndLinux(t *testing.T) {
	task := run(t, small(func(a *ecsservice.Args) {
		a.CPU, a.Architecture = 1024, ecsservice.ARM64
	})).Only("TaskDefinition")
	for path, want := range map[string]any{
		"networkMode":                           "awsvpc",
		"requiresCompatibilities[0]":            "FARGATE",
		"runtimePlatform.operatingSystemFamily": "LINUX",
		"runtimePlatform.cpuArchitecture":       "ARM64",
		"cpu":                                   "1024",
		"memory":                                "2048",
		"pidMode":                               nil,
	} {
		if got := task.Get(path); got != want {
			t.Errorf("%s is %v, want %v", path, got, want)
		}
	}
}

// Tasks may still run the revision that a new one replaces.
func TestOldRevisionsAreKept(t *testing.T) {
	if run(t, small()).Only("TaskDefinition").Get("skipDestroy") != true {
		t.Error("a replaced revision is deregistered under the tasks that run it")
	}
}

// ECS.4, ECS.5, ECS.9, ECS.20 and Prowler's ecs_task_definitions_logging_block_mode, on every
// container.
func TestEveryContainerIsClosedAndLogs(t *testing.T) {
	g := run(t, small(full))
	list := definitions(g)
	if len(list) != 2 || list[0].Name != "api" || list[1].Name != "agent" {
		t.Fatalf("the containers are %+v", list)
	}
	for _, c := range list {
		if !c.ReadonlyRootFilesystem || c.User != "65532:65532" || !c.Essential {
			t.Errorf("%s is %+v", c.Name, c)
		}
		options := c.LogConfiguration.Options
		if c.LogConfiguration.LogDriver != "awslogs" || options["mode"] != "non-blocking" ||
			options["awslogs-region"] != "us-east-1" || options["awslogs-group"] != g.Named("LogGroup", "api").Output("name") {
			t.Errorf("%s logs to %+v", c.Name, c.LogConfiguration)
		}
	}
}

func TestContainersAreOpenedOneByOne(t *testing.T) {
	list := definitions(run(t, small(func(a *ecsservice.Args) {
		a.Container.AllowRoot = true
		a.Sidecars = map[string]ecsservice.Container{
			"agent": {Image: image, WritableRoot: true, User: "1000"},
			"root":  {Image: image, AllowRoot: true, User: "root"},
		}
	})))
	if main := list[0]; main.User != "" || !main.ReadonlyRootFilesystem {
		t.Errorf("the main container is %+v, want the user of its image and nothing else", main)
	}
	if agent := list[1]; agent.User != "1000" || agent.ReadonlyRootFilesystem {
		t.Errorf("the agent is %+v", agent)
	}
	if list[2].User != "root" {
		t.Errorf("the last one is %+v", list[2])
	}
}

func TestContainerSettingsReachTheDefinition(t *testing.T) {
	c := definitions(run(t, small(func(a *ecsservice.Args) {
		a.Container.Command = []string{"serve"}
		a.Container.CPU, a.Container.MemoryMiB, a.Container.StopSeconds = 128, 256, 90
		a.Container.Environment = map[string]pulumi.StringInput{"B": pulumi.String("2"), "A": pulumi.String("1")}
	})))[0]
	if c.Image != string(image) || !slices.Equal(c.Command, []string{"serve"}) ||
		c.CPU != 128 || c.Memory != 256 || c.StopTimeout != 90 {
		t.Errorf("the container is %+v", c)
	}
	if fmt.Sprint(c.PortMappings) != "[{8000 tcp}]" || fmt.Sprint(c.Environment) != "[{A 1} {B 2}]" {
		t.Errorf("it has ports %v and environment %v", c.PortMappings, c.Environment)
	}
}

func TestEnvironmentMayBeEmpty(t *testing.T) {
	g := run(t, small(func(a *ecsservice.Args) {
		a.Container.Environment = map[string]pulumi.StringInput{"PREFIX": pulumi.String("")}
	}))
	if got := definitions(g)[0].Environment; fmt.Sprint(got) != "[{PREFIX }]" {
		t.Errorf("the environment is %v", got)
	}
}

func TestWritablePathsAreVolumes(t *testing.T) {
	g := run(t, small(func(a *ecsservice.Args) {
		a.Container.WritablePaths = map[string]string{"tmp": "/tmp", "cache": "/var/cache"}
		a.Sidecars = map[string]ecsservice.Container{
			"agent": {Image: image, WritablePaths: map[string]string{"cache": "/in"}},
		}
	}))
	if got := fmt.Sprint(g.Only("TaskDefinition").Get("volumes")); got != "[map[name:cache] map[name:tmp]]" {
		t.Errorf("the volumes are %s, want each once", got)
	}
	list := definitions(g)
	if fmt.Sprint(list[0].MountPoints) != "[{cache /var/cache} {tmp /tmp}]" ||
		fmt.Sprint(list[1].MountPoints) != "[{cache /in}]" {
		t.Errorf("they are mounted as %v and %v", list[0].MountPoints, list[1].MountPoints)
	}
}

func TestSecretsAreNamedToTheVersion(t *testing.T) {
	got := definitions(run(t, small(func(a *ecsservice.Args) {
		a.Container.Secrets = map[string]ecsservice.Secret{
			"A_WHOLE":     {ARN: secretARN},
			"B_FIELD":     {ARN: secretARN, JSONField: "password"},
			"C_VERSION":   {ARN: secretARN, VersionID: pulumi.String("v1")},
			"D_STAGE":     {ARN: secretARN, JSONField: "password", VersionStage: "AWSPREVIOUS"},
			"E_PARAMETER": {ARN: parameterARN},
		}
	})))[0].Secrets
	for i, want := range []string{
		string(secretARN),
		string(secretARN) + ":password::",
		string(secretARN) + ":::v1",
		string(secretARN) + ":password:AWSPREVIOUS:",
		string(parameterARN),
	} {
		if got[i].ValueFrom != want {
			t.Errorf("%s comes from %s, want %s", got[i].Name, got[i].ValueFrom, want)
		}
	}
}

func TestSecretValuesStaySecret(t *testing.T) {
	g := run(t, small(func(a *ecsservice.Args) {
		a.Container.Environment = map[string]pulumi.StringInput{
			"URL": pulumi.ToSecret(pulumi.String("x")).(pulumi.StringOutput),
		}
	}))
	if !g.Only("TaskDefinition").IsSecret("containerDefinitions") {
		t.Error("a secret value is in the state in plain text")
	}
}
