package postgres

import (
	"testing"
	"unicode/utf8"

	"github.com/knwl-platform/infra/internal/pgtest"
	"github.com/knwl-platform/infra/service"
	"github.com/knwl-platform/infra/service/storetest"
)

// FuzzText stores any text and searches for its words. Nothing in the text may
// break out of the tsvector or the tsquery.
func FuzzText(f *testing.F) {
	for _, q := range storetest.HostileQueries {
		f.Add(q)
	}
	store := mustOpen(f, Config{URL: pgtest.Start(f, pgtest.Fast).NewDatabase(f)})
	f.Fuzz(func(t *testing.T, text string) {
		limits := service.Limits{Title: 1000, Content: 200_000}
		words := service.QueryWords(text)
		page, err := store.Search(t.Context(), service.Query{Tenant: "t1", Words: words, Limit: 1})
		if err != nil {
			t.Fatalf("searching %q: %v", text, err)
		}
		if !utf8.ValidString(text) || limits.Check("t", text, nil) != nil {
			return
		}
		before := page.Total
		err = store.Add(t.Context(), service.Document{
			ID: "0197c7a0-0000-7000-8000-000000000000", Tenant: "t1", Title: "t", Content: text, Tags: []string{text},
		})
		if err != nil {
			t.Fatalf("adding %q: %v", text, err)
		}
		page, err = store.Search(t.Context(), service.Query{Tenant: "t1", Words: words, Limit: 1})
		if err != nil || len(words) > 0 && page.Total != before+1 {
			t.Errorf("%q: %d found before, %d after, %v", text, before, page.Total, err)
		}
	})
}
