package app

import (
	"net"

	"golang.org/x/net/bpf"
	"golang.org/x/sys/unix"
)

// endHandshakes makes the kernel ignore attempts to connect to listener, while established
// connections and those that are being established stay. Without it, closing the listener resets
// connections whose request nobody has accepted yet. It is best effort: a sandbox may not allow it.
func endHandshakes(listener *net.TCPListener) {
	const flags, syn = 13, 0x02 // of the TCP header, where the filter's packet starts
	program, err := bpf.Assemble([]bpf.Instruction{
		bpf.LoadAbsolute{Off: flags, Size: 1},
		bpf.JumpIf{Cond: bpf.JumpBitsSet, Val: syn, SkipFalse: 1},
		bpf.RetConstant{Val: 0}, // drop
		bpf.RetConstant{Val: 1 << 16},
	})
	if err != nil {
		panic(err) // only a bug in the program can cause it
	}
	filter := make([]unix.SockFilter, len(program))
	for i, in := range program {
		filter[i] = unix.SockFilter{Code: in.Op, Jt: in.Jt, Jf: in.Jf, K: in.K}
	}
	conn, err := listener.SyscallConn()
	if err != nil {
		return
	}
	_ = conn.Control(func(fd uintptr) {
		_ = unix.SetsockoptSockFprog(int(fd), unix.SOL_SOCKET, unix.SO_ATTACH_FILTER,
			&unix.SockFprog{Len: uint16(len(filter)), Filter: &filter[0]})
	})
}
