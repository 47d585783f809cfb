package postgres

import (
	"context"
	_ "embed"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

var (
	//go:embed schema_1.sql
	schema1 string
	//go:embed schema_2.sql
	schema2 string
)

// migrations are the versions of the schema, oldest first. A published
// migration never changes; each change of the schema is a new one. During a
// deployment old tasks run with the new schema, so a migration may only add.
var migrations = []string{schema1, schema2}

// migrationLock is a number that no other program uses in this database.
const migrationLock = 0x6b6e776c // "knwl"

// migrate runs the missing migrations in one transaction and under a lock. If
// several tasks start at once, one migrates and the others wait for it.
func migrate(ctx context.Context, p *pool) error {
	return p.with(ctx, func(c *pgxpool.Conn) error {
		return pgx.BeginFunc(ctx, c, func(tx pgx.Tx) error {
			if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock($1)`, migrationLock); err != nil {
				return err
			}
			if _, err := tx.Exec(ctx, `CREATE TABLE IF NOT EXISTS schema_version (version int NOT NULL)`); err != nil {
				return err
			}
			var version int
			if err := tx.QueryRow(ctx, `SELECT coalesce(max(version), 0) FROM schema_version`).Scan(&version); err != nil {
				return err
			}
			for ; version < len(migrations); version++ {
				if _, err := tx.Exec(ctx, migrations[version]); err != nil {
					return fmt.Errorf("migration %d: %w", version+1, err)
				}
				if _, err := tx.Exec(ctx, `INSERT INTO schema_version VALUES ($1)`, version+1); err != nil {
					return err
				}
			}
			return nil
		})
	})
}
