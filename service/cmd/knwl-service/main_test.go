package main

import (
	"bufio"
	"bytes"
	"errors"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
)

// TestMain lets the test binary stand in for the program, so that the tests
// see its real exit codes and signals.
func TestMain(m *testing.M) {
	if os.Getenv("KNWL_SERVICE_TEST_MAIN") == "1" {
		main()
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func program(env ...string) *exec.Cmd {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append([]string{"KNWL_SERVICE_TEST_MAIN=1"}, env...)
	return cmd
}

func TestWrongConfigurationExitsWith2AndSaysWhatIsWrong(t *testing.T) {
	cmd := program("PORT=http", "LOG_LEVEL=loud")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	err := cmd.Run()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != 2 {
		t.Errorf("got %v, want exit code 2", err)
	}
	for _, want := range []string{"PORT: ", "LOG_LEVEL: ", "API_KEYS_JSON: "} {
		if !strings.Contains(stderr.String(), want) {
			t.Errorf("%q is missing from:\n%s", want, stderr.String())
		}
	}
}

func TestSIGTERMStopsWithExitCode0(t *testing.T) {
	cmd := program(`API_KEYS_JSON={"k":["t1"]}`, "HOST=127.0.0.1", "PORT=18000", "DRAIN_DELAY=10ms")
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(stdout)
	for lines.Scan() {
		if strings.Contains(lines.Text(), `"msg":"listening"`) {
			cmd.Process.Signal(syscall.SIGTERM)
		}
	}
	if err := cmd.Wait(); err != nil {
		t.Error(err)
	}
}
