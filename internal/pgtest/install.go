package pgtest

import (
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"syscall"
	"testing"
)

// binaries returns the directory that contains initdb and postgres.
func binaries(tb testing.TB) string {
	tb.Helper()
	if testing.Short() {
		tb.Skip("PostgreSQL tests are skipped by -short")
	}
	var dir string
	var installed error
	must(tb, exclusively(func() {
		if dir = findBinaries(); dir == "" {
			installed = install()
			dir = findBinaries()
		}
	}))
	if dir != "" {
		return dir
	}
	message := fmt.Sprintf("PostgreSQL IS NOT TESTED: there are no server binaries, and installing them failed (%v); "+
		"run: apt-get install postgresql", installed)
	if os.Getenv("CI") == "true" {
		tb.Fatal(message)
	}
	fmt.Fprintln(os.Stderr, message) // visible even without -v
	tb.Skip(message)
	return ""
}

// exclusively runs f while no other process does. go test runs several packages at once, apt-get does
// not run twice at once, and an unfinished installation has the programs but not their user. Without
// root there is no lock, because only root can install.
func exclusively(f func()) error {
	if os.Geteuid() != 0 {
		f()
		return nil
	}
	lock, err := os.OpenFile(filepath.Join(os.TempDir(), "pgtest-install.lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	defer lock.Close() // unlocks it
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX); err != nil {
		return err
	}
	f()
	return nil
}

func findBinaries() string {
	dirs, _ := filepath.Glob("/usr/lib/postgresql/*/bin") // Debian keeps them out of PATH
	slices.Reverse(dirs)                                  // newest first
	if path, err := exec.LookPath("initdb"); err == nil {
		dirs = append(dirs, filepath.Dir(path))
	}
	for _, dir := range dirs {
		_, noInitdb := os.Stat(filepath.Join(dir, "initdb"))
		_, noServer := os.Stat(filepath.Join(dir, "postgres"))
		if noInitdb == nil && noServer == nil {
			return dir
		}
	}
	return ""
}

var install = sync.OnceValue(func() error {
	if os.Geteuid() != 0 {
		return fmt.Errorf("not root")
	}
	for _, args := range [][]string{{"update"}, {"install", "--yes", "--no-install-recommends", "postgresql"}} {
		cmd := exec.Command("apt-get", args...)
		cmd.Env = append(os.Environ(), "DEBIAN_FRONTEND=noninteractive")
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("apt-get %s: %w: %s", args[0], err, out)
		}
	}
	return nil
})

// command returns a command that runs a program of PostgreSQL. It does not run as root, which PostgreSQL
// rejects.
func command(tb testing.TB, dir, name string, args ...string) *exec.Cmd {
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: unprivileged(tb)}
	return cmd
}

// unprivileged returns the user that Debian's package creates, or nil if the test does not run as
// root.
func unprivileged(tb testing.TB) *syscall.Credential {
	tb.Helper()
	if os.Geteuid() != 0 {
		return nil
	}
	u, err := user.Lookup("postgres")
	must(tb, err)
	uid, err := strconv.ParseUint(u.Uid, 10, 32)
	must(tb, err)
	gid, err := strconv.ParseUint(u.Gid, 10, 32)
	must(tb, err)
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
}
