// Package e2e proves that the real AWS provider agrees with the library: it runs the example on the real Pulumi engine against an emulated AWS API.
package e2e

import (
	"debug/buildinfo"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
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

// programs is where the service's programs are, compiled once for all stacks.
var programs string

func run(m *testing.M) (code int, err error) {
	provider, err := needs()
	if err != nil {
		return 0, err
	}
	fmt.Println("The AWS provider is", provider)
	if programs, err = os.MkdirTemp("", "e2e-"); err != nil {
		return 0, err
	}
	defer os.RemoveAll(programs)
	if out, err := exec.Command("go", "build", "-C", "..", "-o", programs, "./service/cmd/knwl-service", "./service/cmd/knwl-smoke").CombinedOutput(); err != nil {
		return 0, fmt.Errorf("%w\n%s", err, out)
	}
	code = m.Run()
	report.print(os.Stdout)
	return code, nil
}

// needs checks for what the tests take from the machine, so that what is missing is told in one line and not by an engine that retries. It says which provider
// the engine will take: one on PATH may be anybody's build.
func needs() (provider string, err error) {
	if os.Getenv("E2E_PYTHON") == "" {
		return "", errors.New("E2E_PYTHON is not set: run `make e2e`")
	}
	for program, remedy := range map[string]string{"pulumi": "`make e2e` builds it", "pgrep": "install procps"} {
		if _, err := exec.LookPath(program); err != nil {
			return "", fmt.Errorf("%w: %s", err, remedy)
		}
	}
	if path, err := exec.LookPath("pulumi-resource-aws"); err == nil {
		build, err := buildinfo.ReadFile(path)
		if err != nil {
			return "", err
		}
		return path + " of the module " + build.Main.Path, nil
	}
	printed, err := exec.Command("go", "list", "-m", "-f", "{{.Version}}", "github.com/pulumi/pulumi-aws/sdk/v6").Output()
	if err != nil {
		return "", fmt.Errorf("the version of the AWS SDK: %w", err)
	}
	version := strings.TrimSpace(string(printed))
	if out, err := exec.Command("pulumi", "plugin", "install", "resource", "aws", version).CombinedOutput(); err != nil {
		lines := strings.Split(strings.TrimSpace(string(out)), "\n")
		return "", fmt.Errorf("no AWS provider: pulumi-resource-aws is not on PATH, and: %s", lines[len(lines)-1])
	}
	return "the official " + version, nil
}
