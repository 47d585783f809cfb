package main

import (
	"context"
	"errors"
	"net"
	"net/http"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// TestStopLosesNoConnection stops a service while clients open new connections all the time, as
// they do without a load balancer. A connection may be refused, which costs a client nothing. Once
// it is established, its request must be answered.
func TestStopLosesNoConnection(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux can end handshakes before it closes a listener")
	}
	i := start(t, "DRAIN_DELAY=10ms", "LOG_LEVEL=ERROR", "DB_PATH="+filepath.Join(t.TempDir(), "app.db"))
	client := http.Client{Transport: &http.Transport{
		DisableKeepAlives: true,
		DialContext:       (&net.Dialer{Timeout: 10 * time.Second}).DialContext,
	}}
	ctx, stop := context.WithCancel(t.Context())
	var answered atomic.Int64
	var load sync.WaitGroup
	for range 32 {
		load.Go(func() {
			for ctx.Err() == nil {
				resp, err := client.Get(i.url + "/api/v1/health")
				if failed, ok := errors.AsType[*net.OpError](err); ok && failed.Op == "dial" {
					continue // not established
				}
				if err != nil {
					t.Errorf("lost after %d answers: %v", answered.Load(), err)
					return
				}
				resp.Body.Close()
				answered.Add(1)
			}
		})
	}
	for answered.Load() < 200 {
		time.Sleep(time.Millisecond)
	}
	i.Process.Signal(syscall.SIGTERM)
	if err := i.Wait(); err != nil {
		t.Errorf("%v\n%s", err, i.log)
	}
	stop()
	load.Wait()
	t.Logf("%d answered", answered.Load())
}
