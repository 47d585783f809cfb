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

// lengthBits are the low bits of a key. The index of schema 1 had the length
// there.
const lengthBits = 12

// Add implements [service.Store].
func (s *Store) Add(ctx context.Context, d service.Document) (err error) {
	defer markUnavailable(&err)
	return s.adds.Do(ctx, d)
}

// write stores a batch in one transaction.
func (s *Store) write(ctx context.Context, docs []service.Document) error {
	entries := make([]entry, len(docs))
	for i, d := range docs {
		number, err := s.tenantNumber(ctx, d.Tenant)
		if err != nil {
			return err
		}
		if entries[i], err = s.entry(ctx, number, d); err != nil {
			return err
		}
	}
	tx, err := s.writer.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	// Read in each transaction and not cached, because two processes write
	// during a deployment.
	var last int64
	if err := tx.StmtContext(ctx, s.lastKey).QueryRowContext(ctx).Scan(&last); err != nil {
		return err
	}
	for i, d := range docs {
		tags, err := json.Marshal(d.Tags)
		if err != nil {
			return err
		}
		e := &entries[i]
		e.key = (last>>lengthBits + int64(i) + 1) << lengthBits
		if _, err := tx.StmtContext(ctx, s.insertDocument).ExecContext(ctx,
			e.key, e.tenant, d.ID, d.Title, d.Content, string(tags), d.CreatedAt.UnixMilli()); err != nil {
			return err
		}
	}
	if err := s.insert(ctx, tx, entries, 1); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	s.merging.wrote(entries)
	return nil
}

const (
	lastKeySQL        = `SELECT coalesce(max(key), 0) FROM document`
	insertDocumentSQL = `INSERT INTO document (key, tenant, id, title, content, tags, created_at)
		VALUES (?, ?, ?, ?, ?, ?, ?)`
	growTenantSQL = `UPDATE tenant
		SET documents = documents + ?, indexed = indexed + ?, tokens = tokens + ? WHERE number = ?`
	sizeSQL = `SELECT indexed, tokens FROM tenant WHERE number = ?`
)

// entry is what a tenant's index stores of a document.
type entry struct {
	key, tenant int64
	tokens      []string
	insert      *sql.Stmt // nil if the document has no word
}

// entry prepares a document for the index. It must run outside a transaction,
// which has the only connection.
func (s *Store) entry(ctx context.Context, tenant int64, d service.Document) (entry, error) {
	e := entry{tenant: tenant}
	var words int
	if e.tokens, words = tokensOf(d); words == 0 {
		return e, nil // no search can find it
	}
	var err error
	e.insert, err = s.inserts.get(ctx, insertKey{tenant, classOf(words)})
	return e, err
}

type insertKey struct {
	tenant int64
	class  int
}

func (k insertKey) sql() string {
	return fmt.Sprintf(`INSERT INTO %s (rowid, length_%d) VALUES (?, ?)`, index(k.tenant), k.class)
}

// insert puts entries into their indexes. newDocuments is 1 if their documents
// are new, or else 0.
func (s *Store) insert(ctx context.Context, tx *sql.Tx, entries []entry, newDocuments int) error {
	last := map[int64]*entry{} // of each tenant
	for i := range entries {
		if e := &entries[i]; e.insert != nil || last[e.tenant] == nil {
			last[e.tenant] = e
		}
	}
	for _, e := range last {
		if err := s.grow(ctx, tx, entries, newDocuments, e); err != nil {
			return err
		}
	}
	for _, e := range entries {
		if e.insert == nil {
			continue
		}
		if _, err := tx.StmtContext(ctx, e.insert).ExecContext(ctx, e.key, strings.Join(e.tokens, " ")); err != nil {
			return err
		}
	}
	return nil
}

// grow counts the entries of a tenant, of which last is one. It reads the
// numbers first instead of having them returned: such an update makes FTS5
// write a segment for each.
func (s *Store) grow(ctx context.Context, tx *sql.Tx, entries []entry, newDocuments int, last *entry) error {
	var size, tokens, documents, indexed, added int
	if err := tx.StmtContext(ctx, s.size).QueryRowContext(ctx, last.tenant).Scan(&size, &tokens); err != nil {
		return err
	}
	for _, e := range entries {
		if e.tenant == last.tenant {
			documents += newDocuments
			if e.insert != nil {
				indexed++
				added += len(e.tokens)
			}
		}
	}
	if last.insert != nil && tokens+added == averageWithoutRanking*(size+indexed) {
		last.tokens = append(last.tokens, separator)
		added++
	}
	_, err := tx.StmtContext(ctx, s.growTenant).ExecContext(ctx, documents, indexed, added, last.tenant)
	return err
}

// tenantNumber returns a tenant's number. It creates a new tenant with its
// index.
func (s *Store) tenantNumber(ctx context.Context, name string) (int64, error) {
	if t, known := s.tenants.Load(name); known {
		return t.(*tenant).number, nil
	}
	tx, err := s.writer.BeginTx(ctx, nil)
	if err != nil {
		return 0, err
	}
	defer tx.Rollback()
	var number int64
	err = tx.QueryRowContext(ctx, `SELECT number FROM tenant WHERE name = ?`, name).Scan(&number)
	if errors.Is(err, sql.ErrNoRows) {
		err = tx.QueryRowContext(ctx, `INSERT INTO tenant (name) VALUES (?) RETURNING number`, name).Scan(&number)
		if err == nil {
			_, err = tx.ExecContext(ctx, createIndexSQL(number))
		}
	}
	if err == nil {
		err = tx.Commit()
	}
	if err == nil {
		s.tenants.LoadOrStore(name, newTenant(number))
	}
	return number, err
}
