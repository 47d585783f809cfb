// Package postgres stores documents in PostgreSQL, which many tasks can share.
package postgres

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/knwl-platform/infra/service"
	"github.com/knwl-platform/infra/service/internal/groupcommit"
)

// Store is a [service.Store] in a PostgreSQL database.
type Store struct {
	pool    *pool
	replica *replica // nil without one
	adds    *groupcommit.Writer[service.Document]
	numbers sync.Map // tenant name to number (int32); a number never changes

	background sync.WaitGroup
	stop       context.CancelFunc
}

var (
	_ service.Store      = (*Store)(nil)
	_ service.Replicated = (*Store)(nil)
)

// Open connects and brings the schema up to date.
func Open(ctx context.Context, cfg Config) (*Store, error) {
	pool, err := newPool(ctx, cfg)
	if err != nil {
		return nil, fmt.Errorf("PostgreSQL: %w", err)
	}
	if err := migrate(ctx, pool); err != nil {
		pool.Close()
		return nil, fmt.Errorf("PostgreSQL: %w", err)
	}
	s := &Store{pool: pool}
	if cfg.ReadURL != "" {
		if s.replica, err = openReplica(ctx, cfg); err != nil {
			pool.Close()
			return nil, fmt.Errorf("PostgreSQL, read replica: %w", err)
		}
	}
	if cfg.Meter != nil {
		s.measure(cfg.Meter)
	}
	s.adds = groupcommit.NewWriter(s.write)
	background, stop := context.WithCancel(context.WithoutCancel(ctx))
	s.stop = stop
	s.background.Go(func() { s.reindexAll(background) })
	if s.replica != nil {
		s.background.Go(func() { s.replica.watch(background) })
	}
	return s, nil
}

// Counts implements [service.Store].
func (s *Store) Counts(ctx context.Context) (map[string]int64, error) {
	counts := map[string]int64{}
	err := s.pool.with(ctx, func(c *pgxpool.Conn) error {
		rows, err := c.Query(ctx, `SELECT name, documents FROM tenant WHERE documents > 0`)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var name string
			var n int64
			if err := rows.Scan(&name, &n); err != nil {
				return err
			}
			counts[name] = n
		}
		return rows.Err()
	})
	return counts, err
}

// Ping implements [service.Store].
func (s *Store) Ping(ctx context.Context) error {
	return s.pool.with(ctx, func(c *pgxpool.Conn) error { return c.Ping(ctx) })
}

// Close implements [service.Store].
func (s *Store) Close() error {
	s.stop()
	s.adds.Close()
	s.background.Wait()
	s.pool.Close()
	if s.replica != nil {
		s.replica.Close()
	}
	return nil
}

var errNoTenant = errors.New("no such tenant")
