package platform

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// README says how to copy the example into a module of one's own, which cannot import the library's
// internal packages.
func TestExampleBuildsOutsideOfTheModule(t *testing.T) {
	repository, err := filepath.Abs("../../..")
	if err != nil {
		t.Fatal(err)
	}
	const library, module = "github.com/knwl-platform/infra", "example.com/platform"
	dir := t.TempDir()
	copied := func(from, to string) {
		text, err := os.ReadFile(from)
		if err != nil {
			t.Fatal(err)
		}
		text = bytes.ReplaceAll(text, []byte(library+"/examples/knwl-platform"), []byte(module))
		if err := os.WriteFile(filepath.Join(dir, to), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(dir, "platform"), 0o700); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if !strings.HasSuffix(file, "_test.go") {
			copied(file, filepath.Join("platform", file))
		}
	}
	copied("../main.go", "main.go")
	copied(filepath.Join(repository, "go.sum"), "go.sum")
	for _, command := range [][]string{
		{"mod", "init", module},
		{"mod", "edit", "-require=" + library + "@v0.0.0", "-replace=" + library + "=" + repository},
		{"build", "-mod=mod", "-o", os.DevNull, "."},
	} {
		run := exec.CommandContext(t.Context(), "go", command...)
		run.Dir = dir
		if out, err := run.CombinedOutput(); err != nil {
			t.Fatalf("go %s: %v\n%s", command[0], err, out)
		}
	}
}
