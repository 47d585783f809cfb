package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strconv"
	"time"

	knwlhttp "github.com/knwl-platform/infra/service/http"
	"github.com/knwl-platform/infra/service/telemetry"
)

const (
	// openTimeout limits the wait for the database at the start. A longer wait
	// has no use, because ECS starts a failed task again.
	openTimeout = 30 * time.Second
	// finishTimeout limits how long requests in flight may take to finish after the drain delay.
	finishTimeout = 15 * time.Second
	// settleTime is a few round trips, so that handshakes under way end and their connections are
	// accepted before the listener closes.
	settleTime = 300 * time.Millisecond
)

// Run serves until ctx ends, and then stops gracefully behind a load balancer:
// it keeps serving for the drain delay while /readyz fails, finishes the
// requests in flight, closes the store, sends the last telemetry and returns nil.
// A task's stop timeout must be the drain delay and 20 s, enough for all of this.
func Run(ctx context.Context, cfg Config, log *slog.Logger) error {
	limitMemory(os.DirFS("/sys/fs/cgroup"))
	sent, err := telemetry.Start(ctx, cfg.Telemetry.Config, log)
	if err != nil {
		return err
	}
	defer sent.Stop()
	opening, cancel := context.WithTimeout(ctx, openTimeout)
	defer cancel()
	store, err := openStore(opening, cfg.Database, sent.Meter)
	if err != nil {
		return err
	}
	handler := knwlhttp.New(knwlhttp.Config{
		Store: store, Keys: cfg.Keys, Limits: cfg.Limits, Log: log,
		Tracer: sent.Tracer, Propagator: cfg.Telemetry.Propagator, Meter: sent.Meter,
	})
	err = serve(ctx, cfg, handler, log)
	return errors.Join(err, store.Close())
}

func serve(ctx context.Context, cfg Config, handler *knwlhttp.Handler, log *slog.Logger) error {
	var lc net.ListenConfig
	lc.SetMultipathTCP(false) // Go's default, which has no filter for endHandshakes
	listener, err := lc.Listen(ctx, "tcp", net.JoinHostPort(cfg.Host, strconv.Itoa(cfg.Port)))
	if err != nil {
		return fmt.Errorf("PORT %d on LISTEN_HOST %q cannot be opened: %w; stop what uses it or set another",
			cfg.Port, cfg.Host, err)
	}
	server := newServer(handler, log)
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	log.Info("listening", "address", listener.Addr().String())

	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	log.Info("draining", "delay", cfg.DrainDelay.String())
	handler.Drain()
	time.Sleep(cfg.DrainDelay)
	endHandshakes(listener.(*net.TCPListener))
	time.Sleep(settleTime)

	deadline, cancel := context.WithTimeout(context.Background(), finishTimeout)
	defer cancel()
	if err := server.Shutdown(deadline); err != nil {
		return fmt.Errorf("requests still run %s after the drain delay: %w", finishTimeout, err)
	}
	log.Info("stopped")
	return nil
}

// newServer limits every phase of a connection, so that a slow or silent client
// cannot hold one for ever. The idle timeout exceeds the load balancer's 60 s:
// the server must not be the side that closes first.
func newServer(handler http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{
		Handler:                      handler,
		DisableGeneralOptionsHandler: true, // the handler's answer is JSON
		ReadHeaderTimeout:            5 * time.Second,
		ReadTimeout:                  20 * time.Second,
		WriteTimeout:                 40 * time.Second,
		IdleTimeout:                  75 * time.Second,
		MaxHeaderBytes:               64 << 10,
		ErrorLog:                     slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
}
