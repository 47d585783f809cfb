package sqlite

import (
	"errors"
	"fmt"

	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"

	"github.com/knwl-platform/infra/service"
)

// markUnavailable wraps [service.ErrUnavailable] into err if the file or its disk is the cause.
func markUnavailable(err *error) {
	failed, ok := errors.AsType[*sqlite.Error](*err)
	if !ok {
		return
	}
	const primary = 0xff // the rest are details
	switch failed.Code() & primary {
	case lib.SQLITE_BUSY, lib.SQLITE_NOMEM, lib.SQLITE_READONLY, lib.SQLITE_IOERR, lib.SQLITE_CORRUPT,
		lib.SQLITE_FULL, lib.SQLITE_CANTOPEN, lib.SQLITE_NOTADB:
		*err = fmt.Errorf("%w: %w", service.ErrUnavailable, *err)
	}
}
