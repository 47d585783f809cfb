// Package stackfile copies a Pulumi project, so that running the copy does not change the user's
// files.
package stackfile

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/config"
	"github.com/pulumi/pulumi/sdk/v3/go/common/workspace"
)

// CopyPlain copies Pulumi.yaml and the plain configuration of one stack from one directory to another.
// It omits secrets: they are encrypted for the real stack, and a copy does not need them.
func CopyPlain(from, to, stack string) error {
	project, err := workspace.LoadProject(filepath.Join(from, "Pulumi.yaml"))
	if err != nil {
		return err
	}
	if err := project.Save(filepath.Join(to, "Pulumi.yaml")); err != nil {
		return err
	}
	if err := Check(from, stack); err != nil {
		return err
	}
	file := settingsOf(from, stack)
	settings, err := workspace.LoadProjectStack(nil, project, file)
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	plain := workspace.ProjectStack{Config: config.Map{}}
	for key, value := range settings.Config {
		if !value.Secure() {
			plain.Config[key] = value
		}
	}
	return plain.Save(filepath.Join(to, "Pulumi."+stack+".yaml"))
}

// Check returns an error if a project has no configuration of a stack.
func Check(project, stack string) error {
	file := settingsOf(project, stack)
	if _, err := os.Stat(file); err != nil {
		return fmt.Errorf("stack %q: there is no %s; write it, or choose one of %s",
			stack, file, strings.Join(stacks(project), ", "))
	}
	return nil
}

func settingsOf(project, stack string) string { return filepath.Join(project, "Pulumi."+stack+".yaml") }

// stacks returns the names of the stacks that have a configuration.
func stacks(project string) (names []string) {
	files, _ := filepath.Glob(filepath.Join(project, "Pulumi.*.yaml"))
	for _, file := range files {
		names = append(names, strings.TrimSuffix(strings.TrimPrefix(filepath.Base(file), "Pulumi."), ".yaml"))
	}
	return names
}
