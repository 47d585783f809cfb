package http

import (
	"context"
	"net/http"
	"time"

	"github.com/knwl-platform/infra/service"
)

// health answers the load balancer's health check. It does not use the store:
// otherwise a slow store would make all tasks unhealthy at once.
func (h *Handler) health(w http.ResponseWriter, _ *http.Request) error {
	writeJSON(w, http.StatusOK, map[string]string{"status": "ok", "time": h.now().UTC().Format(time.RFC3339)})
	return nil
}

const readyTimeout = 2 * time.Second

// ready reports whether the service should get requests: the store answers and
// the service is not stopping.
func (h *Handler) ready(w http.ResponseWriter, r *http.Request) error {
	if h.draining.Load() {
		return &refused{http.StatusServiceUnavailable, "stopping"}
	}
	ctx, cancel := context.WithTimeout(r.Context(), readyTimeout)
	defer cancel()
	if err := h.store.Ping(ctx); err != nil {
		h.log.Warn("not ready", "error", err.Error())
		return &refused{http.StatusServiceUnavailable, "the store does not answer"}
	}
	answer := map[string]string{"status": "ready"}
	if store, ok := h.store.(service.Replicated); ok && store.SearchedAt() != "" {
		answer["searchedAt"] = store.SearchedAt()
	}
	writeJSON(w, http.StatusOK, answer)
	return nil
}
