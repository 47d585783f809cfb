package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/knwl-platform/infra/service"
)

// Search implements [service.Store].
func (s *Store) Search(ctx context.Context, q service.Query) (_ service.Page, err error) {
	defer markUnavailable(&err)
	t, err := s.tenant(ctx, q.Tenant)
	if errors.Is(err, sql.ErrNoRows) || len(q.Words) == 0 {
		return service.Page{}, nil
	}
	if err != nil {
		return service.Page{}, err
	}
	if err := s.turns.Acquire(ctx, 1); err != nil {
		return service.Page{}, err
	}
	defer s.turns.Release(1)
	match := `"` + strings.Join(q.Words, `" "`) + `"` // safe, because words only have letters and digits
	page, err := t.search(ctx, match, q)
	if err == nil && len(page.Hits) == 0 && q.Offset > 0 {
		err = t.count.QueryRowContext(ctx, match).Scan(&page.Total)
	}
	return page, err
}

// pageSQL ranks by bm25, which has no lengths here, and divides by the pivoted
// length, which is part of the key: twice the average length costs a sixth of
// the score. It is one statement, so that total and hits agree.
const pageSQL = `
WITH page AS MATERIALIZED (
	SELECT rowid AS key,
		-bm25(%[1]s) / (0.8 + (rowid & %[2]d) * (SELECT 0.2 * documents / words FROM tenant WHERE number = %[3]d)) AS score
	FROM %[1]s WHERE words MATCH ?1
	ORDER BY score DESC, rowid LIMIT ?2 OFFSET ?3)
SELECT id, title, content, tags, created_at, score, (SELECT count(*) FROM %[1]s WHERE words MATCH ?1)
FROM page CROSS JOIN document USING (key)
ORDER BY score DESC, key`

const countSQL = `SELECT count(*) FROM %[1]s WHERE words MATCH ?1`

// tenant has the prepared statements for searching a tenant's documents.
// Preparing one takes as long as finding a rare word.
type tenant struct{ page, count *sql.Stmt }

// tenant returns a tenant, or sql.ErrNoRows if it has no document yet.
func (s *Store) tenant(ctx context.Context, name string) (*tenant, error) {
	if t, known := s.tenants.Load(name); known {
		return t.(*tenant), nil
	}
	s.preparing.Lock() // otherwise two callers prepare the same statements and one leaks
	defer s.preparing.Unlock()
	if t, known := s.tenants.Load(name); known {
		return t.(*tenant), nil
	}
	var number int64
	err := s.readers.QueryRowContext(ctx, `SELECT number FROM tenant WHERE name = ?`, name).Scan(&number)
	if err != nil {
		return nil, err
	}
	t := &tenant{}
	if t.page, err = s.readers.PrepareContext(ctx, fmt.Sprintf(pageSQL, index(number), lengthMask, number)); err != nil {
		return nil, err
	}
	if t.count, err = s.readers.PrepareContext(ctx, fmt.Sprintf(countSQL, index(number))); err != nil {
		return nil, errors.Join(err, t.page.Close())
	}
	s.tenants.Store(name, t)
	return t, nil
}

func (t *tenant) search(ctx context.Context, match string, q service.Query) (service.Page, error) {
	rows, err := t.page.QueryContext(ctx, match, q.Limit, q.Offset)
	if err != nil {
		return service.Page{}, err
	}
	defer rows.Close()
	var page service.Page
	for rows.Next() {
		hit := service.Hit{Document: service.Document{Tenant: q.Tenant}}
		var tags string
		var created int64
		if err := rows.Scan(&hit.ID, &hit.Title, &hit.Content, &tags, &created, &hit.Score, &page.Total); err != nil {
			return service.Page{}, err
		}
		if err := json.Unmarshal([]byte(tags), &hit.Tags); err != nil {
			return service.Page{}, err
		}
		hit.CreatedAt = time.UnixMilli(created).UTC()
		page.Add(hit)
	}
	return page, rows.Err()
}
