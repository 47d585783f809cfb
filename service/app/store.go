package app

import (
	"context"

	"github.com/knwl-platform/infra/service"
	"github.com/knwl-platform/infra/service/postgres"
	"github.com/knwl-platform/infra/service/sqlite"
)

func openStore(ctx context.Context, d Database) (service.Store, error) {
	if d.URL == "" {
		return sqlite.Open(ctx, d.Path)
	}
	cfg := postgres.Config{URL: d.URL, RootCert: d.RootCert}
	if d.SecretARN != "" {
		read, err := databaseSecret(ctx, d.SecretARN, d.URL)
		if err != nil {
			return nil, err
		}
		cfg.Credentials = read
	}
	return postgres.Open(ctx, cfg)
}
