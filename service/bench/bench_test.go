package bench

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/knwl-platform/infra/service"
)

var others = flag.Int("others", 1_000_000, "documents of other tenants in BenchmarkNeighbours")

const path = "/api/v1/tenants/t1/documents"

// direct searches the store in this process, to measure the search without
// HTTP.
func direct(b *testing.B, c corpus, store service.Store) func(*rand.Rand) error {
	return func(r *rand.Rand) error {
		_, err := store.Search(b.Context(), service.Query{Tenant: "t1", Words: service.QueryWords(c.query(r)), Limit: 10})
		return err
	}
}

func overHTTP(b *testing.B, c corpus, s *server) func(*rand.Rand) error {
	return func(r *rand.Rand) error {
		return send(b.Context(), "GET", s.url+path+"/search?q="+url.QueryEscape(c.query(r)), "", http.StatusOK)
	}
}

func BenchmarkSearch(b *testing.B) {
	onBackends(b, func(b *testing.B, e backend) {
		for _, c := range []corpus{seven, allSeven, zipf, text(b)} {
			b.Run(c.name, func(b *testing.B) {
				env, store := e.fresh(b)
				c.load(b, store, "t1", size)
				s := start(b, env)
				for _, clients := range []int{1, 64} {
					b.Run(fmt.Sprint("direct/clients=", clients), func(b *testing.B) { measure(b, clients, direct(b, c, store)) })
					b.Run(fmt.Sprint("http/clients=", clients), func(b *testing.B) {
						measure(b, clients, overHTTP(b, c, s))
						if rate := originalRates[c.name][clients]; rate > 0 {
							b.ReportMetric(rate, "original-per-s")
						}
					})
				}
			})
		}
	})
}

// BenchmarkNeighbours searches a tenant's documents in an otherwise empty
// store, and next to the documents of ten other tenants with the same words.
func BenchmarkNeighbours(b *testing.B) {
	onBackends(b, func(b *testing.B, e backend) {
		_, store := e.fresh(b)
		seven.load(b, store, "t1", size)
		b.Run("others=0", func(b *testing.B) { measure(b, 1, direct(b, seven, store)) })
		for i := range 10 {
			seven.load(b, store, fmt.Sprint("other", i), *others/10)
		}
		b.Run(fmt.Sprint("others=", *others), func(b *testing.B) { measure(b, 1, direct(b, seven, store)) })
	})
}

func BenchmarkIngest(b *testing.B) {
	onBackends(b, func(b *testing.B, e backend) {
		s := start(b, e.database(b))
		for _, clients := range []int{1, 64} {
			b.Run(fmt.Sprint("clients=", clients), func(b *testing.B) {
				measure(b, clients, func(r *rand.Rand) error {
					body := fmt.Sprintf(`{"title":"document %d","content":%q,"tags":["a"]}`, r.IntN(size), zipf.document(r))
					return send(b.Context(), "POST", s.url+path, body, http.StatusCreated)
				})
			})
		}
	})
}

func BenchmarkHealth(b *testing.B) {
	s := start(b, backends[0].database(b))
	for _, clients := range []int{1, 64} {
		b.Run(fmt.Sprint("clients=", clients), func(b *testing.B) {
			measure(b, clients, func(*rand.Rand) error {
				return send(b.Context(), "GET", s.url+"/api/v1/health", "", http.StatusOK)
			})
		})
	}
}

// BenchmarkStart starts the process on 10,000 documents and measures its
// memory, both idle and after searches of 64 clients.
func BenchmarkStart(b *testing.B) {
	onBackends(b, func(b *testing.B, e backend) {
		env, store := e.fresh(b)
		seven.load(b, store, "t1", size)
		b.Run("idle", func(b *testing.B) {
			var up time.Duration
			var memory float64
			for b.Loop() {
				s := start(b, env)
				up += s.up
				memory += s.residentMB(b)
				s.stop()
			}
			b.ReportMetric(float64(up.Microseconds())/1000/float64(b.N), "to-first-200-ms")
			b.ReportMetric(memory/float64(b.N), "MB")
		})
		b.Run("loaded", func(b *testing.B) {
			s := start(b, env)
			measure(b, 64, overHTTP(b, seven, s))
			b.ReportMetric(s.residentMB(b), "MB")
		})
	})
}
