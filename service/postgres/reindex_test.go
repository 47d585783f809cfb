package postgres

import (
	"context"
	"fmt"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/knwl-platform/infra/internal/pgtest"
	"github.com/knwl-platform/infra/service"
)

// addOld writes documents as the program with schema 1 does: each has the word
// "word" and the tag "label".
func addOld(t *testing.T, s *Store, n int) {
	t.Helper()
	tenant, err := s.numberOrNew(t.Context(), "old")
	if err != nil {
		t.Fatal(err)
	}
	err = s.pool.with(t.Context(), func(c *pgxpool.Conn) error {
		for i := range n {
			_, err := c.Exec(t.Context(), `INSERT INTO document (tenant, id, title, content, tags, created_at, length, words)
				VALUES ($1, gen_random_uuid(), 'title', $2, '{label}', now(), 3, $3::text::tsvector)`,
				tenant, fmt.Sprint("word n", i), fmt.Sprintf("'%[1]d.title':1A '%[1]d.word':2 '%[1]d.n%[2]d':3", tenant, i))
			if err != nil {
				return err
			}
		}
		_, err := c.Exec(t.Context(), `UPDATE tenant SET documents = documents + $1, words = words + 3 * $1`, n)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func total(t *testing.T, s *Store, query string) int {
	t.Helper()
	page, err := s.Search(context.Background(),
		service.Query{Tenant: "old", Words: service.QueryWords(query), Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	return page.Total
}

func TestOldDocumentsGetTheirTagsWhileTheyAreFound(t *testing.T) {
	url := pgtest.Start(t, pgtest.Fast).NewDatabase(t)
	s := mustOpen(t, Config{URL: url})
	for round := 1; round <= 2; round++ { // in the second, an old task has gone on writing
		addOld(t, s, 250)
		tasks := []*Store{mustOpen(t, Config{URL: url}), mustOpen(t, Config{URL: url})}
		for total(t, tasks[0], "label") < 250*round {
			if got := total(t, tasks[1], "word"); got != 250*round {
				t.Fatalf("%d documents found, want %d", got, 250*round)
			}
		}
		if got := total(t, s, `"word n7" ti* label`); got != round {
			t.Errorf("%d documents found, want %d", got, round)
		}
	}
	var counted, stored int
	err := s.pool.with(t.Context(), func(c *pgxpool.Conn) error {
		return c.QueryRow(t.Context(), `SELECT words, (SELECT sum(length) FROM document) FROM tenant`).Scan(&counted, &stored)
	})
	if err != nil || counted != stored {
		t.Errorf("the tenant counts %d words, its documents have %d, %v", counted, stored, err)
	}
}
