package bench

import (
	"context"
	"io"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// measure calls an operation b.N times from several clients at once, and
// reports latencies and throughput.
func measure(b *testing.B, clients int, operation func(*rand.Rand) error) {
	b.Helper()
	var left atomic.Int64
	left.Store(int64(b.N))
	times := make([][]time.Duration, clients)
	var wg sync.WaitGroup
	b.ResetTimer()
	start := time.Now()
	for c := range clients {
		wg.Go(func() {
			r := rand.New(rand.NewPCG(uint64(c), 3))
			for left.Add(-1) >= 0 {
				began := time.Now()
				if err := operation(r); err != nil {
					b.Error(err)
					return
				}
				times[c] = append(times[c], time.Since(began))
			}
		})
	}
	wg.Wait()
	elapsed := time.Since(start)
	b.StopTimer()
	if b.Failed() {
		return // there may be no times
	}
	all := slices.Concat(times...)
	slices.Sort(all)
	milliseconds := func(q float64) float64 { return float64(all[int(q*float64(len(all)-1))].Microseconds()) / 1000 }
	b.ReportMetric(milliseconds(0.50), "p50-ms")
	b.ReportMetric(milliseconds(0.95), "p95-ms")
	b.ReportMetric(float64(b.N)/elapsed.Seconds(), "per-s")
}

// browser is an HTTP client that keeps a connection open for each of many
// clients.
var browser = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 256, DisableCompression: true}}

// send sends a request and returns an error unless the answer has the status.
func send(ctx context.Context, method, url, body string, status int) error {
	req, err := http.NewRequestWithContext(ctx, method, url, strings.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("X-API-Key", "k")
	resp, err := browser.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err == nil && resp.StatusCode != status {
		err = &unexpected{resp.StatusCode, string(answer)}
	}
	return err
}

type unexpected struct {
	status int
	answer string
}

func (u *unexpected) Error() string { return http.StatusText(u.status) + ": " + u.answer }
