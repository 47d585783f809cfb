package sqlite

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/knwl-platform/infra/service"
)

const (
	reindexDocuments = 100
	reindexBytes     = 1 << 20 // of content; a batch delays documents that are added meanwhile
	reindexPause     = time.Second
)

// findOldIndexes finds the indexes of schema 1. It drops them when the new ones
// have all documents. This waits for the next start, because searches that are
// under way may still read the old ones.
func (s *Store) findOldIndexes(ctx context.Context) error {
	tx, err := s.writer.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	tenants, err := numbers(ctx, tx,
		`SELECT number FROM tenant JOIN sqlite_master ON type = 'table' AND sqlite_master.name = 'words_' || number`)
	if err != nil {
		return err
	}
	var moving bool
	if err := tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM reindex)`).Scan(&moving); err != nil {
		return err
	}
	old := map[int64]bool{}
	for _, t := range tenants {
		if old[t] = true; !moving {
			if err := exec(ctx, tx, fmt.Sprintf(`DROP TABLE words_%d`, t)); err != nil {
				return err
			}
		}
	}
	if moving {
		s.old.Store(&old)
	}
	return tx.Commit()
}

// moving reports whether documents of a tenant may still be in its old index.
func (s *Store) moving(tenant int64) bool {
	old := s.old.Load()
	return old != nil && (*old)[tenant]
}

// reindexAll moves all documents to the new indexes, in batches between which
// others write.
func (s *Store) reindexAll(ctx context.Context) {
	for s.old.Load() != nil && ctx.Err() == nil {
		done, err := s.reindex(ctx)
		if done {
			s.old.Store(nil)
		}
		if err != nil { // such as a full disk; Ping and Add report it
			sleep(ctx, reindexPause)
		}
	}
}

// reindex moves one batch. It returns true if nothing is left.
func (s *Store) reindex(ctx context.Context) (done bool, err error) {
	entries, err := s.nextEntries(ctx)
	if err != nil {
		return false, err
	}
	tx, err := s.writer.BeginTx(ctx, nil)
	if err != nil {
		return false, err
	}
	defer tx.Rollback()
	if len(entries) == 0 {
		if err := exec(ctx, tx, `DELETE FROM reindex`); err != nil {
			return false, err
		}
		return true, tx.Commit()
	}
	// Another process may have moved the same documents.
	first, last := entries[0].key, entries[len(entries)-1].key
	moved, err := tx.ExecContext(ctx, `UPDATE reindex SET moved = ? WHERE moved < ?`, last, first)
	if err != nil {
		return false, err
	}
	if n, err := moved.RowsAffected(); n == 0 || err != nil {
		return false, err
	}
	if err := s.insert(ctx, tx, entries, 0); err != nil {
		return false, err
	}
	return false, tx.Commit()
}

// nextEntries reads the next documents to move.
func (s *Store) nextEntries(ctx context.Context) ([]entry, error) {
	rows, err := s.readers.QueryContext(ctx, `SELECT key, tenant, title, content, tags FROM document, reindex
		WHERE key > moved AND key <= last_key ORDER BY key LIMIT ?`, reindexDocuments)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var entries []entry
	for size := 0; size < reindexBytes && rows.Next(); {
		var key, tenant int64
		var d service.Document
		var tags string
		if err := rows.Scan(&key, &tenant, &d.Title, &d.Content, &tags); err != nil {
			return nil, err
		}
		if err := json.Unmarshal([]byte(tags), &d.Tags); err != nil {
			return nil, err
		}
		e, err := s.entry(ctx, tenant, d)
		if err != nil {
			return nil, err
		}
		e.key = key
		entries = append(entries, e)
		size += len(d.Content)
	}
	return entries, rows.Err()
}

func sleep(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}
