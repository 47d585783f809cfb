// Package http serves the knowledge service's API.
package http

import (
	"net/http"
	"time"
)

// NewHandler returns the service's routes.
func NewHandler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /api/v1/health", health(time.Now))
	return mux
}
