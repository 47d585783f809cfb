package postgres

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/knwl-platform/infra/service"
)

const (
	reindexDocuments = 100
	// reindexInterval is the time between looks for documents of tasks that run
	// the program before, and after an error.
	reindexInterval = time.Minute
)

// reindexAll brings the words of stored documents to the current version, in
// batches. Until then a document is found without its tags.
func (s *Store) reindexAll(ctx context.Context) {
	for ctx.Err() == nil {
		if more, err := s.reindex(ctx); more && err == nil {
			continue
		}
		select { // an error is tried again, and Ping reports a database that is away
		case <-ctx.Done():
		case <-time.After(reindexInterval):
		}
	}
}

const (
	// One task at a time holds the lock; the others look again later.
	movedSQL    = `SELECT moved, (SELECT coalesce(max(key), 0) FROM document) FROM reindex FOR UPDATE SKIP LOCKED`
	outdatedSQL = `SELECT key, tenant, title, content, tags, length FROM document
		WHERE key > $1 AND key <= $2 AND version < $3 ORDER BY key LIMIT $4`
	renewSQL = `UPDATE document SET words = $2::text::tsvector, length = $3, version = $4 WHERE key = $1`
	growSQL  = `UPDATE tenant SET words = words + $1 WHERE number = $2`
)

// reindex renews one batch. It returns true if there may be more.
func (s *Store) reindex(ctx context.Context) (more bool, err error) {
	err = s.pool.with(ctx, func(c *pgxpool.Conn) error {
		return pgx.BeginFunc(ctx, c, func(tx pgx.Tx) error {
			var moved, last int64
			if err := tx.QueryRow(ctx, movedSQL).Scan(&moved, &last); err != nil {
				return err
			}
			old, err := outdated(ctx, tx, moved, last)
			if err != nil {
				return err
			}
			if more = len(old) > 0; more {
				last = old[len(old)-1].key
			}
			batch := renewal(old)
			batch.Queue(`UPDATE reindex SET moved = $1`, last)
			return tx.SendBatch(ctx, batch).Close()
		})
	})
	return more, err
}

type outdatedDocument struct {
	key    int64
	tenant int32
	length int
	service.Document
}

func outdated(ctx context.Context, tx pgx.Tx, moved, last int64) ([]outdatedDocument, error) {
	rows, err := tx.Query(ctx, outdatedSQL, moved, last, vectorVersion, reindexDocuments)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (d outdatedDocument, err error) {
		err = row.Scan(&d.key, &d.tenant, &d.Title, &d.Content, &d.Tags, &d.length)
		return d, err
	})
}

// renewal returns the updates of documents. Those of tenants are in the order
// that write has too, so that they cannot deadlock.
func renewal(docs []outdatedDocument) *pgx.Batch {
	batch := &pgx.Batch{}
	grown := map[int32]int{}
	for _, d := range docs {
		words, length := vector(d.tenant, d.Document)
		batch.Queue(renewSQL, d.key, words, length, vectorVersion)
		grown[d.tenant] += length - d.length
	}
	for _, tenant := range slices.Sorted(maps.Keys(grown)) {
		batch.Queue(growSQL, grown[tenant], tenant)
	}
	return batch
}
