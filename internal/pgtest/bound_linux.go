package pgtest

import (
	"os/exec"
	"runtime"
	"syscall"
)

// startBound starts a program that ends with this process, even if this process is killed. The
// returned channel closes when the program has ended.
func startBound(cmd *exec.Cmd) <-chan struct{} {
	started, ended := make(chan struct{}), make(chan struct{})
	cmd.SysProcAttr.Pdeathsig = syscall.SIGQUIT // PostgreSQL's immediate shutdown
	go func() {
		defer close(ended)
		runtime.LockOSThread() // the kernel sends the signal when the starting thread ends
		err := cmd.Start()
		close(started)
		if err == nil {
			_ = cmd.Wait() // the exit status of a server that is shut down does not matter
		}
	}()
	<-started
	return ended
}
