// Package storetest is the contract of [service.Store] as tests, which every
// store must pass.
package storetest

import (
	"context"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/knwl-platform/infra/service"
)

// Run runs all tests. open must return a new, empty store for each.
func Run(t *testing.T, open func(t *testing.T) service.Store) {
	for _, test := range []struct {
		name string
		run  func(*testing.T, service.Store)
	}{
		{"a document comes back whole", comesBackWhole},
		{"every word must match", everyWordMustMatch},
		{"words match however they are written", wordsAreFolded},
		{"tags match", tagsMatch},
		{"phrases and prefixes match", phrasesAndPrefixes},
		{"any query is answered", anyQuery},
		{"without words nothing matches", noWordsNoMatch},
		{"an unknown tenant has nothing", unknownTenant},
		{"counts are per tenant", counts},
		{"more occurrences rank higher", moreOccurrencesFirst},
		{"more occurrences rank higher in tiny documents", tinyDocuments},
		{"a shorter document ranks higher", shorterFirst},
		{"a title ranks higher", titleFirst},
		{"total counts what the page leaves out", totalBeyondThePage},
		{"pages join without gap or overlap", pagesJoin},
		{"many common words are counted and ranked", manyCommonWords},
		{"concurrent adds are all kept", concurrentAdds},
		{"a search whose time is up ends", cancelledSearch},
		{"extreme documents are kept and found", extremeDocuments},
		{"results are exactly the tenant's matches", matchesTheModel},
		{"a closed store refuses", closedRefuses},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := open(t)
			t.Cleanup(func() { s.Close() })
			test.run(t, s)
		})
	}
}

// doc returns a new document.
func doc(tenant, title, content string) service.Document {
	return service.Document{
		ID:        uuid.Must(uuid.NewV7()).String(),
		Tenant:    tenant,
		Title:     title,
		Content:   content,
		Tags:      []string{},
		CreatedAt: time.Now().UTC().Truncate(time.Millisecond),
	}
}

func add(t testing.TB, s service.Store, docs ...service.Document) {
	t.Helper()
	for _, d := range docs {
		if err := s.Add(context.Background(), d); err != nil {
			t.Fatalf("Add: %v", err)
		}
	}
}

func search(t testing.TB, s service.Store, tenant, text string, limit, offset int) service.Page {
	t.Helper()
	page, err := s.Search(context.Background(), service.Query{
		Tenant: tenant, Words: service.QueryWords(text), Limit: limit, Offset: offset,
	})
	if err != nil {
		t.Fatalf("Search %q: %v", text, err)
	}
	return page
}

// titles searches and returns the titles, best first.
func titles(t testing.TB, s service.Store, tenant, text string) []string {
	t.Helper()
	var titles []string
	for _, hit := range search(t, s, tenant, text, 50, 0).Hits {
		titles = append(titles, hit.Title)
	}
	return titles
}
