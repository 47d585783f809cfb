package postgres

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/knwl-platform/infra/service"
)

// searchSQL is one statement, so that total and hits agree. A match needs all
// words ($1). The rank is the sum over the words ($2), because ts_rank for
// "and" compares every pair of positions. Dividing by the pivoted length
// prefers shorter documents: twice the average length costs a sixth of the
// score. The arithmetic per row is float8, because numeric takes three times as
// long. The total is returned even if the page has no hit.
const searchSQL = `
WITH hit AS MATERIALIZED (
	SELECT key, ts_rank(words, $2::tsquery)
		/ (0.8::float8 + length * (SELECT (0.2 * documents / words)::float8 FROM tenant WHERE number = $3)) AS score
	FROM document WHERE words @@ $1::tsquery AND tenant = $3),
page AS (SELECT key, score FROM hit ORDER BY score DESC, key LIMIT $4 OFFSET $5)
SELECT total, id::text, title, content, tags, created_at, score
FROM (SELECT count(*) AS total FROM hit) AS counted
LEFT JOIN (page JOIN document USING (key)) ON true
ORDER BY score DESC, key`

// Search implements [service.Store].
func (s *Store) Search(ctx context.Context, q service.Query) (service.Page, error) {
	tenant, err := s.number(ctx, q.Tenant)
	if errors.Is(err, errNoTenant) || err == nil && len(q.Words) == 0 {
		return service.Page{}, nil
	}
	if err != nil {
		return service.Page{}, err
	}
	var page service.Page
	err = s.pool.with(ctx, func(c *pgxpool.Conn) error {
		rows, err := c.Query(ctx, searchSQL,
			tsquery(tenant, q.Words, "&"), tsquery(tenant, q.Words, "|"), tenant, q.Limit, q.Offset)
		if err != nil {
			return err
		}
		page, err = scanPage(rows, q.Tenant)
		return err
	})
	return page, err
}

func scanPage(rows pgx.Rows, tenant string) (service.Page, error) {
	defer rows.Close()
	var page service.Page
	for rows.Next() {
		var id, title, content *string // null if the page has no hit
		var tags []string
		var created *time.Time
		var score *float64
		if err := rows.Scan(&page.Total, &id, &title, &content, &tags, &created, &score); err != nil {
			return service.Page{}, err
		}
		if id == nil {
			continue
		}
		page.Add(service.Hit{
			Document: service.Document{
				ID: *id, Tenant: tenant, Title: *title, Content: *content, Tags: tags, CreatedAt: created.UTC(),
			},
			Score: *score,
		})
	}
	return page, rows.Err()
}
