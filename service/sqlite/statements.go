package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"sync"
)

// generation limits the memory of the statements of many tenants. It is larger
// than a batch of writes, which prepares its statements before it uses them.
const generation = 512

// statements prepares a statement when it is first used, because preparing one
// takes as long as finding a rare word. It closes those that were not among the
// last ones used.
type statements[K interface {
	comparable
	sql() string
}] struct {
	db *sql.DB

	mu            sync.Mutex
	recent, older map[K]*sql.Stmt
}

func newStatements[K interface {
	comparable
	sql() string
}](db *sql.DB) *statements[K] {
	return &statements[K]{db: db, recent: map[K]*sql.Stmt{}}
}

func (s *statements[K]) get(ctx context.Context, key K) (*sql.Stmt, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if stmt := s.recent[key]; stmt != nil {
		return stmt, nil
	}
	stmt := s.older[key]
	delete(s.older, key)
	if stmt == nil {
		var err error
		if stmt, err = s.db.PrepareContext(ctx, key.sql()); err != nil {
			return nil, err
		}
	}
	if len(s.recent) == generation {
		for _, unused := range s.older {
			if err := unused.Close(); err != nil {
				return nil, errors.Join(err, stmt.Close())
			}
		}
		s.recent, s.older = map[K]*sql.Stmt{}, s.recent
	}
	s.recent[key] = stmt
	return stmt, nil
}
