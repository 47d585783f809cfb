package platform

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// Users copy the example into a module of their own, which cannot import the library's internal
// packages.
func TestExampleBuildsOutsideOfTheModule(t *testing.T) {
	repository, err := filepath.Abs("../../..")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	sums := []string{filepath.Join(repository, "go.sum")}
	for _, file := range append(files, sums...) {
		if matched, _ := filepath.Match("*_test.go", file); matched {
			continue
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, filepath.Base(file)), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	const library = "github.com/knwl-platform/infra"
	for _, command := range [][]string{
		{"mod", "init", "example.com/platform"},
		{"mod", "edit", "-require=" + library + "@v0.0.0", "-replace=" + library + "=" + repository},
		{"build", "-mod=mod", "."},
	} {
		run := exec.CommandContext(t.Context(), "go", command...)
		run.Dir = dir
		if out, err := run.CombinedOutput(); err != nil {
			t.Fatalf("go %s: %v\n%s", command[0], err, out)
		}
	}
}
