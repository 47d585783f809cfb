package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"sync/atomic"
)

// file watches the database's file. The store's connections would notice late that it is gone or
// damaged, because they keep it open and pages of it in their caches.
type file struct {
	path   string
	opened os.FileInfo
	size   atomic.Int64 // the largest seen; the file never shrinks
}

func watch(path string) (*file, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	f := &file{path: path, opened: info}
	f.size.Store(info.Size())
	return f, nil
}

// Ping implements [service.Store]. It reads the file through a new connection, whose cache is empty.
func (s *Store) Ping(ctx context.Context) error {
	if err := errors.Join(s.file.check(), s.readers.PingContext(ctx)); err != nil {
		return err
	}
	db, err := sql.Open("sqlite", dsn(s.file.path, "_pragma=query_only(1)&mode=rw"))
	if err != nil {
		return err
	}
	defer db.Close()
	var any bool
	return db.QueryRowContext(ctx, `SELECT exists(SELECT 1 FROM tenant)`).Scan(&any)
}

func (f *file) check() error {
	now, err := os.Stat(f.path) // not opened: closing it would release SQLite's locks
	if err != nil {
		return err
	}
	if !os.SameFile(f.opened, now) {
		return errors.New("another file is in the place of the database; restart to use it")
	}
	for {
		size := f.size.Load()
		if now.Size() < size {
			return errors.New("the database is truncated; restore it from a backup")
		}
		if f.size.CompareAndSwap(size, now.Size()) {
			return nil
		}
	}
}
