package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/knwl-platform/infra/e2e/emulator"
	"github.com/knwl-platform/infra/e2e/engine"
)

// exampleStack is a stack of an example.
type exampleStack struct {
	name    string // of its recorded state
	project string // its directory in examples
	stack   string
	update  update
}

const certificateOfWeb = "knwl:domain:Certificate$"

const registry = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/"

// stacksOf has the stacks of each example, in the order in which they are created. The platform has tests of
// its own.
var stacksOf = map[string][]exampleStack{
	"web": {{"web", "web", "dev", update{
		configuration: map[string]string{"web:domain": "www.example.com"},
		changes: map[string]string{
			certificateOfWeb + "aws:acm/certificate:Certificate::web":                                 "replace, create first",
			certificateOfWeb + "aws:acm/certificateValidation:CertificateValidation::web--validation": "replace, create first",
			certificateOfWeb + "aws:route53/record:Record::web--validation-www.example.com":           "create",
			certificateOfWeb + "aws:route53/record:Record::web--validation-shop.example.com":          "delete",
			certificateOfWeb + "aws:route53/record:Record::web--alias-www.example.com":                "create",
			certificateOfWeb + "aws:route53/record:Record::web--alias-shop.example.com":               "delete",
			"knwl:ingress:Ingress$aws:lb/listener:Listener::web--https":                               "update: certificateArn",
		},
	}}},
	"api": {{"api", "api", "dev", update{
		configuration: map[string]string{"api:image": registry + "orders:1.4.3"},
		changes:       newRevisionOf("api-orders"),
	}}},
	"bluegreen": {{"bluegreen", "bluegreen", "dev", update{
		configuration: map[string]string{"bluegreen:image": registry + "shop:1.4.3"},
		changes: map[string]string{ // CodeDeploy brings it to the service
			"knwl:ecsservice:Service$aws:ecs/taskDefinition:TaskDefinition::shop-web": newRevision,
		},
	}}},
	"worker": {{"worker", "worker", "dev", update{
		configuration: map[string]string{"worker:image": registry + "mailer:1.4.3"},
		changes: with(newRevisionOf("mailer"), map[string]string{
			"knwl:ecsjob:Schedule$aws:scheduler/schedule:Schedule::mailer-report": "update: target",
		}),
	}}},
	"shared": {
		{"shared-platform", "shared/platform", "dev", update{}},
		{"shared-orders", "shared/service", "orders", update{
			configuration: map[string]string{"shared-service:image": registry + "orders:1.4.3"},
			changes:       newRevisionOf("orders"),
		}},
		{"shared-billing", "shared/service", "billing", update{}},
	},
}

// newRevisionOf is what a new image changes with rolling deployments.
func newRevisionOf(service string) map[string]string {
	return map[string]string{
		"knwl:ecsservice:Service$aws:ecs/taskDefinition:TaskDefinition::" + service: newRevision,
		"knwl:ecsservice:Service$aws:ecs/service:Service::" + service:               "update: taskDefinition",
	}
}

// compiled returns the directory of the compiled examples.
var compiled = sync.OnceValues(func() (string, error) {
	build := []string{"build", "-C", "..", "-ldflags=-s -w", "-o", programs}
	for _, stacks := range stacksOf {
		for _, s := range stacks {
			build = append(build, "./examples/"+s.project)
		}
	}
	if out, err := exec.Command("go", build...).CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w\n%s", err, out)
	}
	return programs, nil
})

// open returns the stack, which is not deployed yet.
func (s exampleStack) open(t *testing.T, environment map[string]string) *engine.Stack {
	t.Helper()
	dir, err := compiled()
	if err != nil {
		t.Fatal(err)
	}
	project := filepath.Join("../examples", s.project)
	return engine.NewCompiled(t, project, s.stack, filepath.Join(dir, filepath.Base(project)), environment)
}

// set sets values of a stack's configuration.
func set(t *testing.T, stack *engine.Stack, values map[string]string) {
	t.Helper()
	for key, value := range values {
		stack.Set(t, key, value)
	}
}

// The examples run side by side in one account: each is created, recorded, changed and deleted. The replay of
// the recorded stack shows that a second up would change nothing.
func TestExamples(t *testing.T) {
	t.Parallel()
	cloud := emulator.Start(t)
	a := accountAt(t, cloud.URL)
	vpc, subnets := a.vpc()
	given := map[string]map[string]string{ // what Pulumi.<stack>.yaml cannot know
		"web":    {"web:zoneId": a.zone("example.com")},
		"worker": {"worker:vpcId": vpc, "worker:subnetIds[0]": subnets[0], "worker:subnetIds[1]": subnets[1]},
	}
	before := cloud.Inventory(t)
	t.Run("side by side", func(t *testing.T) {
		for name, stacks := range stacksOf {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				checkExample(t, cloud.URL, stacks, given[name])
			})
		}
	})
	report.add("examples", "left", fmt.Sprint(expectNothingLeft(t, cloud, before, oldRevisions)))
}

// withBackend returns the environment of an example's stacks. They share a state backend, because some read
// the outputs of others.
func withBackend(t *testing.T, url string) map[string]string {
	environment := emulator.Environment(url)
	environment["PULUMI_BACKEND_URL"] = "file://" + t.TempDir()
	return environment
}

func checkExample(t *testing.T, url string, stacks []exampleStack, given map[string]string) {
	environment := withBackend(t, url)
	var opened []*engine.Stack
	recordings := map[string]engine.Recording{}
	for _, s := range stacks {
		stack := s.open(t, environment)
		opened = append(opened, stack)
		set(t, stack, given)
		up := stack.Up(t)
		report.add(s.name, "resources created", fmt.Sprint(up.InAWS()))
		report.took(s.name, "up", up.Took)
		recordings[s.name] = stack.Record(t)
		if recording != "" {
			recordings[s.name].Write(t, recordedFile(recording, s.name))
		}
	}
	for name, changes := range replayedExample(t, url, stacks, recordings) {
		t.Run(name+" replays", func(t *testing.T) { changes.Expect(t, nil) })
	}
	for i, s := range stacks {
		if s.update.configuration == nil {
			continue
		}
		set(t, opened[i], s.update.configuration)
		opened[i].Up(t).Expect(t, s.update.changes)
	}
	for i, stack := range slices.Backward(opened) {
		report.took(stacks[i].name, "destroy", stack.Destroy(t).Took)
	}
}

// replayedExample returns what today's program would change in the recorded stacks of an example.
// AWS is asked for the zones of the region alone.
func replayedExample(
	t *testing.T, url string, stacks []exampleStack, recordings map[string]engine.Recording,
) map[string]engine.Changes {
	t.Helper()
	environment := withBackend(t, url)
	changes := map[string]engine.Changes{}
	for _, s := range stacks {
		stack := s.open(t, environment)
		stack.Restore(t, recordings[s.name])
		changes[s.name] = stack.Preview(t).Changes
	}
	return changes
}

// A release that lacks the recorded state of a stack could never be compared with.
func TestAReleaseHasEveryStack(t *testing.T) {
	script, err := os.ReadFile("../.ci/release")
	if err != nil {
		t.Fatal(err)
	}
	names := []string{dev.name, prod.name, sealed.name}
	for _, stacks := range stacksOf {
		for _, s := range stacks {
			names = append(names, s.name)
		}
	}
	_, list, _ := strings.Cut(string(script), "for stack in ")
	list, _, _ = strings.Cut(list, ";")
	required := strings.Fields(list)
	slices.Sort(names)
	slices.Sort(required)
	if !slices.Equal(names, required) {
		t.Errorf(".ci/release requires %q, and the stacks are %q", required, names)
	}
}
