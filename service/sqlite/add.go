package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/knwl-platform/infra/service"
)

const (
	lengthBits = 12 // of a key, see schema_1.sql
	lengthMask = 1<<lengthBits - 1
	minWords   = 4
)

// Add implements [service.Store].
func (s *Store) Add(ctx context.Context, d service.Document) error {
	return s.adds.Do(ctx, d)
}

// write stores a batch in one transaction.
func (s *Store) write(ctx context.Context, docs []service.Document) error {
	tx, err := s.writer.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	// Asked in each transaction, not remembered: during a replacement two
	// processes write.
	var last int64
	if err := tx.QueryRowContext(ctx, `SELECT coalesce(max(key), 0) FROM document`).Scan(&last); err != nil {
		return err
	}
	for i, d := range docs {
		if err := insert(ctx, tx, last>>lengthBits+int64(i)+1, d); err != nil {
			return err
		}
	}
	return tx.Commit()
}

func insert(ctx context.Context, tx *sql.Tx, sequence int64, d service.Document) error {
	number, err := tenantNumber(ctx, tx, d.Tenant)
	if err != nil {
		return err
	}
	tags, err := json.Marshal(d.Tags)
	if err != nil {
		return err
	}
	words := indexedWords(d)
	key := sequence<<lengthBits | int64(min(len(words), lengthMask))
	if _, err := tx.ExecContext(ctx,
		`INSERT INTO document (key, tenant, id, title, content, tags, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)`,
		key, number, d.ID, d.Title, d.Content, string(tags), d.CreatedAt.UnixMilli()); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx,
		`UPDATE tenant SET documents = documents + 1, words = words + ? WHERE number = ?`,
		len(words), number); err != nil {
		return err
	}
	if len(words) == 0 {
		return nil // nothing finds it
	}
	_, err = tx.ExecContext(ctx,
		fmt.Sprintf(`INSERT INTO %s (rowid, words) VALUES (?, ?)`, index(number)),
		key, strings.Join(words, " "))
	return err
}

// indexedWords returns what the index gets: the title twice, because a match
// there says more. A very short document is repeated, as bm25 without column
// sizes takes averages below three words for negative lengths.
func indexedWords(d service.Document) []string {
	title := service.Words(d.Title)
	words := append(append(title, title...), service.Words(d.Content)...)
	for len(words) > 0 && len(words) < minWords {
		words = append(words, words...)
	}
	return words
}

// index names the full-text index of a tenant. Each has its own, so that one
// tenant's words neither lengthen another's search nor weigh in its ranking.
func index(number int64) string { return fmt.Sprintf("words_%d", number) }

// tenantNumber finds a tenant or makes it, with its index: contentless, as the
// documents stand in their table; words come folded and separated by spaces,
// which is all that the tokenizer "ascii" has to know. Without column sizes
// ranking needs no look-up per match and takes a quarter of the time.
func tenantNumber(ctx context.Context, tx *sql.Tx, name string) (int64, error) {
	var number int64
	err := tx.QueryRowContext(ctx, `SELECT number FROM tenant WHERE name = ?`, name).Scan(&number)
	if !errors.Is(err, sql.ErrNoRows) {
		return number, err
	}
	err = tx.QueryRowContext(ctx, `INSERT INTO tenant (name) VALUES (?) RETURNING number`, name).Scan(&number)
	if err != nil {
		return 0, err
	}
	_, err = tx.ExecContext(ctx, fmt.Sprintf(
		`CREATE VIRTUAL TABLE %s USING fts5(words, content='', columnsize=0, tokenize='ascii')`, index(number)))
	return number, err
}
