package cli_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/knwl-platform/infra/bluegreen/rollout"
	"github.com/knwl-platform/infra/cmd/rollout/internal/fake"
)

type closed struct{}

func (closed) Write([]byte) (int, error) { return 0, errors.New("broken pipe") }

func TestAClosedOutputDoesNotEndTheWait(t *testing.T) {
	for line, want := range map[string]int{"deploy": 0, "status": 1} {
		synctest.Test(t, func(t *testing.T) {
			client := plays(rollout.Start, nil)
			var errs bytes.Buffer
			code := app(client, fake.Target, closed{}, &errs, nil).Run([]string{line, "--outputs", "-"})
			if code != want || !strings.Contains(errs.String(), "broken pipe") {
				t.Errorf("%s: code %d, want %d:\n%s", line, code, want, errs.String())
			}
		})
	}
}

// stalled is a pipe that nobody reads.
type stalled chan struct{}

func (s stalled) Write([]byte) (int, error) { <-s; return 0, errors.New("closed") }

func TestAFullOutputDoesNotHoldTheWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		pipe, began := make(stalled), time.Now()
		defer close(pipe)
		var errs bytes.Buffer
		code := app(good(), fake.Target, pipe, &errs, nil).Run(strings.Fields("--outputs - --approve now"))
		if took := time.Since(began); code != 0 || took != 10*beat+2*time.Second {
			t.Errorf("code %d after %s", code, took)
		}
		if !strings.Contains(errs.String(), "lost") {
			t.Errorf("stderr %q", errs.String())
		}
	})
}

func TestEveryJSONLineHasASchemaAndAType(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client := plays(rollout.Start, fake.Crashed)
		client.Script = fake.Crash(time.Now(), time.Second)
		got := invoke(client, fake.Target, "--outputs - --json", nil)
		var types []string
		for line := range strings.Lines(got.stdout) {
			var head struct {
				Schema   int
				Type     string
				ExitCode int
			}
			if err := json.Unmarshal([]byte(line), &head); err != nil || head.Schema != 1 {
				t.Fatalf("%v: %s", err, line)
			}
			types = append(types, head.Type)
			if head.Type == "result" && head.ExitCode != got.code {
				t.Errorf("exit code %d, want %d", head.ExitCode, got.code)
			}
		}
		if want := "plan taskStopped targetUnhealthy rollingBack phase scaling result"; strings.Join(types, " ") != want {
			t.Errorf("types %v, want %s", types, want)
		}
	})
}

func TestTheOutputSuitsWhereItGoes(t *testing.T) {
	for _, test := range []struct{ flags, env, value, says, not string }{
		{"", "LANG", "C.UTF-8", "web:41 → web:42", "::"},
		{"", "LANG", "C", "web:41 -> web:42", "::"},
		{"", "GITHUB_ACTIONS", "true", "::error title=Rollout%3A rolled back::", "schema"},
		{"--plain", "GITHUB_ACTIONS", "true", "web:41 -> web:42", "::"},
		{"--json", "GITHUB_ACTIONS", "true", `"type":"plan"`, "::"},
	} {
		synctest.Test(t, func(t *testing.T) {
			got := invoke(plays(rollout.Start, fake.Crashed), fake.Target, "--outputs - "+test.flags, nil, test.env, test.value)
			if !strings.Contains(got.stdout, test.says) || strings.Contains(got.stdout, test.not) {
				t.Errorf("%+v:\n%s", test, got.stdout)
			}
		})
	}
}
