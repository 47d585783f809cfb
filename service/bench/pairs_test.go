package bench

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"
)

// originalRates are searches a second of the original service at 1 and 64
// clients, by corpus: medians of three rounds that alternated with this
// service's, on a quiet machine with two cores. They are here for want of a
// checkout of the original; BenchmarkPairs measures it on this machine.
var originalRates = map[string]map[int]float64{
	"seven": {1: 42, 64: 46},
	"zipf":  {1: 336, 64: 428},
}

const (
	rounds    = 3
	roundTime = 3 * time.Second

	// The original reads PORT, DB_PATH and API_KEYS_JSON as this service does.
	originalCommand = `exec python3 -m uvicorn app.main:app --host 127.0.0.1 --port "$PORT" --log-level warning`
)

// BenchmarkPairs measures this service and the original in turn, on the same
// documents and queries. ORIGINAL is a checkout of the original, and
// ORIGINAL_COMMAND the shell command that starts it there.
func BenchmarkPairs(b *testing.B) {
	dir := os.Getenv("ORIGINAL")
	if dir == "" {
		b.Skip("ORIGINAL is not set; set it to a directory with the original service")
	}
	for _, c := range []corpus{seven, allSeven, zipf, text(b)} {
		b.Run(c.name, func(b *testing.B) {
			ours := start(b, backends[0].database(b))
			command := exec.Command("sh", "-c", cmp.Or(os.Getenv("ORIGINAL_COMMAND"), originalCommand))
			command.Dir = dir
			original := run(b, command, "PATH="+os.Getenv("PATH"), "DB_PATH="+filepath.Join(b.TempDir(), "original.db"))
			pair := []*server{ours, original}

			report := func(what string, rates [2][]float64) {
				slices.Sort(rates[0])
				slices.Sort(rates[1])
				ours, original := rates[0][len(rates[0])/2], rates[1][len(rates[1])/2]
				b.ReportMetric(ours, what+"-per-s")
				b.ReportMetric(original, what+"-original-per-s")
				b.ReportMetric(ours/original, what+"-ratio")
			}
			var ingest [2][]float64
			for i, s := range pair {
				began := time.Now()
				c.post(b, s, size)
				ingest[i] = []float64{size / time.Since(began).Seconds()}
			}
			report("ingest64", ingest)
			time.Sleep(roundTime) // both have finished what they do after documents arrive
			for _, clients := range []int{1, 64} {
				var rates [2][]float64
				for range rounds {
					for i, s := range pair {
						rates[i] = append(rates[i], rate(b, clients, overHTTP(b, c, s)))
					}
				}
				report(fmt.Sprint("search", clients), rates)
			}
			b.ReportMetric(0, "ns/op")
		})
	}
}

// post adds n documents of tenant t1 through the API, from 64 clients.
func (c corpus) post(b *testing.B, s *server, n int) {
	b.Helper()
	var g errgroup.Group
	g.SetLimit(64)
	r := rand.New(rand.NewPCG(1, 2))
	for i := range n {
		body, err := json.Marshal(map[string]any{
			"title": fmt.Sprint("document ", i), "content": c.document(r), "tags": []string{"a"},
		})
		if err != nil {
			b.Fatal(err)
		}
		g.Go(func() error { return send(b.Context(), "POST", s.url+path, string(body), http.StatusCreated) })
	}
	if err := g.Wait(); err != nil {
		b.Fatal(err)
	}
}

// rate returns how many operations a second several clients do.
func rate(b *testing.B, clients int, operation func(*rand.Rand) error) float64 {
	b.Helper()
	var done atomic.Int64
	var g errgroup.Group
	began := time.Now()
	for client := range clients {
		g.Go(func() error {
			r := rand.New(rand.NewPCG(uint64(client), 3))
			for time.Since(began) < roundTime {
				if err := operation(r); err != nil {
					return err
				}
				done.Add(1)
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		b.Fatal(err)
	}
	return float64(done.Load()) / time.Since(began).Seconds()
}
