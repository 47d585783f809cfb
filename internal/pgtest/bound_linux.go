package pgtest

import (
	"os/exec"
	"runtime"
	"syscall"
)

// startBound starts a program that dies with this process, however it ends,
// and returns a channel that closes when the program has ended.
func startBound(cmd *exec.Cmd) <-chan struct{} {
	started, ended := make(chan struct{}), make(chan struct{})
	cmd.SysProcAttr.Pdeathsig = syscall.SIGQUIT // PostgreSQL's immediate shutdown
	go func() {
		defer close(ended)
		runtime.LockOSThread() // the signal comes when the starting thread dies
		err := cmd.Start()
		close(started)
		if err == nil {
			_ = cmd.Wait() // how a server ends that is told to is of no interest
		}
	}()
	<-started
	return ended
}
