package e2e

import (
	"encoding/json"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/e2e/emulator"
	"github.com/knwl-platform/infra/e2e/engine"
	"github.com/knwl-platform/infra/examples/knwl-platform/platform"
)

// releases has a directory for each released version, with each stack of the examples as it was after an `up`
// with that version. expected.txt, if it is there, lists what an upgrade from it may create, replace or
// delete.
const releases = "releases"

// recording is the release whose directory the run writes, such as v0.1.0, or "".
var recording = os.Getenv("E2E_RECORD")

func recordedFile(release, name string) string {
	return filepath.Join(releases, release, name+".json.gz")
}

// An upgrade to today's code keeps what a released version has created.
func TestUpgradesKeepWhatReleasesCreated(t *testing.T) {
	t.Parallel()
	recorded, err := filepath.Glob(filepath.Join(releases, "v*"))
	if err != nil {
		t.Fatal(err)
	}
	if len(recorded) == 0 {
		t.Skip("no release is recorded yet: docs/upgrading.md")
	}
	cloud := emulator.Start(t)
	for _, dir := range recorded {
		release := filepath.Base(dir)
		expected := readExpected(t, filepath.Join(dir, "expected.txt"))
		for _, p := range []preset{dev, prod, sealed} {
			t.Run(release+" "+p.name, func(t *testing.T) {
				t.Parallel()
				changes := p.replayed(t, engine.Recorded(t, recordedFile(release, p.name)), platform.Run)
				expectUpgrade(t, changes, expected[p.name])
			})
		}
		for example, stacks := range stacksOf {
			t.Run(release+" "+example, func(t *testing.T) {
				t.Parallel()
				recordings := map[string]engine.Recording{}
				for _, s := range stacks {
					file := recordedFile(release, s.name)
					if _, err := os.Stat(file); errors.Is(err, fs.ErrNotExist) {
						t.Skipf("%s did not have %s", release, s.name)
					}
					recordings[s.name] = engine.Recorded(t, file)
				}
				for name, changes := range replayedExample(t, cloud.URL, stacks, recordings) {
					expectUpgrade(t, changes, expected[name])
				}
			})
		}
	}
}

// expectUpgrade fails the test for every change that is not an update in place, except for the expected ones.
func expectUpgrade(t *testing.T, changes engine.Changes, expected map[string]string) {
	t.Helper()
	severe(changes).Expect(t, expected)
	for _, urn := range slices.Sorted(maps.Keys(changes)) {
		t.Logf("%s: %s", urn, changes[urn].What)
	}
}

// readExpected reads lines such as `prod: create: knwl:network:VPC$aws:ec2/route:Route::knwl--x`, by stack
// and URN. A # begins a comment, which says why an upgrade may do this.
func readExpected(t *testing.T, file string) map[string]map[string]string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	expected := map[string]map[string]string{}
	for line := range strings.Lines(string(text)) {
		line, _, _ = strings.Cut(line, "#")
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		parts := strings.SplitN(line, ": ", 3)
		if len(parts) != 3 {
			t.Fatalf("%s: %q is not <stack>: <change>: <URN>", file, line)
		}
		if expected[parts[0]] == nil {
			expected[parts[0]] = map[string]string{}
		}
		expected[parts[0]][parts[2]] = parts[1]
	}
	return expected
}

// severe returns the changes that are not updates in place.
func severe(changes engine.Changes) engine.Changes {
	found := maps.Clone(changes)
	maps.DeleteFunc(found, func(_ string, change engine.Change) bool {
		what, _, _ := strings.Cut(change.What, ":")
		return what == string(apitype.OpUpdate)
	})
	return found
}

// replayed returns what a program would change in a recorded stack of the platform. The real provider compares;
// it reaches no AWS and no emulator.
func (p preset) replayed(t *testing.T, recorded engine.Recording, program pulumi.RunFunc) engine.Changes {
	t.Helper()
	stack := engine.New(t, example, p.stack, program, emulator.Environment("http://127.0.0.1:1"))
	stack.Restore(t, recorded)
	for _, check := range []string{"CredentialsValidation", "RequestingAccountId", "MetadataApiCheck"} {
		stack.Set(t, "aws:skip"+check, "true")
	}
	changes := stack.Preview(t).Changes
	maps.DeleteFunc(changes, func(urn string, _ engine.Change) bool { // the checks that it skips
		return strings.HasPrefix(urn, "pulumi:providers:aws::")
	})
	return changes
}

// checkReplay records a stack that has just been deployed. The replay of its state must find nothing with
// the same code. In dev it must also name each fault that is put in.
func checkReplay(t *testing.T, p preset, stack *engine.Stack) {
	file := filepath.Join(t.TempDir(), "state.json.gz")
	stack.Record(t).Write(t, file)
	recorded := engine.Recorded(t, file)
	if text := recorded.Configuration + string(recorded.State.Deployment); strings.Contains(text, apiKey) {
		t.Error("the recording has the API key in plain text")
	}
	p.replayed(t, recorded, platform.Run).Expect(t, nil)
	if p.name != dev.name {
		return
	}

	// To the engine, a child that was renamed since is one more and one less.
	policy := "aws:iam/rolePolicy:RolePolicy::knwl--flow-log"
	renamed := recorded
	renamed.State.Deployment = json.RawMessage(
		strings.ReplaceAll(string(recorded.State.Deployment), policy+`"`, policy+`-old"`))
	severe(p.replayed(t, renamed, platform.Run)).Expect(t, map[string]string{
		"knwl:network:VPC$" + policy: "create", "knwl:network:VPC$" + policy + "-old": "delete",
	})

	severe(p.replayed(t, recorded, onlyAccepted)).Expect(t, map[string]string{
		"knwl:network:VPC$aws:ec2/flowLog:FlowLog::knwl--flow-log": "replace, create first: trafficType",
	})
}

// onlyAccepted is the platform with another value of a property that AWS cannot change.
func onlyAccepted(ctx *pulumi.Context) error {
	type args = pulumi.ResourceTransformationArgs
	err := ctx.RegisterStackTransformation(func(a *args) *pulumi.ResourceTransformationResult {
		if log, ok := a.Props.(*ec2.FlowLogArgs); ok {
			log.TrafficType = pulumi.String("ACCEPT")
		}
		return &pulumi.ResourceTransformationResult{Props: a.Props, Opts: a.Opts}
	})
	if err != nil {
		return err
	}
	return platform.Run(ctx)
}
