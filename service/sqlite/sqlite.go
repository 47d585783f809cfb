// Package sqlite stores documents in one SQLite file, for a single process.
// Searches run concurrently; writes share commits.
package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"

	"golang.org/x/sync/semaphore"
	_ "modernc.org/sqlite" // the driver, in pure Go

	"github.com/knwl-platform/infra/service"
	"github.com/knwl-platform/infra/service/internal/groupcommit"
)

// Store is a [service.Store] in a SQLite file.
type Store struct {
	file    *file
	readers *sql.DB
	turns   *semaphore.Weighted // limits searches; unlike the pool, it is first come, first served
	writer  *sql.DB             // has one connection, because SQLite allows one writer anyway
	adds    *groupcommit.Writer[service.Document]

	tenants sync.Map // name to *tenant
	pages   *statements[pageKey]
	inserts *statements[insertKey]

	lastKey, insertDocument, growTenant, size *sql.Stmt

	old        atomic.Pointer[map[int64]bool] // tenants whose old index is still needed, or nil
	merging    *merging
	background sync.WaitGroup
	stop       context.CancelFunc
}

var _ service.Store = (*Store)(nil)

// Open opens the file at path and brings its schema up to date. If necessary,
// it creates the file and its directory, which only this user can access.
func Open(ctx context.Context, path string) (*Store, error) {
	s, err := open(ctx, path)
	if err == nil {
		s.file, err = watch(path)
	}
	if err != nil {
		return nil, fmt.Errorf("SQLite file %s: %w", path, err)
	}
	return s, nil
}

func open(ctx context.Context, path string) (*Store, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	writer, err := sql.Open("sqlite", dsn(path, "_txlock=immediate"))
	if err != nil {
		return nil, err
	}
	writer.SetMaxOpenConns(1)
	if err := migrate(ctx, writer); err != nil {
		return nil, errors.Join(err, writer.Close())
	}
	readers, err := sql.Open("sqlite", dsn(path, "_pragma=query_only(1)"))
	if err != nil {
		return nil, errors.Join(err, writer.Close())
	}
	// A search only computes, so running more searches than there are
	// processors makes all of them slower.
	n := max(2, runtime.GOMAXPROCS(0))
	readers.SetMaxOpenConns(n)
	readers.SetMaxIdleConns(n)
	s := &Store{
		readers: readers, turns: semaphore.NewWeighted(int64(n)), writer: writer,
		pages: newStatements[pageKey](readers), inserts: newStatements[insertKey](writer),
		merging: newMerging(),
	}
	if err := s.prepare(ctx); err != nil {
		return nil, errors.Join(err, readers.Close(), writer.Close())
	}
	s.adds = groupcommit.NewWriter(s.write)
	background, stop := context.WithCancel(context.WithoutCancel(ctx))
	s.stop = stop
	s.background.Go(func() {
		s.reindexAll(background)
		s.mergeWhileIdle(background)
	})
	return s, nil
}

func (s *Store) prepare(ctx context.Context) (err error) {
	for stmt, query := range map[**sql.Stmt]string{
		&s.lastKey: lastKeySQL, &s.insertDocument: insertDocumentSQL, &s.growTenant: growTenantSQL,
		&s.size: sizeSQL,
	} {
		if *stmt, err = s.writer.PrepareContext(ctx, query); err != nil {
			return err
		}
	}
	return s.findOldIndexes(ctx)
}

// dsn returns the data source name with the settings of every connection. With
// synchronous(FULL) a commit survives a power failure, not only a crash of the
// process.
func dsn(path, extra string) string {
	return "file:" + (&url.URL{Path: path}).EscapedPath() +
		"?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)" +
		"&_pragma=foreign_keys(1)&_pragma=temp_store(MEMORY)&_pragma=cache_size(-8000)&" + extra
}

// Counts implements [service.Store].
func (s *Store) Counts(ctx context.Context) (_ map[string]int64, err error) {
	defer markUnavailable(&err)
	rows, err := s.readers.QueryContext(ctx, `SELECT name, documents FROM tenant WHERE documents > 0`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	counts := map[string]int64{}
	for rows.Next() {
		var name string
		var n int64
		if err := rows.Scan(&name, &n); err != nil {
			return nil, err
		}
		counts[name] = n
	}
	return counts, rows.Err()
}

// Close implements [service.Store].
func (s *Store) Close() error {
	s.stop()
	s.adds.Close()
	s.background.Wait()
	return errors.Join(s.readers.Close(), s.writer.Close())
}
