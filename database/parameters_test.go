package database

import (
	"context"
	"slices"
	"strconv"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/knwl-platform/infra/internal/pgtest"
)

// A static parameter that is applied immediately is rejected by RDS, and so is one that PostgreSQL does not
// have. A server of one version can only tell about that version.
func TestParametersAreThoseOfPostgreSQL(t *testing.T) {
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, pgtest.Start(t, pgtest.Fast).URL("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(ctx)
	rows, err := conn.Query(ctx, `SELECT lower(name), context FROM pg_settings UNION ALL
		SELECT 'version', current_setting('server_version_num')`)
	if err != nil {
		t.Fatal(err)
	}
	contexts := map[string]string{}
	var name, of string
	if _, err := pgx.ForEachRow(rows, []any{&name, &of}, func() error { contexts[name] = of; return nil }); err != nil {
		t.Fatal(err)
	}
	number, _ := strconv.Atoi(contexts["version"])
	major := number / 10000
	for name, of := range contexts {
		if of == "postmaster" && !slices.Contains(static, name) && !slices.Contains(managed, name) && name != "port" &&
			name != "wal_level" {
			t.Errorf("%s takes effect when the server starts, but is not static", name)
		}
	}
	for _, name := range static {
		if of, known := contexts[name]; known && of != "postmaster" {
			t.Errorf("%s is static, but has the context %s", name, of)
		}
	}
	for name, version := range since {
		if _, known := contexts[name]; known != (version <= major) {
			t.Errorf("%s exists in PostgreSQL %d: %t, but is from %d", name, major, known, version)
		}
	}
	for name, version := range gone {
		if _, known := contexts[name]; known != (version > major) {
			t.Errorf("%s exists in PostgreSQL %d: %t, but is gone in %d", name, major, known, version)
		}
	}
}
