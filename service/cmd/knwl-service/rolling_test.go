package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// balancer sends each request to the next healthy target, as an Application
// Load Balancer does: it runs the health check at an interval, and never sends
// a request twice.
type balancer struct {
	mu      sync.Mutex
	targets map[*instance]*target
	next    int
}

type target struct {
	proxy   *httputil.ReverseProxy
	healthy bool
}

const checkInterval = 50 * time.Millisecond

func newBalancer(ctx context.Context) *balancer {
	b := &balancer{targets: map[*instance]*target{}}
	go func() {
		for ctx.Err() == nil {
			time.Sleep(checkInterval)
			b.check()
		}
	}()
	return b
}

func (b *balancer) check() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for i, t := range b.targets {
		resp, err := http.Get(i.url + "/readyz")
		if t.healthy = err == nil && resp.StatusCode == 200; err == nil {
			resp.Body.Close()
		}
	}
}

func (b *balancer) register(i *instance) {
	b.mu.Lock()
	defer b.mu.Unlock()
	u, _ := url.Parse(i.url)
	b.targets[i] = &target{proxy: httputil.NewSingleHostReverseProxy(u)}
}

// healthy returns the targets to choose from, the next in turn first.
func (b *balancer) healthy() []*target {
	b.mu.Lock()
	defer b.mu.Unlock()
	var healthy []*target
	for _, t := range b.targets {
		if t.healthy {
			healthy = append(healthy, t)
		}
	}
	if b.next++; len(healthy) > 0 {
		turn := b.next % len(healthy)
		healthy[0], healthy[turn] = healthy[turn], healthy[0]
	}
	return healthy
}

func (b *balancer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	healthy := b.healthy()
	if len(healthy) == 0 {
		http.Error(w, "no healthy target", http.StatusServiceUnavailable)
		return
	}
	healthy[0].proxy.ServeHTTP(w, r)
}

func (b *balancer) waitFor(t *testing.T, n int) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(checkInterval) {
		if len(b.healthy()) == n {
			return
		}
	}
	t.Fatalf("never %d healthy targets", n)
}

// TestRollingReplacementFailsNoRequest replaces two instances one after the
// other under constant load. The balancer only learns of a stop from its health
// check.
func TestRollingReplacementFailsNoRequest(t *testing.T) {
	onBothStores(t, func(t *testing.T, db database) {
		// The drain delay covers forty checks, because a busy machine delays
		// some of them.
		launch := func() *instance { return start(t, append(db.env, "DRAIN_DELAY=2s", "LOG_LEVEL=ERROR")...) }
		b := newBalancer(t.Context())
		front := httptest.NewServer(b)
		defer front.Close()
		old := []*instance{launch(), launch()}
		for _, i := range old {
			b.register(i)
		}
		b.waitFor(t, 2)

		ctx, stop := context.WithCancel(t.Context())
		var sent, failed atomic.Int64
		var load sync.WaitGroup
		for c := range 8 {
			load.Go(func() {
				for n := 0; ctx.Err() == nil; n++ {
					time.Sleep(2 * time.Millisecond) // leave processor time to the service
					sent.Add(1)
					if err := oneRequest(front.URL, c, n); err != nil {
						failed.Add(1)
						t.Error(err)
					}
				}
			})
		}
		for n, i := range old {
			b.register(launch())
			b.waitFor(t, 3)
			i.Process.Signal(syscall.SIGTERM)
			if err := i.Wait(); err != nil {
				t.Errorf("instance %d: %v\n%s", n, err, i.log)
			}
			b.waitFor(t, 2)
		}
		stop()
		load.Wait()
		t.Logf("%d requests, %d failed", sent.Load(), failed.Load())
		if sent.Load() < 200 {
			t.Errorf("only %d requests: the test proves little", sent.Load())
		}
	})
}

// oneRequest alternately adds a document and searches.
func oneRequest(base string, client, n int) error {
	title := fmt.Sprintf("doc%dx%d", client, n)
	if n%2 == 0 {
		if !ingest(base, title) {
			return fmt.Errorf("adding %s failed", title)
		}
		return nil
	}
	req, _ := http.NewRequest("GET", base+"/api/v1/tenants/t1/documents/search?q=common", nil)
	req.Header.Set("X-API-Key", "k")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if body, err := io.ReadAll(resp.Body); err != nil || resp.StatusCode != 200 {
		return fmt.Errorf("searching: status %d, %v: %s", resp.StatusCode, err, body)
	}
	return nil
}
