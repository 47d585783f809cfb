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
	lengthBits = 12 // bits of a key that hold the length; see schema_1.sql
	lengthMask = 1<<lengthBits - 1
	minWords   = 4
)

// Add implements [service.Store].
func (s *Store) Add(ctx context.Context, d service.Document) (err error) {
	defer markUnavailable(&err)
	return s.adds.Do(ctx, d)
}

// write stores a batch in one transaction.
func (s *Store) write(ctx context.Context, docs []service.Document) error {
	tx, err := s.writer.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	// Read in each transaction and not cached, because two processes write
	// during a deployment.
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
		return nil // no search can find it
	}
	_, err = tx.ExecContext(ctx,
		fmt.Sprintf(`INSERT INTO %s (rowid, words) VALUES (?, ?)`, index(number)),
		key, strings.Join(words, " "))
	return err
}

// indexedWords returns the words to index. The title counts twice, because a
// match there is more significant. A very short document is repeated, because
// bm25 without column sizes treats averages below three words as negative
// lengths.
func indexedWords(d service.Document) []string {
	title := service.Words(d.Title)
	words := append(append(title, title...), service.Words(d.Content)...)
	for len(words) > 0 && len(words) < minWords {
		words = append(words, words...)
	}
	return words
}

// index returns the name of a tenant's full-text index. Each tenant has its
// own, so that the words of one tenant do not affect the search time and the
// ranking of another.
func index(number int64) string { return fmt.Sprintf("words_%d", number) }

// tenantNumber returns a tenant's number. It creates a new tenant with its
// index. The index is contentless, because the documents are in their own
// table. The tokenizer "ascii" is enough, because the words are already folded
// and separated by spaces. Without column sizes the ranking needs no look-up
// per match and takes a quarter of the time.
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
