package http

import (
	"cmp"
	"context"
	"log/slog"
	"net/http"
	"path"
	"runtime/debug"
	"strings"
	"time"

	"github.com/google/uuid"
	"go.opentelemetry.io/otel/trace"
)

// exchange has the data for a request's log line and metrics that is not in the
// request itself. Inner handlers fill it in.
type exchange struct {
	id       string
	endpoint string     // the pattern of its route
	tenant   string     // set after the key is checked, so that strangers cannot create metrics
	span     trace.Span // nil if the request is not traced
}

type exchangeKey struct{}

func exchangeOf(r *http.Request) *exchange {
	return r.Context().Value(exchangeKey{}).(*exchange)
}

// ServeHTTP answers a request. Every request is counted and logged, even after
// a panic.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	start := time.Now()
	ex := &exchange{id: requestID(r.Header.Get("X-Request-Id")), endpoint: unmatched(r.Method)}
	r = r.WithContext(context.WithValue(r.Context(), exchangeKey{}, ex))
	rec := &recorder{ResponseWriter: w}
	header := w.Header()
	header.Set("X-Request-Id", ex.id)
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Cache-Control", "no-store")
	if h.draining.Load() {
		header.Set("Connection", "close")
	}
	defer func() {
		cause := recover()
		if cause != nil && cause != http.ErrAbortHandler {
			h.log.Error("panic", ex.ids(), "cause", cause, "stack", string(debug.Stack()))
			if rec.status == 0 {
				writeError(rec, http.StatusInternalServerError, "internal error")
				cause = nil
			} else {
				cause = http.ErrAbortHandler // a partial answer must not look complete
			}
		}
		h.record(r, rec.code(), time.Since(start))
		if cause != nil {
			panic(cause)
		}
	}()
	h.dispatch(rec, r)
}

// dispatch calls the mux, but replaces the mux's own plain-text answers with
// JSON.
func (h *Handler) dispatch(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path != path.Clean(r.URL.Path) { // the mux would redirect any of these
		h.withoutSlash(w, r)
		return
	}
	if inner, pattern := h.mux.Handler(r); pattern == "" {
		probe := &refusal{header: w.Header()}
		inner.ServeHTTP(probe, r)
		if probe.status == http.StatusMethodNotAllowed {
			writeError(w, probe.status, "method not allowed here; allowed: "+w.Header().Get("Allow"))
		} else {
			writeError(w, http.StatusNotFound, "no such path")
		}
		return
	}
	h.mux.ServeHTTP(w, r)
}

// withoutSlash redirects a route with a slash at its end to the route, as the original did.
func (h *Handler) withoutSlash(w http.ResponseWriter, r *http.Request) {
	target := *r.URL
	target.Path, target.RawPath = strings.TrimSuffix(target.Path, "/"), strings.TrimSuffix(target.RawPath, "/")
	short := *r
	short.URL = &target
	_, pattern := h.mux.Handler(&short)
	if target.Path != path.Clean(target.Path) || pattern == "" {
		writeError(w, http.StatusNotFound, "no such path")
		return
	}
	w.Header().Set("Location", target.RequestURI())
	writeError(w, http.StatusTemporaryRedirect, "the path has no slash at its end")
}

func (h *Handler) record(r *http.Request, status int, took time.Duration) {
	ex := exchangeOf(r)
	h.metrics.observe(ex.endpoint, ex.tenant, status, took)
	h.durations.observe(r, ex.endpoint, status, took)
	ex.endSpan(status)
	level := slog.LevelInfo
	if status >= 500 {
		level = slog.LevelError
	}
	h.log.LogAttrs(r.Context(), level, "request",
		ex.ids(),
		slog.String("tenant_id", ex.tenant),
		slog.String("method", r.Method),
		slog.String("path", r.URL.Path),
		slog.Int("status", status),
		slog.Float64("latency_ms", float64(took.Microseconds())/1000),
	)
}

// requestID returns the client's id if it is short and printable, and a new one
// otherwise.
func requestID(given string) string {
	if len(given) == 0 || len(given) > 128 {
		return uuid.NewString()
	}
	for i := range len(given) {
		if given[i] <= ' ' || given[i] > '~' {
			return uuid.NewString()
		}
	}
	return given
}

const (
	unmatchedRoute = "/{unmatched}"
	otherMethod    = "OTHER"
)

// unmatched returns the endpoint name of a request without a route. A client
// can send any method, so unknown methods share one name.
func unmatched(method string) string {
	switch method {
	case "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS":
		return method + " " + unmatchedRoute
	}
	return otherMethod + " " + unmatchedRoute
}

// recorder remembers the status.
type recorder struct {
	http.ResponseWriter
	status int
}

func (w *recorder) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *recorder) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	return w.ResponseWriter.Write(b)
}

// code returns the status that net/http sends, which is 200 by default.
func (w *recorder) code() int { return cmp.Or(w.status, http.StatusOK) }

// Unwrap lets [http.ResponseController] reach the connection.
func (w *recorder) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// refusal is a ResponseWriter that keeps the mux's status and headers and drops
// its text.
type refusal struct {
	header http.Header
	status int
}

func (p *refusal) Header() http.Header         { return p.header }
func (p *refusal) Write(b []byte) (int, error) { return len(b), nil }
func (p *refusal) WriteHeader(status int)      { p.status = status }
