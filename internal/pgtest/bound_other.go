//go:build unix && !linux

package pgtest

import "os/exec"

// startBound starts a program. Only Linux can bind it to this process. The returned channel closes
// when the program has ended.
func startBound(cmd *exec.Cmd) <-chan struct{} {
	ended := make(chan struct{})
	if err := cmd.Start(); err != nil {
		close(ended)
		return ended
	}
	go func() {
		defer close(ended)
		_ = cmd.Wait()
	}()
	return ended
}
