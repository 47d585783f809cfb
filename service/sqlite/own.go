package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// checkOwn refuses a file that this program would misread: one of a newer version, and one of
// another program, such as the original service, whose default path is the same.
func checkOwn(ctx context.Context, tx *sql.Tx, version int) error {
	if version > len(migrations) {
		return fmt.Errorf("its schema is version %d and this program knows up to %d; "+
			"run the program that wrote it, or set DB_PATH to another file", version, len(migrations))
	}
	var tables int
	if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM sqlite_schema`).Scan(&tables); err != nil {
		return err
	}
	if version == 0 && tables > 0 {
		return errors.New("it belongs to another program, perhaps the original service; " +
			"set DB_PATH to a new file and add the documents through the API")
	}
	return nil
}
