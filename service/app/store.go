package app

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"go.opentelemetry.io/otel/metric"

	"github.com/knwl-platform/infra/service"
	"github.com/knwl-platform/infra/service/postgres"
	"github.com/knwl-platform/infra/service/sqlite"
)

// openStore opens the store. meter gets the metrics of its connections; nil for none.
func openStore(ctx context.Context, d Database, meter metric.Meter) (service.Store, error) {
	if d.URL == "" {
		return sqlite.Open(ctx, d.Path)
	}
	cfg, err := d.postgres(ctx)
	if err != nil {
		return nil, err
	}
	cfg.Meter = meter
	store, err := postgres.Open(ctx, cfg)
	if refused, ok := errors.AsType[*pgconn.PgError](err); ok && d.IAM && strings.HasPrefix(refused.Code, "28") {
		err = fmt.Errorf("%w; the task's role needs rds-db:connect on the user, which setup-database makes", err)
	}
	return store, err
}

// postgres returns the configuration of PostgreSQL, with the way to log in.
func (d Database) postgres(ctx context.Context) (cfg postgres.Config, err error) {
	cfg = postgres.Config{URL: d.URL, ReadURL: d.ReadURL, RootCert: d.RootCert}
	switch {
	case d.IAM:
		cfg.Token, err = databaseToken(ctx, d.URL)
	case d.SecretARN != "":
		cfg.Credentials, err = databaseSecret(ctx, d.SecretARN, d.URL)
	}
	return cfg, err
}
