package sqlite

import (
	"database/sql"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/knwl-platform/infra/service"
)

// oldFile writes a file as the program with schema 1 did: n documents of a
// tenant, each with the word "word" and the tag "label".
func oldFile(t *testing.T, n int) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "app.db")
	db, err := sql.Open("sqlite", dsn(path, ""))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	must := func(query string, args ...any) {
		t.Helper()
		if _, err := db.ExecContext(t.Context(), query, args...); err != nil {
			t.Fatal(err)
		}
	}
	must(schema1 + `; PRAGMA user_version = 1;
		INSERT INTO tenant (number, name, documents, words) VALUES (1, 'old', 0, 0);
		CREATE VIRTUAL TABLE words_1 USING fts5(words, content='', columnsize=0, tokenize='ascii');`)
	for i := range n {
		key := (i+1)<<12 | 7
		must(`INSERT INTO document VALUES (?, 1, ?, 'title', ?, '["label"]', 0)`, key, fmt.Sprint(i), fmt.Sprint("word n", i))
		must(`INSERT INTO words_1 (rowid, words) VALUES (?, ?)`, key, fmt.Sprint("title title word n", i))
		must(`UPDATE tenant SET documents = documents + 1, words = words + 7`)
	}
	return path
}

func total(t *testing.T, s *Store, query string) int {
	t.Helper()
	page, err := s.Search(t.Context(), service.Query{Tenant: "old", Words: service.QueryWords(query), Limit: 5000})
	if err != nil {
		t.Fatal(err)
	}
	if len(page.Hits) != page.Total {
		t.Errorf("%q: %d hits of %d", query, len(page.Hits), page.Total)
	}
	return page.Total
}

func TestOldDocumentsAreFoundWhileTheyMove(t *testing.T) {
	const n = 1000
	path := oldFile(t, n)
	for moved, starts := 0, 0; moved < n; starts++ {
		if starts > n {
			t.Fatalf("%d of %d documents have moved", moved, n)
		}
		s, err := Open(t.Context(), path)
		if err != nil {
			t.Fatal(err)
		}
		if got := total(t, s, "word"); got != n+starts {
			t.Errorf("%d documents found, want %d", got, n+starts)
		}
		add := service.Document{Tenant: "old", Title: "new", Content: "word"}
		if err := s.Add(t.Context(), add); err != nil {
			t.Fatal(err)
		}
		if got := total(t, s, "word"); got != n+starts+1 {
			t.Errorf("%d documents found, want %d", got, n+starts+1)
		}
		moved = total(t, s, "label")
		if err := s.Close(); err != nil { // often before all have moved
			t.Fatal(err)
		}
	}
}

func TestAnOldIndexIsDroppedAtTheStartAfterTheMove(t *testing.T) {
	path := oldFile(t, 10)
	s := mustOpen(t, path)
	for total(t, s, "label") < 10 || s.moving(1) {
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = mustOpen(t, path)
	var old int
	err := s.readers.QueryRowContext(t.Context(),
		`SELECT count(*) FROM sqlite_master WHERE name GLOB 'words_*'`).Scan(&old)
	if err != nil || old != 0 {
		t.Errorf("%d tables of the old index are left, %v", old, err)
	}
	if got := total(t, s, `"word n7" ti* label`); got != 1 {
		t.Errorf("%d documents found, want 1", got)
	}
	if counts, err := s.Counts(t.Context()); err != nil || counts["old"] != 10 {
		t.Errorf("counts %v, %v, want 10", counts, err)
	}
}

func TestNewTenantsBesideAnOldOne(t *testing.T) {
	s := mustOpen(t, oldFile(t, 500))
	if err := s.Add(t.Context(), service.Document{Tenant: "new", Title: "t", Content: "word"}); err != nil {
		t.Fatal(err)
	}
	page, err := s.Search(t.Context(), service.Query{Tenant: "new", Words: service.QueryWords("word"), Limit: 1})
	if err != nil || page.Total != 1 {
		t.Errorf("total %d, %v, want 1", page.Total, err)
	}
}
