package postgres

import (
	"context"
	"io"
	"net"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/knwl-platform/infra/internal/pgtest"
)

// relay forwards connections. It can make them silent, as they are after the
// machine at the other end has failed: nothing closes them.
type relay struct {
	listener net.Listener
	mu       sync.Mutex
	conns    []net.Conn // to the server
	ends     []net.Conn // to the client
}

func startRelay(t *testing.T, server string) (*relay, net.Addr) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	r := &relay{listener: l}
	go func() {
		for {
			client, err := l.Accept()
			if err != nil {
				return
			}
			conn, err := net.Dial("tcp", server)
			if err != nil {
				t.Error(err)
				return
			}
			r.mu.Lock()
			r.conns, r.ends = append(r.conns, conn), append(r.ends, client)
			r.mu.Unlock()
			go func() { _, _ = io.Copy(conn, client) }()
			go func() { _, _ = io.Copy(client, conn) }() // leaves client open at the end
		}
	}()
	return r, l.Addr()
}

// silence closes the connections to the server without closing those to the
// client.
func (r *relay) silence() { r.close(&r.conns) }

// hangUp closes the connections to the client, because the pool waits for the
// server's answer when it closes.
func (r *relay) hangUp() { r.close(&r.ends) }

// stop is what a client sees of a server that has stopped.
func (r *relay) stop() {
	r.listener.Close()
	r.silence()
	r.hangUp()
}

func (r *relay) close(conns *[]net.Conn) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, c := range *conns {
		c.Close()
	}
}

func TestAConnectionThatWentSilentIsReplacedInTime(t *testing.T) {
	u, err := url.Parse(pgtest.Start(t, pgtest.Fast).NewDatabase(t))
	if err != nil {
		t.Fatal(err)
	}
	relay, address := startRelay(t, u.Host)
	u.Host = address.String()
	store := mustOpen(t, Config{URL: u.String()})
	defer relay.hangUp()

	relay.silence()
	time.Sleep(1100 * time.Millisecond)                             // the pool does not check a connection for a second
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second) // the time limit of a request
	defer cancel()
	if _, err := store.Counts(ctx); err != nil {
		t.Errorf("after a failover: %v", err)
	}
}
