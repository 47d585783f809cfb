package main

import (
	"context"
	"encoding/json"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/auto/events"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optpreview"
	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"

	"github.com/knwl-platform/infra/examples/knwl-platform/platform"
)

// edit replaces a text in the configuration of a stack of the platform.
func edit(t *testing.T, repository, stackName, before, after string) {
	t.Helper()
	file := filepath.Join(repository, "examples", "knwl-platform", "Pulumi."+stackName+".yaml")
	text := read(t, file)
	if !strings.Contains(text, before) {
		t.Fatalf("%s lacks %q", file, before)
	}
	if err := os.WriteFile(file, []byte(strings.Replace(text, before, after, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
}

// open opens a stack of the platform, whose program runs in this process.
func open(t *testing.T, repository, name string) *stack {
	t.Helper()
	s, err := openStack(t.Context(), repository, member{"knwl-platform", name}, "")
	if err != nil {
		t.Fatal(err)
	}
	s.Workspace().SetProgram(platform.Run)
	return s
}

// printed runs a command that must succeed and returns what it printed.
func printed(t *testing.T, command func(context.Context, io.Writer) error) string {
	t.Helper()
	var out strings.Builder
	if err := command(t.Context(), &out); err != nil {
		t.Fatalf("%v\n%s", err, out.String())
	}
	return out.String()
}

// planned returns the operations of a preview by type and name, without unchanged resources.
func planned(t *testing.T, s *stack) map[string]string {
	t.Helper()
	steps := make(chan events.EngineEvent)
	plan := map[string]string{}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for event := range steps {
			if event.ResourcePreEvent == nil || event.ResourcePreEvent.Metadata.Op == apitype.OpSame {
				continue
			}
			step := event.ResourcePreEvent.Metadata
			parts := strings.Split(step.URN, "::")
			plan[step.Type[strings.LastIndex(step.Type, ":")+1:]+" "+parts[len(parts)-1]] += string(step.Op) + " "
		}
	}()
	if _, err := s.Preview(t.Context(), optpreview.EventStreams(steps)); err != nil {
		t.Fatal(err)
	}
	<-done
	return plan
}

func TestStackIsCreatedUpdatedAndDeleted(t *testing.T) {
	for _, name := range []string{"dev", "prod"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := repository(t)
			s := open(t, dir, name)

			out := printed(t, s.up)
			for _, want := range []string{
				"apiUrl ", "albDnsName ", "clusterName ", "serviceName ", "databaseAddress ", "Nothing was created in AWS",
			} {
				if !strings.Contains(out, want) {
					t.Errorf("up does not print %q", want)
				}
			}
			if strings.Contains(out, "key_demo") {
				t.Error("up prints an API key")
			}

			if plan := planned(t, s); len(plan) > 0 {
				t.Errorf("right after up a preview shows %v", plan)
			}

			edit(t, dir, name, "knwl-service:1.0.0", "knwl-service:1.0.1")
			s = open(t, dir, name)
			plan := slices.Sorted(maps.Keys(planned(t, s)))
			want := map[string][]string{
				"dev":  {"Service knwl-api", "TaskDefinition knwl-api"},
				"prod": {"TaskDefinition knwl-api"}, // CodeDeploy brings it to the service
			}[name]
			if !slices.Equal(plan, want) {
				t.Errorf("a new image changes %q, want %q", plan, want)
			}
			printed(t, s.up)

			edit(t, dir, name, "service:\n", "service:\n      scaling: {max: 9}\n")
			s = open(t, dir, name)
			if plan := slices.Sorted(maps.Keys(planned(t, s))); !slices.Equal(plan, []string{"Target knwl-api"}) {
				t.Errorf("a larger range of scaling changes %q, want the scalable target alone", plan)
			}

			printed(t, s.down)
			if left := resources(t, s); len(left) > 0 {
				t.Errorf("after down the stack holds %q", left)
			}
		})
	}
}

func TestEveryMistakeInTheConfigurationIsReportedBeforeAnythingIsCreated(t *testing.T) {
	t.Parallel()
	dir := repository(t)
	edit(t, dir, "dev", "preset: dev", "preset: dev\n    networks: {}\n    database: {storageGB: 5}")
	edit(t, dir, "dev", "service:\n", "service:\n      cpu: 300\n      port: eighty\n")
	s := open(t, dir, "dev")
	var out strings.Builder
	if err := s.up(t.Context(), &out); err == nil {
		t.Fatal("up succeeded")
	}
	for _, want := range []string{"4 mistakes", "networks", "database.storageGB 5", "service.cpu 300", "service.port"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("up does not report %q:\n%s", want, out.String())
		}
	}
	if left := resources(t, s); len(left) > 0 {
		t.Errorf("it had created %q", left)
	}
}

// A flag after the command would be ignored, and the wrong stack deployed.
func TestUnknownCommandIsRefused(t *testing.T) {
	for _, args := range [][]string{nil, {"deploy"}, {"up", "-stack", "prod"}} {
		err := run(t.Context(), "knwl-platform", "dev", args)
		if err == nil || !strings.Contains(err.Error(), "flags go before it") {
			t.Errorf("command %q: %v", args, err)
		}
	}
}

// resources lists the AWS resources of the stack.
func resources(t *testing.T, s *stack) []string {
	t.Helper()
	state, err := s.Export(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var deployment apitype.DeploymentV3
	if err := json.Unmarshal(state.Deployment, &deployment); err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, r := range deployment.Resources {
		if strings.HasPrefix(string(r.Type), "aws:") {
			found = append(found, string(r.URN))
		}
	}
	return found
}
