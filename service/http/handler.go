// Package http serves the knowledge service's API. The rest of the program only
// needs [New] and [Handler.Drain].
package http

import (
	"log/slog"
	"net/http"
	"sync/atomic"
	"time"

	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"

	"github.com/knwl-platform/infra/service"
)

// Config configures a [Handler].
type Config struct {
	Store  service.Store
	Keys   map[string][]string // the tenants that each API key may access
	Limits service.Limits
	Log    *slog.Logger
	Now    func() time.Time // nil means time.Now

	Tracer     trace.Tracer                  // of the requests of tenants; nil for no traces
	Propagator propagation.TextMapPropagator // finds the client's trace in the headers; required with Tracer
	Meter      metric.Meter                  // of all requests; nil for no metrics besides /metrics
}

// Handler serves the API.
type Handler struct {
	store    service.Store
	limits   service.Limits
	keys     keyring
	searches *quota // places
	adds     *quota // places
	bytes    *quota // of bodies and answers in flight
	metrics  *metrics
	log      *slog.Logger
	now      func() time.Time
	mux      *http.ServeMux
	draining atomic.Bool

	tracer     trace.Tracer // nil without traces
	propagator propagation.TextMapPropagator
	durations  *durations // nil without metrics
}

// New returns the handler of the whole API.
func New(cfg Config) *Handler {
	h := &Handler{
		store:    cfg.Store,
		limits:   cfg.Limits,
		keys:     newKeyring(cfg.Keys),
		searches: newQuota(searching, maxWaiting, queueWait, cfg.Keys),
		adds:     newQuota(adding, maxWaiting, queueWait, cfg.Keys),
		bytes:    newQuota(inFlight, maxWaiting, queueWait, cfg.Keys),
		log:      cfg.Log,
		now:      cfg.Now,
		mux:      http.NewServeMux(),

		tracer:     cfg.Tracer,
		propagator: cfg.Propagator,
		durations:  newDurations(cfg.Meter),
	}
	if h.tracer != nil {
		h.store = tracedStore{h.store, h.tracer}
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

// handlerFunc answers a request, or returns an error for [Handler.fail].
type handlerFunc func(http.ResponseWriter, *http.Request) error

// routes is the whole API. A test compares it with openapi.json.
func (h *Handler) routes() map[string]handlerFunc {
	return map[string]handlerFunc{
		"POST /api/v1/tenants/{tenantId}/documents":       h.forTenant(h.adds, h.addDocument),
		"GET /api/v1/tenants/{tenantId}/documents/search": h.forTenant(h.searches, h.searchDocuments),

		"GET /api/v1/health":  h.health,
		"GET /readyz":         h.ready,
		"GET /api/v1/metrics": h.metricsJSON,
		"GET /metrics":        h.metricsText,
		"GET /openapi.json":   h.openAPI,
		"GET /docs":           h.docsPage,
		"GET /docs/{file}":    h.docsFile,
	}
}

// route converts a handlerFunc to an http.Handler.
func (h *Handler) route(pattern string, handle handlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		exchangeOf(r).endpoint = pattern
		if err := handle(w, r); err != nil {
			h.fail(w, r, err)
		}
	})
}

// Drain makes /readyz fail and asks clients to close their connections. All
// requests are still served.
func (h *Handler) Drain() { h.draining.Store(true) }
