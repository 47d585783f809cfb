// Package freeport finds TCP ports for servers that tests start.
package freeport

import (
	"fmt"
	"math/rand/v2"
	"net"
	"testing"
)

// Find returns a TCP port on 127.0.0.1 on which nothing listens. The port is below the range that
// systems use for outgoing connections. Other tests open thousands of those, and one of them could
// take the port before its server does.
func Find(tb testing.TB) int {
	tb.Helper()
	var err error
	for range 100 {
		port := 10_000 + rand.IntN(20_000)
		var l net.Listener
		if l, err = net.Listen("tcp", fmt.Sprint("127.0.0.1:", port)); err == nil {
			_ = l.Close()
			return port
		}
	}
	tb.Fatalf("no free port: %v", err)
	return 0
}
