package storetest

import (
	"cmp"
	"maps"
	"slices"
	"testing"

	"golang.org/x/sync/errgroup"

	"github.com/knwl-platform/infra/service"
)

const (
	knownItems   = 300 // queries of each kind
	firstHits    = 10
	minWord      = 4     // letters of a word that is searched for
	frequent     = 4     // a word in more than a quarter of the documents is not searched for
	relevanceGap = 0.015 // below the reference: two queries in a hundred that lose their first place
)

// Relevance searches for known documents: each query is made by a rule from one
// document, and the store should return that one first. For each kind of query
// it compares the mean reciprocal rank within the first ten hits with that of
// the original service's formula. With -v it logs the table that
// docs/performance.md has.
func Relevance(t *testing.T, s service.Store) {
	docs := GoDocuments(t)
	ref := newReference(docs)
	var g errgroup.Group
	g.SetLimit(16) // nearly in order, which decides between equal scores
	for _, d := range docs {
		g.Go(func() error { return s.Add(t.Context(), d) })
	}
	if err := g.Wait(); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d documents of the Go toolchain's sources", len(docs))
	for _, kind := range kinds {
		var want, got, n float64
		for _, item := range sample(docs, kind) {
			query := kind.query(ref, docs[item])
			if query == "" {
				continue
			}
			n++
			terms := service.QueryWords(query)
			want += reciprocal(slices.Index(ref.search(terms, firstHits), item))
			hits := search(t, s, "t1", query, firstHits, 0).Hits
			got += reciprocal(slices.IndexFunc(hits, func(h service.Hit) bool { return h.ID == docs[item].ID }))
		}
		t.Logf("%-8s %4.0f queries: reference %.3f, store %.3f", kind.name, n, want/n, got/n)
		if got/n < want/n-relevanceGap || n < knownItems/4 {
			t.Errorf("%s: mean reciprocal rank %.3f in %.0f queries, want at least %.3f", kind.name, got/n, n, want/n)
		}
	}
}

// kind is a kind of query. query returns "" if the document has none.
type kind struct {
	name  string
	long  bool // only of documents over 10,000 characters
	query func(r *reference, d service.Document) string
}

var kinds = []kind{
	{"rare", false, func(r *reference, d service.Document) string {
		return join(byRarity(r, service.Words(d.Content)), 2)
	}},
	{"long", true, func(r *reference, d service.Document) string {
		return join(byFrequency(r, d), 2)
	}},
	{"title", false, func(_ *reference, d service.Document) string { return d.Title }},
	{"tag", false, func(r *reference, d service.Document) string {
		words := byFrequency(r, d)
		if len(d.Tags) == 0 || len(words) == 0 {
			return ""
		}
		return d.Tags[len(d.Tags)-1] + " " + words[0]
	}},
	{"phrase", false, func(_ *reference, d service.Document) string {
		words := service.Words(d.Content)
		middle := words[len(words)/2:]
		return `"` + join(middle, 3) + `"`
	}},
	{"prefix", false, func(r *reference, d service.Document) string {
		rare, words := byRarity(r, service.Words(d.Content)), byFrequency(r, d)
		if len(rare) == 0 || len(words) == 0 || len(rare[0]) < 2*minWord {
			return ""
		}
		return rare[0][:minWord+1] + "* " + words[0]
	}},
}

// sample returns some of the documents, evenly.
func sample(docs []service.Document, k kind) []int {
	var items []int
	for i, d := range docs {
		if !k.long || len(d.Content) > longDocument {
			items = append(items, i)
		}
	}
	step := max(1, len(items)/knownItems)
	var some []int
	for i := step / 2; i < len(items) && len(some) < knownItems; i += step {
		some = append(some, items[i])
	}
	return some
}

// byRarity returns the words that other documents have too, rarest first.
func byRarity(r *reference, words []string) []string {
	words = slices.DeleteFunc(words, func(w string) bool { return len(w) < minWord || len(r.places[w]) < 2 })
	slices.SortFunc(words, func(a, b string) int {
		return cmp.Or(cmp.Compare(len(r.places[a]), len(r.places[b])), cmp.Compare(a, b))
	})
	return slices.Compact(words)
}

// byFrequency returns a document's words that are not in most other documents,
// most frequent first.
func byFrequency(r *reference, d service.Document) []string {
	counts := map[string]int{}
	for _, w := range service.Words(d.Content) {
		if len(w) >= minWord && len(r.places[w])*frequent < len(r.lengths) {
			counts[w]++
		}
	}
	return slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b))
	})
}

func join(words []string, n int) string {
	var text string
	for _, w := range words[:min(n, len(words))] {
		text += w + " "
	}
	return text
}

// reciprocal returns 1 for the first hit, 1/2 for the second, and 0 for none.
func reciprocal(index int) float64 {
	if index < 0 {
		return 0
	}
	return 1 / float64(index+1)
}
