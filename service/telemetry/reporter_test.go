package telemetry

import (
	"bytes"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// Some collectors take their key from a header, others from the path.
func TestAFailingCollectorIsInTheLogWithoutItsKeys(t *testing.T) {
	for name, tc := range map[string]struct {
		handler http.HandlerFunc
		want    string
	}{
		"refuses": {func(w http.ResponseWriter, r *http.Request) {
			http.Error(w, "no such tenant: "+r.URL.Path+r.Header.Get("Authorization"), http.StatusForbidden)
		}, "/...: 403 Forbidden"},
		"is busy": {func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Retry-After", "3600000000000")
			http.Error(w, r.URL.Path+r.Header.Get("Authorization"), http.StatusServiceUnavailable)
		}, "retry-able request failure"},
		"redirects": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, r.URL.Path+"/"+r.Header.Get("Authorization"), http.StatusTemporaryRedirect)
		}, "stopped after 10 redirects"},
		"hangs up": {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, `": EOF`},
	} {
		t.Run(name, func(t *testing.T) {
			var asked atomic.Int64
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				asked.Add(1)
				tc.handler(w, r)
			}))
			defer server.Close()
			t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", server.URL+"/hunter2:hunter2/%22hunter2")
			t.Setenv("OTEL_EXPORTER_OTLP_HEADERS", "authorization=hunter2")
			for signal, cfg := range map[string]Config{"traces": {Traces: true}, "metrics": {Metrics: true}} {
				before := asked.Load()
				var log bytes.Buffer
				sent := start(t, cfg, slog.New(slog.NewJSONHandler(&log, nil)))
				if cfg.Traces {
					_, span := sent.Tracer.Start(t.Context(), "work")
					span.End()
				} else {
					sent.count(t)
				}
				sent.Stop()
				text := strings.ReplaceAll(log.String(), `\"`, `"`)
				if asked.Load() == before || !strings.Contains(text, tc.want) || strings.Contains(text, "hunter2") {
					t.Errorf("%s: asked %d times, and the log is\n%s", signal, asked.Load()-before, text)
				}
			}
		})
	}
}

// The SDK also has a log of its own, which by default is text on stderr.
func TestTheSDKsOwnLogIsPartOfTheLog(t *testing.T) {
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:4318")
	t.Setenv("OTEL_EXPORTER_OTLP_TIMEOUT", "10s")
	var log bytes.Buffer
	start(t, Config{Traces: true}, slog.New(slog.NewJSONHandler(&log, nil))).Stop()
	if !strings.Contains(log.String(), `"msg":"parse duration"`) {
		t.Errorf("the log is\n%s", log.String())
	}
}

func TestFailuresAreLoggedOnceAMinute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		r := &reporter{log: slog.New(slog.NewJSONHandler(&log, nil))}
		for range 61 { // seconds
			r.Handle(errors.New("connection refused"))
			time.Sleep(time.Second)
		}
		want := `"level":"WARN","msg":"telemetry fails","error":"connection refused"`
		if n := strings.Count(log.String(), want); n != 2 {
			t.Errorf("logged %d times, want 2:\n%s", n, log.String())
		}
	})
}
