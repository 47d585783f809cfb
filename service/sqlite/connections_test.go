package sqlite

import (
	"database/sql"
	"path/filepath"
	"testing"
)

func pragma(t *testing.T, db *sql.DB, name string) (value string) {
	t.Helper()
	if err := db.QueryRowContext(t.Context(), "PRAGMA "+name).Scan(&value); err != nil {
		t.Fatal(err)
	}
	return value
}

// synchronous 2 is FULL: a commit is on the disk before it is confirmed, so it
// survives a power failure.
func TestConnectionsKeepWhatIsCommitted(t *testing.T) {
	s := mustOpen(t, filepath.Join(t.TempDir(), "app.db"))
	for name, db := range map[string]*sql.DB{"writer": s.writer, "readers": s.readers} {
		for setting, want := range map[string]string{
			"synchronous": "2", "journal_mode": "wal", "foreign_keys": "1", "busy_timeout": "10000",
		} {
			if got := pragma(t, db, setting); got != want {
				t.Errorf("%s: %s is %s, want %s", name, setting, got, want)
			}
		}
	}
}

func TestReadersCannotWrite(t *testing.T) {
	s := mustOpen(t, filepath.Join(t.TempDir(), "app.db"))
	if _, err := s.readers.ExecContext(t.Context(), "CREATE TABLE x (y)"); err == nil {
		t.Error("a reader has written")
	}
}
