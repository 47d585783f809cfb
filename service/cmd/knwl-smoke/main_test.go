package main

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"github.com/knwl-platform/infra/service"
	knwlhttp "github.com/knwl-platform/infra/service/http"
	"github.com/knwl-platform/infra/service/sqlite"
)

var keys = map[string][]string{"a": {"t1", "t2"}, "b": {"t1"}}

// serve runs the API behind a wrapper that may add a fault.
func serve(t *testing.T, wrap func(http.Handler) http.Handler) string {
	t.Helper()
	store, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "app.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	handler := knwlhttp.New(knwlhttp.Config{
		Store:  store,
		Keys:   keys,
		Limits: service.Limits{Title: 200, Content: 1000, Tags: 5, Tag: 50},
		Log:    slog.New(slog.DiscardHandler),
	})
	server := httptest.NewServer(wrap(handler))
	t.Cleanup(server.Close)
	return server.URL
}

func TestSmokePassesOnAServiceThatWorks(t *testing.T) {
	base := serve(t, func(h http.Handler) http.Handler { return h })
	if !smoke(t.Context(), base, keys) {
		t.Error("it fails")
	}
	if smoke(t.Context(), base, map[string][]string{"wrong": {"t1"}}) {
		t.Error("it passes with a key that the service does not know")
	}
}

func TestSmokeFailsOnAServiceThatMixesTenantsUp(t *testing.T) {
	mixed := func(h http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			r.URL.Path = strings.Replace(r.URL.Path, "/t2/", "/t1/", 1)
			h.ServeHTTP(w, r)
		})
	}
	if smoke(t.Context(), serve(t, mixed), keys) {
		t.Error("it passes")
	}
}

func TestSmokeFailsOnAServiceThatAsksForNoKey(t *testing.T) {
	open := func(h http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("X-API-Key") == "" {
				r.Header.Set("X-API-Key", "a")
			}
			h.ServeHTTP(w, r)
		})
	}
	if smoke(t.Context(), serve(t, open), keys) {
		t.Error("it passes")
	}
}

func TestArguments(t *testing.T) {
	for _, tc := range []struct {
		args []string
		keys string
		want string
	}{
		{[]string{"http://localhost:8000"}, "", ""},
		{nil, "", "want one argument"},
		{[]string{"localhost:8000"}, "", `URL: got "localhost:8000"`},
		{[]string{"https://x"}, "hunter2", "API_KEYS_JSON: not shown"},
	} {
		_, _, err := arguments(tc.args, tc.keys)
		if (err == nil) != (tc.want == "") || err != nil && !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%v: got %v, want %q", tc.args, err, tc.want)
		}
	}
}
