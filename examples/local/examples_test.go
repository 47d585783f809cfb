package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/auto/optpreview"
)

// needsCLI skips a test that runs the engine if the Pulumi CLI is missing.
func needsCLI(t testing.TB) {
	t.Helper()
	if _, err := os.Stat("../../.tools/bin/pulumi"); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatalf("CI must test the engine, but the Pulumi CLI is missing: %v", err)
		}
		t.Skipf("SKIPPED: the engine is not tested, because the Pulumi CLI is missing: %v; `make test` builds it", err)
	}
}

// repository returns a directory with what a run reads, and a state of its own. A test can change the
// examples' configuration in it.
func repository(t testing.TB) string {
	t.Helper()
	needsCLI(t)
	dir := t.TempDir()
	tools, err := filepath.Abs(filepath.Join("../..", toolsDir))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(tools, filepath.Join(dir, toolsDir)); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(filepath.Join(dir, "examples"), os.DirFS("..")); err != nil {
		t.Fatal(err)
	}
	return dir
}

// compiled builds an example in the repository, and returns the program.
func compiled(t *testing.T, m member) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "program")
	build := exec.CommandContext(t.Context(), "go", "build", "-ldflags=-s -w", "-o", program, "../"+m.example)
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return program
}

func read(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// Each example is created, unchanged by a second preview, priced as its README says, and deleted.
func TestExamplesAreCreatedAndDeleted(t *testing.T) {
	for _, example := range []string{"web", "api", "bluegreen", "worker", "shared"} {
		t.Run(example, func(t *testing.T) {
			dir, readme := repository(t), read(t, "../"+example+"/README.md")
			list, err := members(example, "dev", false)
			if err != nil {
				t.Fatal(err)
			}
			stacks := make([]*stack, len(list))
			for i, m := range list {
				s, err := openStack(t.Context(), dir, m, compiled(t, m))
				if err != nil {
					t.Fatal(err)
				}
				stacks[i] = s
				out := printed(t, s.up)
				if example == "web" {
					sameCount(t, out)
				}
				if _, err := s.Preview(t.Context(), optpreview.ExpectNoChanges()); err != nil {
					t.Errorf("right after up a preview changes something: %v", err)
				}
				if prices, _, _ := strings.Cut(printed(t, s.cost), "\n\n"); !strings.Contains(readme, prices) {
					t.Errorf("README does not show what %s costs:\n%s", m.stack, prices)
				}
			}
			for _, s := range slices.Backward(stacks) {
				printed(t, s.down)
			}
		})
	}
}

// sameCount checks that the output in the repository's README has the number of resources of a run.
func sameCount(t *testing.T, out string) {
	t.Helper()
	count := regexp.MustCompile(`\+ \d+ created`).FindString(out)
	if count == "" || !strings.Contains(read(t, "../../README.md"), "    "+count+"\n") {
		t.Errorf("README does not show the %q of make up EXAMPLE=web", count)
	}
}

func TestREADMEShowsTheExampleWeb(t *testing.T) {
	_, program, _ := strings.Cut(read(t, "../web/main.go"), "\npackage main")
	if !strings.Contains(read(t, "../../README.md"), "```go\npackage main"+program+"```\n") {
		t.Error("the program in README is not examples/web/main.go")
	}
}

// A main.go of more than a hundred lines is not an example that somebody reads.
func TestExamplesAreShort(t *testing.T) {
	files, _ := filepath.Glob("../*/main.go")
	nested, _ := filepath.Glob("../*/*/main.go")
	if len(files)+len(nested) < 7 {
		t.Fatalf("found only %q and %q", files, nested)
	}
	for _, file := range append(files, nested...) {
		if n := strings.Count(read(t, file), "\n"); n > 100 {
			t.Errorf("%s has %d lines", file, n)
		}
	}
}

func TestAnExampleOfSeveralStacksHasNoStackToChoose(t *testing.T) {
	err := run(t.Context(), "shared", "typo", []string{"cost"})
	want := `stack "typo": the stacks of example shared are created and deleted together; leave STACK out`
	if err == nil || err.Error() != want {
		t.Errorf("%v, want %q", err, want)
	}
}

func TestMistakesAreToldBeforeTheCompile(t *testing.T) {
	for m, want := range map[member]string{
		{"wbe", "dev"}:      `choose one of api, bluegreen, knwl-platform, shared, web, worker`,
		{"web", "prod"}:     `stack "prod": there is no `,
		{"../web", "dev"}:   `there is none of this name`,
		{"shared", "dev"}:   `there is none of this name`,
		{"web", "../x/dev"}: `there is no `,
	} {
		_, err := build(t.Context(), "../..", m, os.Stderr)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: %v, want %q", m, err, want)
		}
	}
}
