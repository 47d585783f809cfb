package engine

import (
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/auto"
)

// ErrKilled as the cause of a canceled context kills the engine. Any other cause interrupts it with
// SIGINT.
var ErrKilled = errors.New("killed")

// patient runs the Pulumi CLI as the Automation API does, but waits for an interrupted engine to
// end. The Automation API kills it after 10 seconds, and then the state lacks what was started in
// AWS.
type patient struct{ auto.PulumiCommand }

// Run implements auto.PulumiCommand.
func (patient) Run(
	ctx context.Context,
	dir string,
	stdin io.Reader,
	stdout, stderr []io.Writer,
	env []string,
	args ...string,
) (string, string, int, error) {
	cmd := exec.CommandContext(ctx, "pulumi", append([]string{"--non-interactive"}, args...)...)
	cmd.Dir, cmd.Stdin = dir, stdin
	cmd.Env = append(append(os.Environ(), env...), "PULUMI_AUTOMATION_API=true")
	var out, failures strings.Builder
	cmd.Stdout, cmd.Stderr = io.MultiWriter(append(stdout, &out)...), io.MultiWriter(append(stderr, &failures)...)
	cmd.Cancel = func() error {
		if context.Cause(ctx) == ErrKilled {
			return killAll(cmd.Process)
		}
		return cmd.Process.Signal(os.Interrupt)
	}
	err := cmd.Run()
	return out.String(), failures.String(), cmd.ProcessState.ExitCode(), err
}

// killAll kills an engine and then its plugins, which would otherwise keep running.
func killAll(engine *os.Process) error {
	plugins, err := exec.Command("pgrep", "-P", strconv.Itoa(engine.Pid)).Output()
	if _, none := errors.AsType[*exec.ExitError](err); none {
		err = nil
	}
	err = errors.Join(err, engine.Kill())
	for _, pid := range strings.Fields(string(plugins)) {
		err = errors.Join(err, exec.Command("kill", "-KILL", pid).Run())
	}
	return err
}
