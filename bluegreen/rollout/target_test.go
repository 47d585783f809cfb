package rollout_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/knwl-platform/infra/bluegreen/rollout"
)

func TestParseTarget(t *testing.T) {
	want := newWorld().client("api:42").Target()
	output, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	good := string(output)
	if got, err := rollout.ParseTarget(good + "\n"); err != nil || got != want {
		t.Errorf("parsed %+v, %v", got, err)
	}
	for output, says := range map[string]string{
		"":            "is not the JSON of a rollout target",
		"null":        "has no region",
		"{}":          "has no region",
		"[secret]":    "is not the JSON of a rollout target",
		good + "}":    "something follows it",
		good + good:   "something follows it",
		good + " sig": "something follows it",
		strings.Replace(good, `"region"`, `"zone"`, 1):             `unknown field "zone"`,
		strings.Replace(good, `"application":"shop",`, ``, 1):      "has no application",
		strings.Replace(good, `\"TaskDefinition\"`, `\"Task\"`, 1): "does not name one service with a task definition",
		strings.Replace(good, `"main"`, `7`, 1):                    "cannot unmarshal number",
	} {
		if _, err := rollout.ParseTarget(output); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v, want %q", output, err, says)
		}
	}
}
