package postgres

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
)

const (
	// replicaInterval is the time between looks at a replica. No search waits for a replica that is
	// away, except those that it was answering.
	replicaInterval = 5 * time.Second
	replicaTimeout  = 3 * time.Second
)

// replica is a read replica.
type replica struct {
	*pool
	up atomic.Bool
}

func openReplica(ctx context.Context, cfg Config) (*replica, error) {
	cfg.URL = cfg.ReadURL
	p, err := newPool(ctx, cfg)
	if err != nil {
		return nil, err
	}
	r := &replica{pool: p}
	r.look(ctx)
	return r, nil
}

// look finds out whether the replica can answer searches. After its promotion it cannot, because then
// it no longer gets the primary's documents.
func (r *replica) look(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, replicaTimeout)
	defer cancel()
	var replicates bool
	err := r.with(ctx, func(c *pgxpool.Conn) error {
		return c.QueryRow(ctx, `SELECT pg_is_in_recovery()`).Scan(&replicates)
	})
	r.up.Store(err == nil && replicates)
}

func (r *replica) watch(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(replicaInterval):
			r.look(ctx)
		}
	}
}

// SearchedAt implements [service.Replicated].
func (s *Store) SearchedAt() string {
	switch {
	case s.replica == nil:
		return ""
	case s.replica.up.Load():
		return "replica"
	default:
		return "primary"
	}
}
