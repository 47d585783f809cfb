package app

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/knwl-platform/infra/internal/freeport"
)

func waitForStatus(t *testing.T, url string, status int) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		if resp, err := http.Get(url); err == nil {
			resp.Body.Close()
			if resp.StatusCode == status {
				return
			}
		}
	}
	t.Fatalf("%s never answered %d", url, status)
}

func localConfig(t *testing.T) Config {
	return Config{
		Host: "127.0.0.1", Port: freeport.Find(t), DrainDelay: 3 * time.Second, // long enough to ask twice on a busy machine
		Database: Database{Path: filepath.Join(t.TempDir(), "app.db")},
	}
}

func TestRunKeepsServingWhileItDrainsAndThenStops(t *testing.T) {
	cfg := localConfig(t)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- Run(ctx, cfg, slog.New(slog.DiscardHandler)) }()
	url := fmt.Sprintf("http://127.0.0.1:%d", cfg.Port)
	waitForStatus(t, url+"/readyz", 200)

	stopped := time.Now()
	cancel()
	waitForStatus(t, url+"/readyz", 503)
	waitForStatus(t, url+"/api/v1/health", 200)
	if err := <-done; err != nil {
		t.Errorf("Run: %v", err)
	}
	if took := time.Since(stopped); took < cfg.DrainDelay {
		t.Errorf("stopped after %s, before the drain delay of %s", took, cfg.DrainDelay)
	}
	if _, err := http.Get(url); err == nil {
		t.Error("still serving after Run has returned")
	}
}

func TestATakenPortIsOneClearError(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	cfg := localConfig(t)
	cfg.Port = l.Addr().(*net.TCPAddr).Port
	err = Run(t.Context(), cfg, slog.New(slog.DiscardHandler))
	want := fmt.Sprintf("PORT %d on LISTEN_HOST %q cannot be opened", cfg.Port, cfg.Host)
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("got %v", err)
	}
}

func TestAStoreThatCannotBeOpenedIsOneClearError(t *testing.T) {
	cfg := localConfig(t)
	cfg.Database.Path = "/proc/none/app.db"
	err := Run(t.Context(), cfg, slog.New(slog.DiscardHandler))
	if err == nil || !strings.Contains(err.Error(), "SQLite file /proc/none/app.db: ") {
		t.Errorf("got %v", err)
	}
}
