package postgres

import (
	"errors"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/knwl-platform/infra/service"
)

// unavailable marks err as [service.ErrUnavailable] if the connection is lost, or if the server
// says that it cannot work now.
func unavailable(err error, lost bool) error {
	if err == nil || !lost && !cannotWork(err) {
		return err
	}
	return fmt.Errorf("%w: %w", service.ErrUnavailable, err)
}

func cannotWork(err error) bool {
	server, ok := errors.AsType[*pgconn.PgError](err)
	if !ok || len(server.Code) < 2 {
		return false
	}
	const readOnly = "25006" // after a failover, or while the disk is full
	// Connections, insufficient resources such as the disk, operators such as a restart, and I/O.
	classes := []string{"08", "53", "57", "58"}
	return server.Code == readOnly || slices.Contains(classes, server.Code[:2])
}
