package sqlite

import (
	"context"
	"database/sql"
	_ "embed"
	"errors"
	"fmt"
)

var (
	//go:embed schema_1.sql
	schema1 string
	//go:embed schema_2.sql
	schema2 string
)

// migrations are the versions of the schema, oldest first. A published
// migration never changes; each change of the schema is a new one.
var migrations = []func(context.Context, *sql.Tx) error{
	func(ctx context.Context, tx *sql.Tx) error { return exec(ctx, tx, schema1) },
	func(ctx context.Context, tx *sql.Tx) error {
		tenants, err := numbers(ctx, tx, `SELECT number FROM tenant`)
		if err != nil {
			return err
		}
		statements := []string{schema2}
		for _, t := range tenants {
			statements = append(statements, createIndexSQL(t))
		}
		return exec(ctx, tx, statements...)
	},
}

func exec(ctx context.Context, tx *sql.Tx, statements ...string) error {
	for _, statement := range statements {
		if _, err := tx.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}

func numbers(ctx context.Context, tx *sql.Tx, query string) ([]int64, error) {
	rows, err := tx.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []int64
	for rows.Next() {
		var n int64
		if err := rows.Scan(&n); err != nil {
			return nil, err
		}
		all = append(all, n)
	}
	return all, rows.Err()
}

// migrate runs the missing migrations in one transaction, which takes the write
// lock first. If several processes start at once, one migrates and the others
// wait for it. It refuses a file that this program would use wrongly.
func migrate(ctx context.Context, db *sql.DB) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	var version, tables int
	err = tx.QueryRowContext(ctx, `SELECT user_version, (SELECT count(*) FROM sqlite_master)
		FROM pragma_user_version`).Scan(&version, &tables)
	switch {
	case err != nil:
		return err
	case version > len(migrations):
		return fmt.Errorf("the schema has version %d, want at most %d: a newer program wrote the file; "+
			"run that one", version, len(migrations))
	case version == 0 && tables > 0:
		return errors.New("another program wrote the file; choose another path and add the documents again")
	}
	for ; version < len(migrations); version++ {
		if err := migrations[version](ctx, tx); err != nil {
			return fmt.Errorf("migration %d: %w", version+1, err)
		}
		if err := exec(ctx, tx, fmt.Sprintf(`PRAGMA user_version = %d`, version+1)); err != nil {
			return err
		}
	}
	return tx.Commit()
}
