package e2e

import (
	"os"
	"os/exec"
	"testing"
)

// The other tests rely on the emulator to reject what AWS rejects and to report it.
func TestTheEmulator(t *testing.T) {
	t.Parallel()
	tests := exec.CommandContext(t.Context(), os.Getenv("E2E_PYTHON"),
		"-m", "unittest", "discover", "-s", "emulator/tests", "-t", "emulator/tests", "-p", "*_test.py")
	tests.Env = append(os.Environ(), "PYTHONDONTWRITEBYTECODE=1")
	if out, err := tests.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
