package e2e

import (
	"regexp"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra"
	"github.com/knwl-platform/infra/e2e/emulator"
	"github.com/knwl-platform/infra/e2e/engine"
	"github.com/knwl-platform/infra/ecsservice"
)

// expectImages checks that the preview of a new revision shows that a number of images change, and nothing
// else. A definition that lacks what ECS adds to it would show that too, in every update.
func expectImages(t *testing.T, printed string, images int) {
	t.Helper()
	_, revision, found := strings.Cut(printed, "+-aws:ecs/taskDefinition:TaskDefinition: ")
	if !found {
		t.Fatalf("the preview shows no new revision:\n%s", printed)
	}
	revision = resource.Split(revision, 2)[0] // up to the next one
	for _, line := range changedLine.FindAllStringSubmatch(revision, -1) {
		switch change := line[1]; {
		case strings.HasPrefix(change, "~ image "):
			images--
		case strings.HasPrefix(change, "~ containerDefinitions: "), container.MatchString(change):
		default:
			t.Errorf("the preview shows %q", change)
		}
	}
	if images != 0 {
		t.Errorf("the preview shows %d images less than change:\n%s", images, revision)
	}
}

var (
	changedLine = regexp.MustCompile(`(?m)^ *([~+-] .*)$`)
	resource    = regexp.MustCompile(`(?m)^ *(~ |\+ |- |\+-|--)aws:`)
	container   = regexp.MustCompile(`^~ \[\d+\]: \{$`)
)

// The containers have everything that a definition can have. The main one is not the first by name.
func TestAPreviewShowsTheImagesThatChangeAlone(t *testing.T) {
	t.Parallel()
	cloud := emulator.Start(t)
	vpc, subnets := accountAt(t, cloud.URL).vpc()
	version := "1"
	image := func() pulumi.String { return pulumi.String(registry + "shop:" + version) }
	const secret = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:shop-AbCdEf"
	program := func(ctx *pulumi.Context) error {
		router, collector := ecsservice.FluentBit(), ecsservice.OpenTelemetry()
		router.Image, collector.Image = image(), image()
		_, err := ecsservice.New(ctx, "shop", &ecsservice.Args{
			Network: infra.Network{VPCID: pulumi.String(vpc), SubnetIDs: pulumi.ToStringArray(subnets)},
			CPU:     1024, MemoryMiB: 2048, Exec: true,
			Container: ecsservice.Container{
				Image: image(), Port: 8080, Command: []string{"/shop"}, WritableRoot: true, CPU: 256, MemoryMiB: 512,
				Environment:   map[string]pulumi.StringInput{"Z": pulumi.String("1"), "A": pulumi.String("2")},
				Secrets:       map[string]ecsservice.Secret{"Y": {ARN: pulumi.String(secret)}, "B": {ARN: pulumi.String(secret)}},
				WritablePaths: map[string]string{"tmp": "/tmp", "cache": "/cache"},
				LogTo:         &ecsservice.LogTo{Options: map[string]pulumi.StringInput{"Name": pulumi.String("stdout")}},
				Health:        &ecsservice.Health{Command: []string{"/shop", "health"}}, StopSeconds: 60,
				DependsOn: map[string]ecsservice.Condition{"collector": ecsservice.Healthy, "agent": ecsservice.Started},
				Labels:    map[string]string{"team": "shop"}, OpenFiles: 4096,
			},
			Sidecars: map[string]ecsservice.Container{
				"router": router, "collector": collector, "agent": {Image: image(), Optional: true},
			},
		})
		return err
	}
	stack := engine.New(t, example, "dev", program, emulator.Environment(cloud.URL))
	stack.Up(t)
	version = "2"
	expectImages(t, stack.Preview(t).Printed, 4)
	stack.Destroy(t)
}
