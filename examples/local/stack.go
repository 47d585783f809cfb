package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/auto"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optdestroy"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optpreview"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optup"
	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"
	"golang.org/x/term"

	"github.com/knwl-platform/infra/internal/language"
	"github.com/knwl-platform/infra/internal/offline"
	"github.com/knwl-platform/infra/internal/stackfile"
)

const (
	stateDir = ".state"
	toolsDir = ".tools" // where the Makefile builds the Pulumi CLI
)

// demoSecrets has the secrets of examples that need some. None of them is real.
var demoSecrets = map[string]auto.ConfigMap{
	"knwl-platform": {"apiKeys": {Value: `{"key_demo":["t1"]}`, Secret: true}},
}

// stack is a stack of the example whose state is on this machine.
type stack struct{ auto.Stack }

// openStack opens a stack of a repository, or creates it, with the compiled program of its example. Its
// state is in .state. It uses a copy of the example's configuration, so that nothing that the engine
// writes ends up in the user's files.
func openStack(ctx context.Context, repository string, m member, program string) (*stack, error) {
	port, err := offline.Serve()
	if err != nil {
		return nil, err
	}
	languagePort, err := language.Serve(program)
	if err != nil {
		return nil, err
	}
	if repository, err = filepath.Abs(repository); err != nil {
		return nil, err
	}
	state := filepath.Join(repository, stateDir)
	workDir := filepath.Join(state, "projects", filepath.FromSlash(m.example))
	backend := filepath.Join(state, "backend")
	for _, dir := range []string{workDir, backend} {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return nil, err
		}
	}
	if err := stackfile.CopyPlain(filepath.Join(repository, "examples", m.example), workDir, m.stack); err != nil {
		return nil, err
	}
	cli, err := auto.NewPulumiCommand(&auto.PulumiCommandOptions{Root: filepath.Join(repository, toolsDir)})
	if err != nil {
		return nil, fmt.Errorf("the Pulumi CLI is not in %s: %w; `make up` builds it", toolsDir, err)
	}
	opened, err := auto.UpsertStackLocalSource(ctx, m.stack, workDir,
		auto.Pulumi(cli),
		auto.SecretsProvider("passphrase"),
		auto.EnvVars(map[string]string{
			"PULUMI_BACKEND_URL":       "file://" + backend,
			"PULUMI_HOME":              filepath.Join(state, "home"),
			"PULUMI_CONFIG_PASSPHRASE": "offline", // see demoSecrets
			"PULUMI_SKIP_UPDATE_CHECK": "true",
			"PULUMI_DEBUG_PROVIDERS":   fmt.Sprintf("aws:%d", port),
			"PULUMI_DEBUG_LANGUAGES":   fmt.Sprintf("go:%d", languagePort),
		}))
	if err != nil {
		return nil, err
	}
	return &stack{opened}, opened.SetAllConfig(ctx, demoSecrets[m.example])
}

func (s *stack) up(ctx context.Context, out io.Writer) error {
	result, err := s.Up(ctx, optup.ProgressStreams(out), optup.ErrorProgressStreams(out),
		optup.Color(color(out)), optup.SuppressOutputs())
	if err != nil {
		return s.failed(ctx, err)
	}
	fmt.Fprintln(out, "Outputs:")
	for _, name := range slices.Sorted(maps.Keys(result.Outputs)) {
		fmt.Fprintf(out, "    %-*s  %s\n", longest(result.Outputs), name, show(result.Outputs[name]))
	}
	fmt.Fprintln(out, "\nNothing was created in AWS: an offline provider on this machine answered for it. "+
		"The addresses above lead nowhere.")
	return nil
}

func (s *stack) preview(ctx context.Context, out io.Writer) error {
	_, err := s.Preview(ctx, optpreview.ProgressStreams(out), optpreview.ErrorProgressStreams(out),
		optpreview.Color(color(out)))
	if err != nil {
		return s.failed(ctx, err)
	}
	fmt.Fprintln(out, "\nAWS was not asked: an offline provider on this machine answered for it.")
	return nil
}

func (s *stack) down(ctx context.Context, out io.Writer) error {
	if err := s.unprotect(ctx); err != nil {
		return err
	}
	_, err := s.Destroy(ctx, optdestroy.ProgressStreams(out), optdestroy.ErrorProgressStreams(out),
		optdestroy.Color(color(out)))
	if err != nil {
		return s.failed(ctx, err)
	}
	fmt.Fprintf(out, "\nThe stack is empty. Nothing was deleted in AWS, so protections did not count: "+
		"an offline provider answered for it.\n"+
		"To remove the stack as well, delete %s; `pulumi stack rm` would look for a real stack of that name.\n", stateDir)
	return nil
}

// unprotect lets the engine delete everything, because nothing exists in AWS.
func (s *stack) unprotect(ctx context.Context) error {
	exported, err := s.Export(ctx)
	if err != nil {
		return err
	}
	var state apitype.DeploymentV3
	if err := json.Unmarshal(exported.Deployment, &state); err != nil {
		return err
	}
	for i := range state.Resources {
		state.Resources[i].Protect = false
	}
	if exported.Deployment, err = json.Marshal(state); err != nil {
		return err
	}
	return s.Import(ctx, exported)
}

// failed shortens an error of the Automation API to one line, because it repeats everything that
// the engine has already printed.
func (s *stack) failed(ctx context.Context, err error) error {
	switch {
	case ctx.Err() != nil:
		return errors.New("interrupted; make up goes on from here")
	case auto.IsConcurrentUpdateError(err):
		return fmt.Errorf("the stack is locked by another run; if there is none, delete %s and start again: "+
			"nothing in AWS is lost", stateDir)
	}
	reason, _, _ := strings.Cut(err.Error(), "\n")
	return fmt.Errorf("%s: see the engine's messages above", reason)
}

// color returns the engine's color setting. The engine writes to a pipe, so it cannot detect a
// terminal itself.
func color(out io.Writer) string {
	file, ok := out.(*os.File)
	if ok && term.IsTerminal(int(file.Fd())) && os.Getenv("NO_COLOR") == "" {
		return "always"
	}
	return "never"
}

func longest(outputs auto.OutputMap) int {
	width := 0
	for name := range outputs {
		width = max(width, len(name))
	}
	return width
}

// show formats a string as it is, so that it can be copied, and anything else as JSON.
func show(output auto.OutputValue) string {
	if output.Secret {
		return "[secret]"
	}
	if text, ok := output.Value.(string); ok {
		return text
	}
	document, err := json.Marshal(output.Value)
	if err != nil {
		return err.Error()
	}
	return string(document)
}
