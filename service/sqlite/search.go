package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"sync/atomic"
	"time"

	"github.com/knwl-platform/infra/service"
)

// maxRanked limits the cost of a search for common words. Of a query with n
// words the newest maxRanked/n matches are ranked; all are counted. A word that
// so many documents have says little about which of them is best.
const maxRanked = 10_000

const maxTries = 3 // of a search while documents are added

// Search implements [service.Store].
func (s *Store) Search(ctx context.Context, q service.Query) (_ service.Page, err error) {
	defer markUnavailable(&err)
	if len(q.Words) == 0 {
		return service.Page{}, nil
	}
	if err := s.turns.Acquire(ctx, 1); err != nil {
		return service.Page{}, err
	}
	defer s.turns.Release(1)
	t, err := s.tenant(ctx, q.Tenant)
	if errors.Is(err, sql.ErrNoRows) {
		return service.Page{}, nil
	}
	if err != nil {
		return service.Page{}, err
	}
	// Ranking needs the average length first. The answer says which was right,
	// and it rarely is another, so that a search is one statement.
	for try := 0; ; try++ {
		used := math.Float64frombits(t.average.Load())
		page, average, err := s.search(ctx, t, used, q)
		if err != nil || average == used || try == maxTries {
			return page, err
		}
		t.average.Store(math.Float64bits(average))
	}
}

// pageKey identifies the statement of a page.
type pageKey struct {
	tenant int64
	moving bool // the old index still has documents
}

// pageSQL is one statement, so that total and hits agree. Its first row has the total and the
// average, without a hit. The others are in the order of "hit", because SQLite does not reorder a
// CROSS JOIN. The limits are expressions, because SQLite prepares a statement again whenever a bare
// parameter of a limit is bound.
const pageSQL = `
WITH corpus AS MATERIALIZED (
	SELECT (SELECT count(*) FROM %[1]s WHERE %[1]s MATCH ?1)%[4]s AS total,
		coalesce(1.0 * tokens / nullif(indexed, 0), 1) AS average
	FROM tenant WHERE number = %[5]d),
newest AS (
	SELECT rowid AS key, bm25(%[1]s%[2]s) AS score FROM %[1]s WHERE %[1]s MATCH ?1 ORDER BY rowid DESC LIMIT ?4 + 0),
hit AS (%[3]s)
SELECT total, average, NULL, NULL, NULL, NULL, NULL, NULL FROM corpus
UNION ALL
SELECT total, average, id, title, content, tags, created_at, -score
FROM hit CROSS JOIN document USING (key) CROSS JOIN corpus`

// hitSQL has two branches, and a limit of 0 skips one of them. The first ranks all matches and takes
// a tenth less time for each than the second, which ranks the newest.
const hitSQL = `
SELECT * FROM (
	SELECT rowid AS key, bm25(%[1]s%[2]s) AS score FROM %[1]s WHERE %[1]s MATCH ?1
	ORDER BY score, key LIMIT (SELECT iif(total > ?4, 0, ?2) FROM corpus) OFFSET ?3 + 0)
UNION ALL
SELECT * FROM (
	SELECT key, score FROM newest
	ORDER BY score, key LIMIT (SELECT iif(total > ?4, ?2, 0) FROM corpus) OFFSET ?3 + 0)`

// Until a document has moved to the new index, the old one finds it: without
// its tags, and in a rough order.
const (
	oldHitSQL = `SELECT key, score FROM (
		SELECT key, score FROM newest UNION ALL SELECT rowid, bm25(words_%[1]d) FROM words_%[1]d
		WHERE words MATCH ?1 AND rowid > (SELECT moved FROM reindex))
	ORDER BY score, key LIMIT ?2 + 0 OFFSET ?3 + 0`
	oldCountSQL = ` + (SELECT count(*) FROM words_%[1]d
		WHERE words MATCH ?1 AND rowid > (SELECT moved FROM reindex))`
)

func (k pageKey) sql() string {
	name, weights := index(k.tenant), weightsSQL(`?5`, `?6`)
	hit, count := fmt.Sprintf(hitSQL, name, weights), ``
	if k.moving {
		hit, count = fmt.Sprintf(oldHitSQL, k.tenant), fmt.Sprintf(oldCountSQL, k.tenant)
	}
	return fmt.Sprintf(pageSQL, name, weights, hit, count, k.tenant)
}

// tenant is a tenant with documents.
type tenant struct {
	number  int64
	average atomic.Uint64 // bits of the average length when it was last searched
}

func newTenant(number int64) *tenant {
	t := &tenant{number: number}
	t.average.Store(math.Float64bits(1))
	return t
}

// tenant returns a tenant, or sql.ErrNoRows if it has no document yet.
func (s *Store) tenant(ctx context.Context, name string) (*tenant, error) {
	if t, known := s.tenants.Load(name); known {
		return t.(*tenant), nil
	}
	var number int64
	err := s.readers.QueryRowContext(ctx, `SELECT number FROM tenant WHERE name = ?`, name).Scan(&number)
	if err != nil {
		return nil, err
	}
	known, _ := s.tenants.LoadOrStore(name, newTenant(number))
	return known.(*tenant), nil
}

func (s *Store) search(
	ctx context.Context, t *tenant, average float64, q service.Query,
) (service.Page, float64, error) {
	words := 0
	for _, term := range q.Words {
		words += len(term.Words)
	}
	stmt, err := s.pages.get(ctx, pageKey{t.number, s.moving(t.number)})
	if err != nil {
		return service.Page{}, 0, err
	}
	rows, err := stmt.QueryContext(ctx, matchOf(q.Words), q.Limit, q.Offset, maxRanked/words,
		weightScale(average), b/average)
	if err != nil {
		return service.Page{}, 0, err
	}
	defer rows.Close()
	var page service.Page
	for rows.Next() {
		var id, title, content, tags sql.NullString // null in the first row
		var created sql.NullInt64
		var score sql.NullFloat64
		if err := rows.Scan(&page.Total, &average, &id, &title, &content, &tags, &created, &score); err != nil {
			return service.Page{}, 0, err
		}
		if !id.Valid {
			continue
		}
		hit := service.Hit{
			Document: service.Document{
				ID: id.String, Tenant: q.Tenant, Title: title.String, Content: content.String,
				CreatedAt: time.UnixMilli(created.Int64).UTC(),
			},
			Score: score.Float64,
		}
		if err := json.Unmarshal([]byte(tags.String), &hit.Tags); err != nil {
			return service.Page{}, 0, err
		}
		page.Add(hit)
	}
	return page, average, rows.Err()
}
