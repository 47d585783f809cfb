// Command knwl-service runs the knowledge service. Environment variables
// configure it; see package app for their names and defaults. It stops
// gracefully on SIGTERM or SIGINT. It exits with status 2 if its configuration
// is wrong, and with status 1 if it fails later.
//
// knwl-service setup-database makes the user of the service in the database
// instead, and exits with status 0 when it is there.
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
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	switch args := os.Args[1:]; {
	case len(args) == 0:
		cfg, err := app.ConfigFromEnv(os.Getenv)
		refuse(err)
		log := slog.New(slog.NewJSONHandler(os.Stdout, &slog.HandlerOptions{Level: cfg.LogLevel}))
		end(app.Run(ctx, cfg, log), log)
	case len(args) == 1 && args[0] == "setup-database":
		cfg, err := app.SetupFromEnv(os.Getenv)
		refuse(err)
		log := slog.New(slog.NewJSONHandler(os.Stdout, nil))
		end(app.RunSetup(ctx, cfg, log), log)
	default:
		fmt.Fprintln(os.Stderr, "knwl-service: want no argument, to serve, or setup-database")
		os.Exit(2)
	}
}

func refuse(err error) {
	if err != nil {
		fmt.Fprintf(os.Stderr, "knwl-service: the configuration is wrong:\n%v\n", err)
		os.Exit(2)
	}
}

func end(err error, log *slog.Logger) {
	if err != nil {
		log.Error("failed", "error", err.Error())
		os.Exit(1)
	}
}
