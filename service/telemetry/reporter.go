package telemetry

import (
	"log/slog"
	"sync"
	"time"
)

// reporter logs what goes wrong in the SDK, at most once a minute: while the collector is away,
// every export fails. It only warns, because the service itself works.
type reporter struct {
	log *slog.Logger

	mu   sync.Mutex
	last time.Time
}

const reportInterval = time.Minute

// Handle implements OpenTelemetry's ErrorHandler.
func (r *reporter) Handle(err error) {
	r.mu.Lock()
	due := time.Since(r.last) >= reportInterval
	if due {
		r.last = time.Now()
	}
	r.mu.Unlock()
	if due {
		r.log.Warn("telemetry fails", "error", err.Error())
	}
}
