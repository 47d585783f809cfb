package service_test

import (
	"os/exec"
	"strings"
	"testing"
)

// A missing or wrong variable ends make before anything is compiled, and a right one does not. -n runs nothing.
func TestMakeReportsMistakesFirst(t *testing.T) {
	for _, c := range []struct{ command, mistake string }{
		{"push", "REPOSITORY is not set: run make push REPOSITORY="},
		{"push REPOSITORY=registry.test/knwl", ""},
		{"push REPOSITORY=localhost:5000/team/knwl_service", ""},
		{"push REPOSITORY=http://registry.test/knwl", `REPOSITORY is "http://registry.test/knwl", not registry/name`},
		{"push REPOSITORY=knwl", `REPOSITORY is "knwl", not registry/name`},
		{"push REPOSITORY=registry.test/knwl/", `REPOSITORY is "registry.test/knwl/", not registry/name`},
		{"push REPOSITORY=registry.test/Knwl", `REPOSITORY is "registry.test/Knwl", not registry/name`},
		{"push REPOSITORY=registry.test/knwl:v1", `REPOSITORY is "registry.test/knwl:v1", not registry/name`},
		{"push REPOSITORY=registry.test/knwl';'", `REPOSITORY is "registry.test/knwl';'", not registry/name`},
		{"smoke", "URL is not set: run make smoke URL="},
		{"smoke URL=http://localhost:8000", ""},
		{"smoke URL=http://127.0.0.1:8000", ""},
		{"smoke URL=http://localhost/knwl", ""},
		{"smoke URL=http://localhost", ""},
		{"smoke URL=http://localhost.example.com", `API_KEYS_JSON is not set: export some of the keys`},
		{"smoke URL=http://localhost:8000@example.com", `API_KEYS_JSON is not set: export some of the keys`},
		{"smoke URL=http://127.0.0.1.example.com", `API_KEYS_JSON is not set: export some of the keys`},
		{"smoke URL=http://127x0.0.1:8000", `API_KEYS_JSON is not set: export some of the keys`},
		{"smoke URL=https://api.example.com", `API_KEYS_JSON is not set: export some of the keys`},
		{`smoke URL=https://api.example.com API_KEYS_JSON={"k":["t"]}`, ""},
		{"bench-pairs", "ORIGINAL is not set: run make bench-pairs ORIGINAL="},
		{"bench-pairs ORIGINAL=/original", ""},
	} {
		run := exec.CommandContext(t.Context(), "make", append([]string{"-n", "-C", ".."}, strings.Fields(c.command)...)...)
		run.Env = []string{"PATH=/usr/bin:/bin"}
		out, err := run.CombinedOutput()
		printed := string(out)
		if c.mistake == "" && (err != nil || !strings.Contains(printed, "go ")) {
			t.Errorf("make %s: %v\n%s", c.command, err, printed)
		}
		if c.mistake != "" && (err == nil || !strings.Contains(printed, c.mistake) || strings.Contains(printed, "go run")) {
			t.Errorf("make %s: %v, want %q\n%s", c.command, err, c.mistake, printed)
		}
	}
}
