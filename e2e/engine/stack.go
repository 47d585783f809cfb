// Package engine runs the real Pulumi engine with the real AWS provider on one stack.
package engine

import (
	"fmt"
	"maps"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/auto"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/language"
	"github.com/knwl-platform/infra/internal/stackfile"
)

// Stack is one stack. Its state is in a temporary directory of its own, which is deleted when the
// test ends.
type Stack struct{ stack auto.Stack }

// New creates an empty stack of a program. It works on a copy of the project directory and of the
// stack's configuration without secrets. The environment sets the AWS endpoint.
func New(t testing.TB, project, name string, program pulumi.RunFunc, environment map[string]string) *Stack {
	t.Helper()
	stack := create(t, project, name, environment)
	stack.Program(program)
	return stack
}

// NewCompiled is [New] for a program that is compiled.
func NewCompiled(t testing.TB, project, name, program string, environment map[string]string) *Stack {
	t.Helper()
	port, err := language.Serve(program)
	if err != nil {
		t.Fatal(err)
	}
	environment = maps.Clone(environment)
	environment["PULUMI_DEBUG_LANGUAGES"] = fmt.Sprintf("go:%d", port)
	return create(t, project, name, environment)
}

func create(t testing.TB, project, name string, environment map[string]string) *Stack {
	t.Helper()
	dir := t.TempDir()
	if err := stackfile.CopyPlain(project, dir, name); err != nil {
		t.Fatal(err)
	}
	all := map[string]string{
		"PULUMI_BACKEND_URL":       "file://" + t.TempDir(),
		"PULUMI_CONFIG_PASSPHRASE": "e2e",
		"PULUMI_SKIP_UPDATE_CHECK": "true",
	}
	maps.Copy(all, environment)
	cli, err := auto.NewPulumiCommand(nil)
	if err != nil {
		t.Fatal(err)
	}
	stack, err := auto.NewStackLocalSource(t.Context(), name, dir,
		auto.Pulumi(patient{cli}), auto.SecretsProvider("passphrase"), auto.EnvVars(all))
	if err != nil {
		t.Fatal(err)
	}
	return &Stack{stack}
}

// Program replaces the program for the operations that follow.
func (s *Stack) Program(program pulumi.RunFunc) { s.stack.Workspace().SetProgram(program) }

// Set sets a value of the stack's configuration. The path is, for example,
// knwl-platform:platform.service.image.
func (s *Stack) Set(t testing.TB, path, value string) {
	t.Helper()
	s.set(t, path, auto.ConfigValue{Value: value})
}

// SetSecret is [Stack.Set] for a secret.
func (s *Stack) SetSecret(t testing.TB, path, value string) {
	t.Helper()
	s.set(t, path, auto.ConfigValue{Value: value, Secret: true})
}

func (s *Stack) set(t testing.TB, path string, value auto.ConfigValue) {
	t.Helper()
	if err := s.stack.SetConfigWithOptions(t.Context(), path, value, &auto.ConfigOptions{Path: true}); err != nil {
		t.Fatal(err)
	}
}

// Outputs returns the stack's outputs, with secrets in plain text.
func (s *Stack) Outputs(t testing.TB) map[string]any {
	t.Helper()
	outputs, err := s.stack.Outputs(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	values := map[string]any{}
	for name, output := range outputs {
		values[name] = output.Value
	}
	return values
}
