package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/knwl-platform/infra/internal/stackfile"
)

// build compiles the program of an example and returns its path. On a new machine that compiles the AWS
// SDK, which takes minutes. So it first checks what it can, and reports its progress.
func build(ctx context.Context, repository string, m member, progress io.Writer) (string, error) {
	repository, err := filepath.Abs(repository)
	if err != nil {
		return "", err
	}
	project := filepath.Join(repository, "examples", m.example)
	if _, err := os.Stat(filepath.Join(project, "Pulumi.yaml")); err != nil {
		return "", fmt.Errorf("example %q: there is none of this name; choose one of %s",
			m.example, strings.Join(examples(repository), ", "))
	}
	if err := stackfile.Check(project, m.stack); err != nil {
		return "", err
	}
	program := filepath.Join(repository, stateDir, "programs", m.example)
	compile := exec.CommandContext(ctx, "go", "build", "-v", "-o", program, "./examples/"+m.example)
	compile.Dir = repository
	lines, err := compile.StderrPipe()
	if err != nil {
		return "", err
	}
	if err := compile.Start(); err != nil {
		return "", err
	}
	messages := report(lines, progress)
	if err := compile.Wait(); err != nil {
		return "", fmt.Errorf("example %q does not compile: %w\n%s", m.example, err, messages)
	}
	return program, nil
}

// report prints how many packages are compiled, at most once in ten seconds, and returns the last lines
// of the compiler.
func report(lines io.Reader, progress io.Writer) string {
	var last []string
	said, packages := time.Now(), 0
	for scanner := bufio.NewScanner(lines); scanner.Scan(); {
		last = append(last, scanner.Text())
		last = last[max(0, len(last)-20):]
		packages++
		if time.Since(said) > 10*time.Second {
			said = time.Now()
			fmt.Fprintf(progress, "Compiling the AWS SDK, once: %d packages so far, now %s\n", packages, scanner.Text())
		}
	}
	return strings.Join(last, "\n")
}

// examples returns the names of the examples without knwl-registry: the offline provider has no image
// registries.
func examples(repository string) (names []string) {
	files, _ := filepath.Glob(filepath.Join(repository, "examples", "*", "Pulumi.yaml"))
	for _, file := range files {
		if name := filepath.Base(filepath.Dir(file)); name != "knwl-registry" {
			names = append(names, name)
		}
	}
	for name := range several {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
