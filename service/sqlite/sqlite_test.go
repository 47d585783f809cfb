package sqlite

import (
	"database/sql"
	"fmt"
	"path/filepath"
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
	page, err := a.Search(t.Context(), service.Query{Tenant: "t", Words: []string{"word"}, Limit: 1})
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

func TestAFileThatWouldBeMisreadIsRefusedInOneLine(t *testing.T) {
	for statement, want := range map[string]string{
		"PRAGMA user_version = 1000": "its schema is version 1000 and this program knows up to " +
			fmt.Sprint(len(migrations)) + "; run the program that wrote it, or set DB_PATH to another file",
		"CREATE TABLE documents (id TEXT)": "it belongs to another program, perhaps the original service; " +
			"set DB_PATH to a new file and add the documents through the API",
	} {
		path := filepath.Join(t.TempDir(), "app.db")
		db, err := sql.Open("sqlite", path)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := db.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
		db.Close()
		if _, err := Open(t.Context(), path); err == nil || err.Error() != "SQLite file "+path+": "+want {
			t.Errorf("got %v, want %s", err, want)
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
