package storetest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/knwl-platform/infra/service"
)

// matchesTheModel compares a store with the simplest implementation. With any
// tenants and documents, a search must find each of the tenant's documents with
// all the terms once, and nothing else.
func matchesTheModel(t *testing.T, s service.Store) {
	word := rapid.SampledFrom([]string{
		"red", "green", "Blue", "été", "知", "図知", "t1", "words_1", "AND", "🙂", "x1",
		"re*", "red*", `"`, `"red green"`, "हिन्दी", "ß",
	})
	text := rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(word, 1, 6).Draw(t, "words"), " ")
	})
	round := 0
	rapid.Check(t, func(rt *rapid.T) {
		round++
		tenants := []string{fmt.Sprint("a", round), fmt.Sprint("b", round), fmt.Sprint("a", round, ".x")}
		tenant := rapid.SampledFrom(tenants)
		owned := map[string][]service.Document{}
		for range rapid.IntRange(0, 8).Draw(rt, "documents") {
			d := doc(tenant.Draw(rt, "tenant"), text.Draw(rt, "title"), text.Draw(rt, "content"))
			d.Tags = rapid.SliceOfN(text, 0, 2).Draw(rt, "tags")
			add(t, s, d)
			owned[d.Tenant] = append(owned[d.Tenant], d)
		}
		query, asker := text.Draw(rt, "query"), tenant.Draw(rt, "asker")

		var want, got []string
		for _, d := range owned[asker] {
			if holdsAll(d, service.QueryWords(query)) {
				want = append(want, d.ID)
			}
		}
		page := search(t, s, asker, query, 50, 0)
		for _, hit := range page.Hits {
			got = append(got, hit.ID)
		}
		slices.Sort(want)
		slices.Sort(got)
		if !slices.Equal(got, want) || page.Total != len(want) {
			rt.Errorf("%s searches %q: got %d, %q, want %q", asker, query, page.Total, got, want)
		}
	})
}

func holdsAll(d service.Document, terms []service.Term) bool {
	for _, t := range terms {
		if !slices.ContainsFunc(service.Fields(d), func(field []string) bool { return holds(field, t) }) {
			return false
		}
	}
	return len(terms) > 0
}

func holds(field []string, t service.Term) bool {
	for i := range field {
		if len(field)-i >= len(t.Words) && slices.Equal(field[i:i+len(t.Words)], t.Words) {
			return true
		}
		if t.Prefix && strings.HasPrefix(field[i], t.Words[0]) {
			return true
		}
	}
	return false
}
