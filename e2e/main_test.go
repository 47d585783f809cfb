// Package e2e proves that the library works with the real AWS provider: it runs the example on the
// real Pulumi engine against an emulated AWS API.
package e2e

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"testing"
)

func TestMain(m *testing.M) {
	code, err := run(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, "e2e:", err)
		code = 1
	}
	os.Exit(code)
}

// programs is the directory of the programs, which are compiled once for all stacks.
var programs string

func run(m *testing.M) (code int, err error) {
	if err := checkTools(); err != nil {
		return 0, err
	}
	provider, err := findProvider()
	if err != nil {
		return 0, err
	}
	fmt.Println("The AWS provider is", provider)
	if programs, err = os.MkdirTemp("", "e2e-"); err != nil {
		return 0, err
	}
	defer os.RemoveAll(programs)
	for _, build := range [][]string{
		{"-C", "..", "-o", programs, "./service/cmd/knwl-service", "./service/cmd/knwl-smoke"},
		{"-C", "../cmd/rollout", "-o", programs, "."},
	} {
		if out, err := exec.Command("go", append([]string{"build"}, build...)...).CombinedOutput(); err != nil {
			return 0, fmt.Errorf("%w\n%s", err, out)
		}
	}
	code = m.Run()
	report.print(os.Stdout)
	return code, nil
}

// checkTools looks for the programs that the tests need, so that a missing one is reported in one
// line instead of by an engine that retries.
func checkTools() error {
	if os.Getenv("E2E_PYTHON") == "" {
		return errors.New("E2E_PYTHON is not set: run `make e2e`")
	}
	for program, remedy := range map[string]string{"pulumi": "`make e2e` builds it", "pgrep": "install procps"} {
		if _, err := exec.LookPath(program); err != nil {
			return fmt.Errorf("%w: %s", err, remedy)
		}
	}
	return nil
}
