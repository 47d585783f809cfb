// Package freeport finds ports for servers that tests start.
package freeport

import (
	"net"
	"testing"
)

// Find returns a TCP port on 127.0.0.1 that nobody listens on.
func Find(tb testing.TB) int {
	tb.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}
