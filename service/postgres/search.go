package postgres

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/knwl-platform/infra/service"
)

// maxRanked limits the cost of a search for common words. Of a query with n
// words the newest maxRanked/n matches are ranked; all are counted. A word that
// so many documents have says little about which of them is best.
const maxRanked = 10_000

// searchSQL is one statement, so that total and hits agree. The first branch of
// "hit" ranks all matches of a tenant with at most $5 documents, the second the
// newest $5 matches; PostgreSQL runs only the one that applies. The arithmetic
// per row is float8, because numeric takes three times as long. The total is
// returned even if the page has no hit.
const searchSQL = `
WITH corpus AS MATERIALIZED (
	SELECT documents::float8, greatest(words::float8 / greatest(documents, 1), 1) AS average, documents <= $5 AS small
	FROM tenant WHERE number = $2),
match AS MATERIALIZED (SELECT key FROM document WHERE words @@ $1::tsquery AND tenant = $2),
hit AS MATERIALIZED (
	SELECT key, %[1]s AS score FROM document
	WHERE words @@ $1::tsquery AND tenant = $2 AND (SELECT small FROM corpus)
	UNION ALL
	SELECT key, %[1]s FROM document
	WHERE key = ANY (ARRAY(SELECT key FROM match ORDER BY key DESC LIMIT $5)) AND NOT (SELECT small FROM corpus)),
page AS (SELECT key, score FROM hit ORDER BY score DESC, key LIMIT $3 OFFSET $4)
SELECT CASE WHEN (SELECT small FROM corpus) THEN (SELECT count(*) FROM hit) ELSE (SELECT count(*) FROM match) END,
	id::text, title, content, tags, created_at, score
FROM (SELECT) AS always LEFT JOIN (page JOIN document USING (key)) ON true
ORDER BY score DESC, key`

// Search implements [service.Store]. The primary answers what the replica
// cannot.
func (s *Store) Search(ctx context.Context, q service.Query) (service.Page, error) {
	if s.replica != nil && s.replica.up.Load() {
		page, err := s.search(ctx, s.replica.pool, q)
		if err == nil || ctx.Err() != nil {
			return page, err
		}
		if errors.Is(err, service.ErrUnavailable) {
			s.replica.up.Store(false)
		}
	}
	return s.search(ctx, s.pool, q)
}

func (s *Store) search(ctx context.Context, p *pool, q service.Query) (service.Page, error) {
	tenant, err := s.number(ctx, p, q.Tenant)
	if errors.Is(err, errNoTenant) || err == nil && len(q.Words) == 0 {
		return service.Page{}, nil
	}
	if err != nil {
		return service.Page{}, err
	}
	words := 0
	queries := make([]string, len(q.Words))
	for i, t := range q.Words {
		words += len(t.Words)
		queries[i] = tsquery(tenant, t)
	}
	args := []any{strings.Join(queries, "&"), tenant, q.Limit, q.Offset, maxRanked / words}
	sql := fmt.Sprintf(searchSQL, scoreSQL(q.Words, len(args)+1, len(args)))
	for _, query := range queries {
		args = append(args, query)
	}
	var page service.Page
	err = p.with(ctx, func(c *pgxpool.Conn) error {
		rows, err := c.Query(ctx, sql, args...)
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
