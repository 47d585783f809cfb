package http

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/knwl-platform/infra/service"
	"github.com/knwl-platform/infra/service/sqlite"
)

// api is the handler under test and its log.
type api struct {
	*Handler
	spec *spec
	log  *bytes.Buffer
}

var keys = map[string][]string{"key_admin": {"t1", "t2"}, "key_t1": {"t1"}}

func newAPI(t testing.TB, store service.Store) *api {
	t.Helper()
	a := &api{log: &bytes.Buffer{}, spec: readSpec(t)}
	a.Handler = New(Config{
		Store: store, Keys: keys,
		Limits: service.Limits{Title: 200, Content: 200_000, Tags: 20, Tag: 200},
		Log:    slog.New(slog.NewJSONHandler(a.log, nil)),
		Now:    func() time.Time { return time.Date(2025, 3, 1, 12, 30, 0, 0, time.FixedZone("east", 7200)) },
	})
	return a
}

// newSQLiteAPI returns an API with a real, empty store.
func newSQLiteAPI(t testing.TB) *api {
	t.Helper()
	store, err := sqlite.Open(context.Background(), filepath.Join(t.TempDir(), "app.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	return newAPI(t, store)
}

func request(method, target, key, body string) *http.Request {
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	if key != "" {
		r.Header.Set("X-API-Key", key)
	}
	return r
}

// send sends a request to the handler and checks the answer against
// openapi.json.
func (a *api) send(t testing.TB, r *http.Request) *httptest.ResponseRecorder {
	t.Helper()
	w := a.sendUnchecked(r)
	a.spec.check(t, r, w)
	return w
}

// sendUnchecked is send for answers that openapi.json does not describe, such
// as 500.
func (a *api) sendUnchecked(r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	a.ServeHTTP(w, r)
	return w
}

func (a *api) do(t testing.TB, method, target, key, body string) *httptest.ResponseRecorder {
	t.Helper()
	return a.send(t, request(method, target, key, body))
}

func wantStatus(t testing.TB, w *httptest.ResponseRecorder, status int) {
	t.Helper()
	if w.Code != status {
		t.Errorf("status %d, want %d; body %s", w.Code, status, w.Body)
	}
}

// wantDetail checks an error's status and its whole detail.
func wantDetail(t testing.TB, w *httptest.ResponseRecorder, status int, detail string) {
	t.Helper()
	wantStatus(t, w, status)
	var body map[string]string
	if err := json.Unmarshal(w.Body.Bytes(), &body); err != nil || body["detail"] != detail {
		t.Errorf("body %s, want detail %q", w.Body, detail)
	}
}

func decode[T any](t testing.TB, r io.Reader) T {
	t.Helper()
	var v T
	if err := json.NewDecoder(r).Decode(&v); err != nil {
		t.Fatal(err)
	}
	return v
}

// fakeStore is a store with the methods that a test sets. The others panic.
type fakeStore struct {
	service.Store
	add    func(context.Context, service.Document) error
	search func(context.Context, service.Query) (service.Page, error)
	ping   func(context.Context) error
	counts func(context.Context) (map[string]int64, error)
}

func (f fakeStore) Add(ctx context.Context, d service.Document) error { return f.add(ctx, d) }
func (f fakeStore) Ping(ctx context.Context) error                    { return f.ping(ctx) }
func (f fakeStore) Counts(ctx context.Context) (map[string]int64, error) {
	return f.counts(ctx)
}

func (f fakeStore) Search(ctx context.Context, q service.Query) (service.Page, error) {
	return f.search(ctx, q)
}

const (
	documentsPath = "/api/v1/tenants/t1/documents"
	searchPath    = documentsPath + "/search"
	validBody     = `{"title":"T","content":"C","tags":[]}`
)
