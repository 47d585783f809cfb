// Package emulator runs moto, an emulated AWS API, with the gaps closed that this stack would fall into.
package emulator

import (
	"bufio"
	"embed"
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Region is where everything is created.
const Region = "eu-west-1"

//go:embed *.py gaps/*.py continuity/*.py
var scripts embed.FS

// Emulator is an AWS account of its own, empty at first.
type Emulator struct {
	URL string

	expected []string // parts of complaints
}

// WillRefuse expects a complaint, told by a part of it: the test fails without it, and not because of it.
func (e *Emulator) WillRefuse(part string) { e.expected = append(e.expected, part) }

// Start starts an emulator that stops with the test. The test fails for each of the emulator's
// complaints, even if the provider succeeded by retrying: a call that AWS would refuse for its
// order, a request that breaks AWS's model of its API, a call that moto lacks, a crash. E2E_PYTHON
// is the interpreter of the virtual environment that `make e2e` makes.
func Start(t testing.TB) *Emulator {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, scripts); err != nil {
		t.Fatal(err)
	}
	serve := exec.Command(os.Getenv("E2E_PYTHON"), filepath.Join(dir, "serve.py"))
	serve.Env = append(os.Environ(), "AWS_REGION="+Region)
	serve.Stderr = t.Output()
	stop, err := serve.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	says, err := serve.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := serve.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		stop.Close()
		if err := serve.Wait(); err != nil {
			t.Errorf("the emulator ended badly: %v", err)
		}
	})
	url, err := bufio.NewReader(says).ReadString('\n')
	if err != nil {
		t.Fatalf("the emulator did not start: %v", err)
	}
	e := &Emulator{URL: strings.TrimSpace(url)}
	t.Cleanup(func() {
		var complaints []string
		e.get(t, "/complaints", &complaints)
		for _, complaint := range complaints {
			if !slices.ContainsFunc(e.expected, func(part string) bool { return strings.Contains(complaint, part) }) {
				t.Error(complaint)
			}
		}
		for _, part := range e.expected {
			if !slices.ContainsFunc(complaints, func(complaint string) bool { return strings.Contains(complaint, part) }) {
				t.Errorf("nothing was refused for %q", part)
			}
		}
	})
	return e
}

// Environment is what points the AWS provider, or anything else that calls AWS, at an endpoint: the emulator's or that of a proxy before it.
func Environment(url string) map[string]string {
	return map[string]string{
		"AWS_ENDPOINT_URL":          url,
		"AWS_ACCESS_KEY_ID":         "test",
		"AWS_SECRET_ACCESS_KEY":     "test",
		"AWS_REGION":                Region,
		"AWS_EC2_METADATA_DISABLED": "true",
	}
}

// Inventory lists what exists.
func (e *Emulator) Inventory(t testing.TB) (list Inventory) {
	t.Helper()
	e.get(t, "/inventory", &list)
	return list
}

// get fetches one of the answers that serve.py adds to moto's.
func (e *Emulator) get(t testing.TB, path string, into any) {
	t.Helper()
	answer, err := http.Get(e.URL + path)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if err := json.NewDecoder(answer.Body).Decode(into); err != nil {
		t.Fatal(err)
	}
}
