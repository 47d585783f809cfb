package service_test

import (
	"os/exec"
	"strings"
	"testing"
)

// A missing variable ends make before anything is compiled, and a variable that is there does not. -n runs
// nothing.
func TestMakeReportsWhatIsMissingFirst(t *testing.T) {
	for _, c := range []struct{ command, missing string }{
		{"push", "REPOSITORY is not set: run make push REPOSITORY="},
		{"push REPOSITORY=registry.test/knwl", ""},
		{"smoke", "URL is not set: run make smoke URL="},
		{"smoke URL=http://localhost:8000", ""},
		{"smoke URL=http://127.0.0.1:8000", ""},
		{"smoke URL=https://api.example.com", `API_KEYS_JSON is not set: export some of the keys`},
		{`smoke URL=https://api.example.com API_KEYS_JSON={"k":["t"]}`, ""},
		{"bench-pairs", "ORIGINAL is not set: run make bench-pairs ORIGINAL="},
		{"bench-pairs ORIGINAL=/original", ""},
	} {
		run := exec.CommandContext(t.Context(), "make", append([]string{"-n", "-C", ".."}, strings.Fields(c.command)...)...)
		run.Env = []string{"PATH=/usr/bin:/bin"}
		out, err := run.CombinedOutput()
		printed := string(out)
		if c.missing == "" && (err != nil || !strings.Contains(printed, "go ")) {
			t.Errorf("make %s: %v\n%s", c.command, err, printed)
		}
		if c.missing != "" && (err == nil || !strings.Contains(printed, c.missing) || strings.Contains(printed, "go run")) {
			t.Errorf("make %s: %v, want %q\n%s", c.command, err, c.missing, printed)
		}
	}
}
