//go:build unix && !linux

package pgtest

import "os/exec"

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
