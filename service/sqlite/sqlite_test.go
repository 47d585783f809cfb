package sqlite

import (
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/knwl-platform/infra/service"
	"github.com/knwl-platform/infra/service/storetest"
)

func mustOpen(t testing.TB, path string) *Store {
	t.Helper()
	s, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func TestContract(t *testing.T) {
	storetest.Run(t, func(t *testing.T) service.Store {
		return mustOpen(t, filepath.Join(t.TempDir(), "sub", "a db?.db"))
	})
}

func TestStoresThatStartAtOnceMigrateOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "app.db")
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() { mustOpen(t, path) })
	}
	wg.Wait()
}

func TestTwoStoresShareAFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "app.db")
	a, b := mustOpen(t, path), mustOpen(t, path)
	var wg sync.WaitGroup
	for _, s := range []*Store{a, b} {
		wg.Go(func() {
			for range 20 {
				if err := s.Add(t.Context(), service.Document{Tenant: "t", Title: "t", Content: "word"}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	page, err := a.Search(t.Context(), service.Query{Tenant: "t", Words: service.QueryWords("word"), Limit: 1})
	if err != nil || page.Total != 40 {
		t.Errorf("total %d, %v, want 40", page.Total, err)
	}
}

// A migration must record its version, or the next start would run it again.
func TestFileTellsItsVersion(t *testing.T) {
	path := filepath.Join(t.TempDir(), "app.db")
	if got, want := pragma(t, mustOpen(t, path).writer, "user_version"), fmt.Sprint(len(migrations)); got != want {
		t.Errorf("user_version is %s, want %s", got, want)
	}
}

func TestAFileThatWouldBeUsedWronglyIsRefused(t *testing.T) {
	for name, statement := range map[string]string{
		"a newer program wrote the file": "PRAGMA user_version = 1000",
		"another program wrote the file": "CREATE TABLE documents (id TEXT)",
	} {
		path := filepath.Join(t.TempDir(), "app.db")
		db, err := sql.Open("sqlite", path)
		if err != nil {
			t.Fatal(err)
		}
		_, err = db.ExecContext(t.Context(), statement)
		if err := errors.Join(err, db.Close()); err != nil {
			t.Fatal(err)
		}
		if s, err := Open(t.Context(), path); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: got %v, %v", name, s, err)
		}
	}
}

// With this average length, bm25 divides by zero unless the store avoids it.
func TestRankingHasNoAverageWithoutIt(t *testing.T) {
	s := mustOpen(t, filepath.Join(t.TempDir(), "app.db"))
	for n := 1; n <= 3; n++ {
		d := service.Document{Tenant: "t", Title: "t", Content: strings.Repeat("apple ", n)}
		d.Content += strings.Repeat("x ", averageWithoutRanking-4-n) // 4 for the title, twice, and separators
		if err := s.Add(t.Context(), d); err != nil {
			t.Fatal(err)
		}
		page, err := s.Search(t.Context(), service.Query{Tenant: "t", Words: service.QueryWords("apple"), Limit: 5})
		if err != nil || page.Hits[0].Content != d.Content || n > 1 && page.Hits[0].Score <= page.Hits[1].Score {
			t.Errorf("%d documents: the best is not first, %v", n, err)
		}
	}
}

// SQLite allows one writer at a time. A second connection would only wait until
// it times out.
func TestOneConnectionWrites(t *testing.T) {
	s := mustOpen(t, filepath.Join(t.TempDir(), "app.db"))
	if got := s.writer.Stats().MaxOpenConnections; got != 1 {
		t.Errorf("up to %d connections write", got)
	}
}

func TestRelevance(t *testing.T) {
	storetest.Relevance(t, mustOpen(t, filepath.Join(t.TempDir(), "app.db")))
}
