// Command knwl-service serves the knowledge service. Environment variables
// configure it; see package app for their names and defaults. It stops
// gracefully on SIGTERM or SIGINT, and exits with 2 when its configuration is
// wrong, with 1 when it fails later.
package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // the image has no files of its own for time zones

	_ "golang.org/x/crypto/x509roots/fallback" // nor for certificate authorities

	"github.com/knwl-platform/infra/service/app"
)

func main() {
	cfg, err := app.ConfigFromEnv(os.Getenv)
	if err != nil {
		fmt.Fprintf(os.Stderr, "knwl-service: the configuration is wrong:\n%v\n", err)
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	log := slog.New(slog.NewJSONHandler(os.Stdout, &slog.HandlerOptions{Level: cfg.LogLevel}))
	if err := app.Run(ctx, cfg, log); err != nil {
		log.Error("failed", "error", err.Error())
		os.Exit(1)
	}
}
