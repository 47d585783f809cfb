package postgres

import (
	"context"
	"errors"
	"maps"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/knwl-platform/infra/service"
)

// Add implements [service.Store].
func (s *Store) Add(ctx context.Context, d service.Document) error {
	return s.adds.Do(ctx, d)
}

// write stores a batch in one round trip, which PostgreSQL runs as one
// transaction.
func (s *Store) write(ctx context.Context, docs []service.Document) error {
	type growth struct{ documents, words int }
	grown := map[int32]growth{}
	batch := &pgx.Batch{}
	for _, d := range docs {
		tenant, err := s.numberOrNew(ctx, d.Tenant)
		if err != nil {
			return err
		}
		words, length := vector(tenant, d)
		batch.Queue(`INSERT INTO document (tenant, id, title, content, tags, created_at, length, words, version)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8::text::tsvector, $9)`,
			tenant, d.ID, d.Title, d.Content, d.Tags, d.CreatedAt, length, words, vectorVersion)
		g := grown[tenant]
		grown[tenant] = growth{g.documents + 1, g.words + length}
	}
	// These updates come last because each locks its tenant for other tasks
	// until the commit. They are ordered by number so that two tasks cannot
	// deadlock.
	for _, tenant := range slices.Sorted(maps.Keys(grown)) {
		g := grown[tenant]
		batch.Queue(`UPDATE tenant SET documents = documents + $1, words = words + $2 WHERE number = $3`,
			g.documents, g.words, tenant)
	}
	return s.pool.with(ctx, func(c *pgxpool.Conn) error {
		return c.SendBatch(ctx, batch).Close()
	})
}

func (s *Store) numberOrNew(ctx context.Context, tenant string) (int32, error) {
	n, err := s.number(ctx, s.pool, tenant)
	if !errors.Is(err, errNoTenant) {
		return n, err
	}
	err = s.pool.with(ctx, func(c *pgxpool.Conn) error {
		_, err := c.Exec(ctx, `INSERT INTO tenant (name) VALUES ($1) ON CONFLICT DO NOTHING`, tenant)
		return err
	})
	if err != nil {
		return 0, err
	}
	return s.number(ctx, s.pool, tenant)
}

func (s *Store) number(ctx context.Context, p *pool, tenant string) (int32, error) {
	if n, known := s.numbers.Load(tenant); known {
		return n.(int32), nil
	}
	var number int32
	err := p.with(ctx, func(c *pgxpool.Conn) error {
		return c.QueryRow(ctx, `SELECT number FROM tenant WHERE name = $1`, tenant).Scan(&number)
	})
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, errNoTenant
	}
	if err == nil {
		s.numbers.Store(tenant, number)
	}
	return number, err
}
