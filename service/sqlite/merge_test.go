package sqlite

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/knwl-platform/infra/service"
)

// segments returns the number of segments of the first tenant's index.
func segments(t *testing.T, s *Store) (n int) {
	t.Helper()
	err := s.readers.QueryRowContext(t.Context(), `SELECT count(DISTINCT segid) FROM text_1_idx`).Scan(&n)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestAnIdleIndexBecomesOneSegment(t *testing.T) {
	s := mustOpen(t, filepath.Join(t.TempDir(), "app.db"))
	for i := range 30 { // each in a transaction of its own
		d := service.Document{Tenant: "t", Title: "t", Content: fmt.Sprint("word n", i)}
		if err := s.Add(t.Context(), d); err != nil {
			t.Fatal(err)
		}
	}
	for deadline := time.Now().Add(30 * time.Second); segments(t, s) > 1; {
		if time.Now().After(deadline) {
			t.Fatalf("%d segments", segments(t, s))
		}
	}
	page, err := s.Search(t.Context(), service.Query{Tenant: "t", Words: service.QueryWords("word"), Limit: 1})
	if err != nil || page.Total != 30 {
		t.Errorf("total %d, %v, want 30", page.Total, err)
	}
}

// A document must not be written again for each that follows it.
func TestOnlyALargeShareOfNewDocumentsMergesAWholeIndex(t *testing.T) {
	for added, want := range map[int]bool{0: false, 124: false, 125: true, 1000: true} {
		if got := wholeMerge(added, 1000); got != want {
			t.Errorf("%d of 1000: %v, want %v", added, got, want)
		}
	}
}
