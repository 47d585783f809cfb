// Package e2e proves that the real AWS provider agrees with the library: it runs the example on the real Pulumi engine against an emulated AWS API.
package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"testing"
)

func TestMain(m *testing.M) {
	if err := needs(); err != nil {
		fmt.Fprintln(os.Stderr, "e2e:", err)
		os.Exit(1)
	}
	code := m.Run()
	report.print(os.Stdout)
	os.Exit(code)
}

// needs checks for what the tests take from the machine, so that what is missing is told in one line and not by an engine that retries.
func needs() error {
	if _, err := exec.LookPath("pulumi"); err != nil {
		return fmt.Errorf("no Pulumi CLI: %w; `make e2e` builds it", err)
	}
	if _, err := exec.LookPath("pulumi-resource-aws"); err == nil {
		return nil // the engine takes it from there
	}
	if out, err := exec.Command("pulumi", "plugin", "install", "resource", "aws", awsVersion()).CombinedOutput(); err != nil {
		return fmt.Errorf("no AWS provider: pulumi-resource-aws is not on PATH and cannot be downloaded: %w: %.200s", err, out)
	}
	return nil
}
