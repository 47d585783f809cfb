package app

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

// A slow or silent client must not hold a connection for ever in any phase.
func TestServerBoundsEveryPhaseOfAConnection(t *testing.T) {
	server := newServer(http.NotFoundHandler(), slog.New(slog.DiscardHandler))
	for phase, limit := range map[string]time.Duration{
		"reading the header": server.ReadHeaderTimeout, "reading": server.ReadTimeout, "writing": server.WriteTimeout,
	} {
		if limit <= 0 || limit > time.Minute {
			t.Errorf("%s may take %s", phase, limit)
		}
	}
	if server.ReadTimeout <= server.ReadHeaderTimeout || server.WriteTimeout <= server.ReadTimeout {
		t.Errorf("the timeouts %s, %s and %s leave a later phase no time",
			server.ReadHeaderTimeout, server.ReadTimeout, server.WriteTimeout)
	}
	if server.MaxHeaderBytes <= 0 || server.MaxHeaderBytes > http.DefaultMaxHeaderBytes {
		t.Errorf("a header may have %d bytes", server.MaxHeaderBytes)
	}
	if server.ErrorLog == nil {
		t.Error("connection errors are not in the log")
	}
}

// net/http answers OPTIONS * itself, without a body, a request id or a log line.
func TestOPTIONSOfTheServerIsTheHandlers(t *testing.T) {
	asked := false
	handler := http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked = true })
	server := httptest.NewUnstartedServer(nil)
	server.Config = newServer(handler, slog.New(slog.DiscardHandler))
	server.Start()
	defer server.Close()
	r, err := http.NewRequestWithContext(t.Context(), "OPTIONS", server.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.URL.Opaque = "*"
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if !asked {
		t.Error("the handler does not see it")
	}
}

// Otherwise the load balancer sends a request on a connection that the server
// is closing, and answers 502.
func TestIdleConnectionsOutliveTheLoadBalancers(t *testing.T) {
	const loadBalancer = 60 * time.Second // the ALB's idle timeout, which the ingress leaves at its default
	if idle := newServer(http.NotFoundHandler(), slog.New(slog.DiscardHandler)).IdleTimeout; idle <= loadBalancer {
		t.Errorf("idle connections are closed after %s", idle)
	}
}
