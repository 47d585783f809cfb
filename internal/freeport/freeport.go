// Package freeport finds ports for servers that tests start.
package freeport

import (
	"fmt"
	"math/rand/v2"
	"net"
	"testing"
)

// Find returns a TCP port on 127.0.0.1 that nobody listens on. It lies below
// those that systems give to outgoing connections, of which other tests make
// thousands: one of them could take the port before its server does.
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
