package storetest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/knwl-platform/infra/service"
)

// filler returns n words that no test searches for.
func filler(n int) string { return strings.Repeat(" filler", n) }

// wantOrder checks the order of all hits, and that each score is lower than the
// one before.
func wantOrder(t *testing.T, s service.Store, query string, want ...string) {
	t.Helper()
	if got := titles(t, s, "t1", query); !slices.Equal(got, want) {
		t.Errorf("%q finds %q, want %q", query, got, want)
	}
	hits := search(t, s, "t1", query, 50, 0).Hits
	for i := 1; i < len(hits); i++ {
		if hits[i].Score >= hits[i-1].Score {
			t.Errorf("%q: score %v of hit %d does not fall below %v", query, hits[i].Score, i, hits[i-1].Score)
		}
	}
}

// padding adds documents without the word, to keep the word rare: the weight of
// a word in all documents is nearly 0.
func padding(t *testing.T, s service.Store) {
	for range 20 {
		add(t, s, doc("t1", "padding", filler(20)))
	}
}

func moreOccurrencesFirst(t *testing.T, s service.Store) {
	padding(t, s)
	for _, n := range []int{2, 5, 1, 3} {
		add(t, s, doc("t1", fmt.Sprint("has ", n), strings.Repeat("apple ", n)+filler(20-n)))
	}
	wantOrder(t, s, "apple", "has 5", "has 3", "has 2", "has 1")

	for range 100 { // the same if nearly every document has the word
		add(t, s, doc("t2", "plain", "pear"+filler(19)))
	}
	add(t, s, doc("t2", "best", "pear pear"+filler(18)))
	if got := search(t, s, "t2", "pear", 2, 0).Hits; got[0].Title != "best" || got[0].Score <= got[1].Score {
		t.Errorf("first hit %q with score %v, then %v; want best, and falling", got[0].Title, got[0].Score, got[1].Score)
	}
}

// tinyDocuments ranks documents with so few words that their average length
// means little.
func tinyDocuments(t *testing.T, s service.Store) {
	for range 3 {
		add(t, s, doc("t1", "🙂", "dog"))
	}
	add(t, s, doc("t1", "🙂", "cat dog"), doc("t1", "🙃", "cat cat"))
	wantOrder(t, s, "cat", "🙃", "🙂")
}

func shorterFirst(t *testing.T, s service.Store) {
	padding(t, s)
	for _, n := range []int{500, 20, 6000, 100} {
		add(t, s, doc("t1", fmt.Sprint(n), "apple apple"+filler(n)))
	}
	wantOrder(t, s, "apple", "20", "100", "500", "6000")
}

func titleFirst(t *testing.T, s service.Store) {
	padding(t, s)
	add(t, s, doc("t1", "plain", "apple"+filler(10)), doc("t1", "apple", "plain"+filler(10)))
	wantOrder(t, s, "apple", "apple", "plain")
}

func totalBeyondThePage(t *testing.T, s service.Store) {
	for i := range 25 {
		add(t, s, doc("t1", "d", fmt.Sprint("word ", i)))
	}
	for _, c := range []struct{ limit, offset, hits int }{
		{10, 0, 10}, {10, 20, 5}, {50, 0, 25}, {10, 25, 0}, {10, 1 << 40, 0},
	} {
		page := search(t, s, "t1", "word", c.limit, c.offset)
		if page.Total != 25 || len(page.Hits) != c.hits {
			t.Errorf("limit %d offset %d: total %d with %d hits, want 25 with %d",
				c.limit, c.offset, page.Total, len(page.Hits), c.hits)
		}
	}
}

// pagesJoin uses documents with only a few different scores, because ties are
// the hard part.
func pagesJoin(t *testing.T, s service.Store) {
	const n = 60
	for i := range n {
		add(t, s, doc("t1", fmt.Sprint(i), strings.Repeat("word ", 1+i%3)+filler(3-i%3)))
	}
	all := titles(t, s, "t1", "word")
	var joined []string
	var last float64
	for offset := 0; offset < n; offset += 7 {
		for _, hit := range search(t, s, "t1", "word", 7, offset).Hits {
			if joined = append(joined, hit.Title); len(joined) > 1 && hit.Score > last {
				t.Errorf("score rises from %v to %v", last, hit.Score)
			}
			last = hit.Score
		}
	}
	if !slices.Equal(joined[:len(all)], all) {
		t.Errorf("small pages give another order than a large one:\n%q\n%q", joined, all)
	}
	if slices.Sort(joined); len(slices.Compact(joined)) != n {
		t.Errorf("pages hold %d different documents, want %d", len(slices.Compact(joined)), n)
	}
}

// manyCommonWords searches for the most words that a query has, in more
// documents than a store ranks for them.
func manyCommonWords(t *testing.T, s service.Store) {
	const n = 330
	var words strings.Builder
	for i := range 32 {
		fmt.Fprintf(&words, "w%d ", i)
	}
	for i := range n {
		add(t, s, doc("t1", fmt.Sprint(i), words.String()+filler(20)))
	}
	padding(t, s)
	add(t, s, doc("t1", "best", words.String()+words.String()))
	page := search(t, s, "t1", words.String(), 10, 0)
	if page.Total != n+1 || len(page.Hits) != 10 || page.Hits[0].Title != "best" {
		t.Errorf("total %d with %d hits, first %q; want %d with 10, first best",
			page.Total, len(page.Hits), page.Hits[0].Title, n+1)
	}
	seen := map[string]bool{}
	for offset := 0; offset < 300; offset += 50 {
		for _, hit := range search(t, s, "t1", words.String(), 50, offset).Hits {
			seen[hit.ID] = true
		}
	}
	if len(seen) != 300 {
		t.Errorf("pages hold %d different documents, want 300", len(seen))
	}
}
