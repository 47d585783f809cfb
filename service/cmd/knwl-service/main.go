// Command knwl-service runs the knowledge service. Environment variables
// configure it; see package app for their names and defaults. It stops
// gracefully on SIGTERM or SIGINT. It exits with status 2 if its configuration
// is wrong, and with status 1 if it fails later.
package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // the image has no time zone files

	_ "golang.org/x/crypto/x509roots/fallback" // the image has no certificate authorities

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
