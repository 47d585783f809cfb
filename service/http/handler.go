// Package http serves the knowledge service's API. The rest of the program
// needs [New] and [Handler.Drain] alone.
package http

import (
	"context"
	"log/slog"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/knwl-platform/infra/service"
)

// Config is what a [Handler] works with.
type Config struct {
	Store  service.Store
	Keys   map[string][]string // API key to the tenants it opens
	Limits service.Limits
	Log    *slog.Logger
	Now    func() time.Time // nil means time.Now
}

// Handler serves the API.
type Handler struct {
	store    service.Store
	limits   service.Limits
	keys     keyring
	limiter  *limiter
	metrics  *metrics
	log      *slog.Logger
	now      func() time.Time
	mux      *http.ServeMux
	draining atomic.Bool
}

const (
	concurrent     = 64               // tenants' requests that run at once; as each may hold a few MB
	queueWait      = 2 * time.Second  // for a place among those that run
	requestTimeout = 10 * time.Second // for the store's part
)

// New returns the handler of the whole API.
func New(cfg Config) *Handler {
	h := &Handler{
		store:   cfg.Store,
		limits:  cfg.Limits,
		keys:    newKeyring(cfg.Keys),
		limiter: newLimiter(concurrent, queueWait),
		log:     cfg.Log,
		now:     cfg.Now,
		mux:     http.NewServeMux(),
	}
	if h.now == nil {
		h.now = time.Now
	}
	h.metrics = newMetrics(cfg.Store, h.now())
	for pattern, handle := range h.routes() {
		h.mux.Handle(pattern, h.route(pattern, handle))
	}
	return h
}

// handlerFunc answers a request or returns why it cannot; see [fail].
type handlerFunc func(http.ResponseWriter, *http.Request) error

// routes is the whole API. A test compares it with openapi.json.
func (h *Handler) routes() map[string]handlerFunc {
	return map[string]handlerFunc{
		"POST /api/v1/tenants/{tenantId}/documents":       h.forTenant(h.addDocument),
		"GET /api/v1/tenants/{tenantId}/documents/search": h.forTenant(h.searchDocuments),

		"GET /api/v1/health":  h.health,
		"GET /readyz":         h.ready,
		"GET /api/v1/metrics": h.metricsJSON,
		"GET /metrics":        h.metricsText,
		"GET /openapi.json":   h.openAPI,
		"GET /docs":           h.docsPage,
		"GET /docs/{file}":    h.docsFile,
	}
}

// route makes an http.Handler of a handlerFunc.
func (h *Handler) route(pattern string, handle handlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		exchangeOf(r).endpoint = pattern
		if err := handle(w, r); err != nil {
			h.fail(w, r, err)
		}
	})
}

// forTenant guards what belongs to a tenant: the key first, then a place
// among those that run, then a bound on the time.
func (h *Handler) forTenant(handle handlerFunc) handlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		tenant := r.PathValue("tenantId")
		if err := h.keys.check(r.Header.Get("X-API-Key"), tenant); err != nil {
			return err
		}
		exchangeOf(r).tenant = tenant
		release, err := h.limiter.acquire(r.Context())
		if err != nil {
			return err
		}
		defer release()
		ctx, cancel := context.WithTimeout(r.Context(), requestTimeout)
		defer cancel()
		return handle(w, r.WithContext(ctx))
	}
}

// Drain makes /readyz say no and asks clients to open no further request on
// their connections, while everything is still served.
func (h *Handler) Drain() { h.draining.Store(true) }
