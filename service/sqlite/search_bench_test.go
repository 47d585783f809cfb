package sqlite

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/knwl-platform/infra/service"
)

// BenchmarkRareWord measures a search that ranks almost nothing.
func BenchmarkRareWord(b *testing.B) {
	s := mustOpen(b, filepath.Join(b.TempDir(), "app.db"))
	for i := range 500 {
		d := service.Document{Tenant: "t", Title: "title", Content: fmt.Sprint("word n", i)}
		if err := s.Add(b.Context(), d); err != nil {
			b.Fatal(err)
		}
	}
	for b.Loop() {
		page, err := s.Search(b.Context(), service.Query{Tenant: "t", Words: service.QueryWords("n77"), Limit: 10})
		if err != nil || page.Total != 1 {
			b.Fatal(page, err)
		}
	}
}
