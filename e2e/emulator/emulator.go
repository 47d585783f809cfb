// Package emulator runs moto, an emulated AWS API, and fixes those of its gaps that affect this
// stack.
package emulator

import (
	"bufio"
	"bytes"
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

// Region is the region in which everything is created.
const Region = "eu-west-1"

//go:embed *.py gaps/*.py continuity/*.py rollouts/*.py
var scripts embed.FS

// Emulator is an AWS account of its own, empty at first.
type Emulator struct {
	URL string

	expected  []string // parts of complaints
	forgiving bool
}

// WillRefuse expects a complaint that contains part. The complaint no longer fails the test, but
// its absence does.
func (e *Emulator) WillRefuse(part string) { e.expected = append(e.expected, part) }

// Forgive drops all complaints. It is for clients that look at everything in the account.
func (e *Emulator) Forgive() { e.forgiving = true }

// Start starts an emulator that stops with the test. Each of the emulator's complaints fails the
// test, even if the provider succeeded by retrying: a call that AWS would reject because of its
// order, a request that violates AWS's API model, a call that moto lacks, a crash. E2E_PYTHON is
// the interpreter of the virtual environment that `make e2e` creates.
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
		if e.forgiving {
			return
		}
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

// Environment returns the environment variables that make an AWS client, such as the provider, call
// the endpoint of the emulator or of a proxy in front of it.
func Environment(url string) map[string]string {
	return map[string]string{
		"AWS_ENDPOINT_URL":          url,
		"AWS_ACCESS_KEY_ID":         "test",
		"AWS_SECRET_ACCESS_KEY":     "test",
		"AWS_REGION":                Region,
		"AWS_EC2_METADATA_DISABLED": "true",
	}
}

// Inventory lists what exists in the account.
func (e *Emulator) Inventory(t testing.TB) (list Inventory) {
	t.Helper()
	e.get(t, "/inventory", &list)
	return list
}

// get requests one of the paths that serve.py adds to moto.
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

// post sends a JSON document to one of those paths.
func (e *Emulator) post(t testing.TB, path string, document any) {
	t.Helper()
	body, err := json.Marshal(document)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.Post(e.URL+path, "application/json", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s", path, answer.Status)
	}
}
