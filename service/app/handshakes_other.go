//go:build !linux

package app

import "net"

// endHandshakes does nothing: only Linux can.
func endHandshakes(*net.TCPListener) {}
