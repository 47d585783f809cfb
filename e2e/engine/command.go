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

// ErrKilled is the cause to end an operation's context with that kills the engine. Any other interrupts it with SIGINT.
var ErrKilled = errors.New("killed")

// patient runs the Pulumi CLI like the Automation API, but lets an interrupted engine end in its own time, which that would kill after 10 seconds: what
// has been begun in AWS is waited for and goes into the state.
type patient struct{ auto.PulumiCommand }

// Run implements auto.PulumiCommand.
func (patient) Run(ctx context.Context, dir string, stdin io.Reader, stdout, stderr []io.Writer, env []string, args ...string) (string, string, int, error) {
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

// killAll kills an engine and then its plugins, which would outlive it.
func killAll(engine *os.Process) error {
	plugins, _ := exec.Command("pgrep", "-P", strconv.Itoa(engine.Pid)).Output() // fails if there are none
	err := engine.Kill()
	for _, pid := range strings.Fields(string(plugins)) {
		err = errors.Join(err, exec.Command("kill", "-KILL", pid).Run())
	}
	return err
}
