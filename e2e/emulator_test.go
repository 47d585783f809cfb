package e2e

import (
	"os"
	"os/exec"
	"testing"
)

// What the other tests rely on has tests of its own: that the emulator refuses what AWS refuses, and complains of it.
func TestTheEmulator(t *testing.T) {
	t.Parallel()
	tests := exec.CommandContext(t.Context(), os.Getenv("E2E_PYTHON"), "-m", "unittest", "discover", "-s", "emulator/tests", "-t", "emulator/tests", "-p", "*_test.py")
	tests.Env = append(os.Environ(), "PYTHONDONTWRITEBYTECODE=1")
	if out, err := tests.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}
