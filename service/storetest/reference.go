package storetest

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/knwl-platform/infra/service"
)

// reference ranks as the original service does: BM25 with k1 1.2 and b 0.75
// over title, content and tags, as FTS5 computes it.
type reference struct {
	places  map[string]map[int][]int // word to document to places
	lengths []float64
	average float64
}

func newReference(docs []service.Document) *reference {
	r := &reference{places: map[string]map[int][]int{}, lengths: make([]float64, len(docs))}
	for n, d := range docs {
		place := 0
		for _, field := range append([]string{d.Title, d.Content}, d.Tags...) {
			for _, w := range service.Words(field) {
				if r.places[w] == nil {
					r.places[w] = map[int][]int{}
				}
				r.places[w][n] = append(r.places[w][n], place)
				r.lengths[n]++
				place++
			}
			place++
		}
		r.average += r.lengths[n] / float64(len(docs))
	}
	return r
}

// search returns the best documents.
func (r *reference) search(terms []service.Term, limit int) []int {
	scores := map[int]float64{}
	for i, t := range terms {
		found := r.occurrences(t)
		n, all := float64(len(found)), float64(len(r.lengths))
		idf := max(1e-6, math.Log((all-n+0.5)/(n+0.5)))
		maps.DeleteFunc(scores, func(d int, _ float64) bool { return found[d] == 0 })
		for d, f := range found {
			if _, hasOthers := scores[d]; i == 0 || hasOthers {
				scores[d] += idf * f * 2.2 / (f + 1.2*(0.25+0.75*r.lengths[d]/r.average))
			}
		}
	}
	best := slices.SortedFunc(maps.Keys(scores), func(a, b int) int {
		return cmp.Or(cmp.Compare(scores[b], scores[a]), cmp.Compare(a, b))
	})
	return best[:min(limit, len(best))]
}

// occurrences returns how often each document has a term.
func (r *reference) occurrences(t service.Term) map[int]float64 {
	found := map[int]float64{}
	count := func(word string) {
		for d, places := range r.places[word] {
			for _, p := range places {
				if r.follow(t.Words[1:], d, p+1) {
					found[d]++
				}
			}
		}
	}
	if !t.Prefix {
		count(t.Words[0])
		return found
	}
	for word := range r.places {
		if strings.HasPrefix(word, t.Words[0]) {
			count(word)
		}
	}
	return found
}

func (r *reference) follow(words []string, doc, place int) bool {
	for i, w := range words {
		if _, there := slices.BinarySearch(r.places[w][doc], place+i); !there {
			return false
		}
	}
	return true
}
