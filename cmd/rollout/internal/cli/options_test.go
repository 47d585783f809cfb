package cli_test

import (
	"strings"
	"testing"

	"github.com/knwl-platform/infra/bluegreen/rollout"
	"github.com/knwl-platform/infra/cmd/rollout/internal/fake"
)

func TestWrongCommandLines(t *testing.T) {
	for line, says := range map[string]string{
		"":                                 "exactly one of them",
		"--stack a --outputs b":            "exactly one of them",
		"undo --stack a":                   `command "undo"`,
		"plan extra --stack a":             `argument "extra"`,
		"--stack a --until never":          "done or shifted",
		"--stack a --approve maybe":        "wait or exit or now",
		"--stack a --on-interrupt explode": "leave or stop",
		"--stack a --timeout 0s":           "must be positive",
		"--stack a --poll -1s":             "must be positive",
		"--stack a --keep -1":              "must be 0",
		"--stack a --plain --json":         "exclude each other",
		"--stack a --colour":               "not defined",
		"--stack a --before=":              "must be a command",
		"run --stack a":                    "has no command",
		"plan --stack a -- ls":             "only run does",
	} {
		t.Run(line, func(t *testing.T) {
			got := invoke(&fake.Client{}, fake.Target, line, nil)
			if got.code != 2 || !strings.Contains(got.stderr, says) {
				t.Errorf("code %d, want 2 and %q:\n%s", got.code, says, got.stderr)
			}
		})
	}
}

func TestHelpListsEveryFlagAndCommand(t *testing.T) {
	got := invoke(nil, "", "help", nil)
	for _, word := range strings.Fields(`deploy plan status wait approve stop finish resume-scaling run policy --stack
		--cwd --outputs --output --before --force --supersede --approve --until --keep --timeout --poll
		--on-interrupt --plain --json`) {
		if !strings.Contains(got.stdout, "  "+word+" ") {
			t.Errorf("help does not list %s", word)
		}
	}
	if got.code != 0 {
		t.Errorf("code %d", got.code)
	}
}

func TestFlagsReachTheLibrary(t *testing.T) {
	client := plays(rollout.Start, nil)
	invoke(client, fake.Target, "--outputs - --force --supersede --until shifted --approve exit", nil)
	if want := (rollout.PlanOptions{Force: true, Supersede: true}); client.Planned != want {
		t.Errorf("planned with %+v", client.Planned)
	}
	if w := client.Waited; !w.UntilShifted || !w.LeaveAtApproval {
		t.Errorf("waited with %+v", w)
	}
	client = plays(rollout.Start, nil)
	invoke(client, fake.Target, "--outputs -", nil)
	if w := client.Waited; client.Planned != (rollout.PlanOptions{}) || w.UntilShifted || w.LeaveAtApproval {
		t.Errorf("by default: planned with %+v, waited with %+v", client.Planned, w)
	}
}

func TestAStopIsFollowedToTheEnd(t *testing.T) {
	client := &fake.Client{Runs: true}
	invoke(client, fake.Target, "stop --outputs - --until shifted --approve exit", nil)
	if w := client.Waited; w.Events == nil || w.UntilShifted || w.LeaveAtApproval {
		t.Errorf("waited with %+v", w)
	}
}
