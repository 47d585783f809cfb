package app

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"time"

	knwlhttp "github.com/knwl-platform/infra/service/http"
)

// finishTimeout bounds how long requests in flight may take to finish once
// the drain delay is over. A task's stop timeout must exceed the sum of both.
const finishTimeout = 15 * time.Second

// Run serves until ctx ends, then stops as a load balancer needs it: it keeps
// answering for the drain delay, finishes what runs, and returns nil.
func Run(ctx context.Context, cfg Config, log *slog.Logger) error {
	listener, err := net.Listen("tcp", net.JoinHostPort(cfg.Host, strconv.Itoa(cfg.Port)))
	if err != nil {
		return fmt.Errorf("PORT %d cannot be opened: %w; stop what uses it or set another", cfg.Port, err)
	}
	server := newServer(knwlhttp.NewHandler(), log)
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	log.Info("listening", "address", listener.Addr().String())

	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	log.Info("draining", "delay", cfg.DrainDelay.String())
	time.Sleep(cfg.DrainDelay)

	deadline, cancel := context.WithTimeout(context.Background(), finishTimeout)
	defer cancel()
	err = server.Shutdown(deadline)
	log.Info("stopped")
	return err
}

// newServer bounds every phase of a connection, so that a slow or silent
// client cannot hold one for ever. The idle timeout exceeds the load
// balancer's 60 s: the side that closes first must not be the server.
func newServer(handler http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       30 * time.Second,
		WriteTimeout:      30 * time.Second,
		IdleTimeout:       75 * time.Second,
		MaxHeaderBytes:    32 << 10,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
}
