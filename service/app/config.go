// Package app is the service as a program: it reads the configuration and runs
// the service from start to graceful stop.
package app

import (
	"log/slog"
	"time"

	"github.com/knwl-platform/infra/service"
)

// Config is the service's configuration. [ConfigFromEnv] reads it; the comment
// of each field names the environment variable and its default.
type Config struct {
	Host       string              // LISTEN_HOST: the address to listen on; default all of them
	Port       int                 // PORT, default 8000
	LogLevel   slog.Level          // LOG_LEVEL: DEBUG, INFO (default), WARNING, ERROR or CRITICAL
	Keys       map[string][]string // API_KEYS_JSON, required: the tenants that each API key may access
	Limits     service.Limits      // MAX_TITLE_LEN, MAX_CONTENT_LEN, MAX_TAGS, MAX_TAG_LEN; see README
	Database   Database            // DATABASE_URL or DB_*
	DrainDelay time.Duration       // DRAIN_DELAY, default 5s: how long to keep serving after SIGTERM
	Telemetry  Telemetry           // OTEL_*, default off
}

// ConfigFromEnv reads the configuration through lookup, usually [os.Getenv].
// Its error reports all mistakes, one per line, and never shows a secret.
func ConfigFromEnv(lookup func(name string) string) (Config, error) {
	e := &env{lookup: lookup}
	c := Config{
		Host:     e.string("LISTEN_HOST", ""),
		Port:     e.int("PORT", 8000, 1, 65535),
		LogLevel: e.logLevel(),
		Keys:     e.apiKeys(),
		Limits: service.Limits{
			Title:   e.int("MAX_TITLE_LEN", 200, 1, 10_000),
			Content: e.int("MAX_CONTENT_LEN", 200_000, 1, 1_000_000),
			Tags:    e.int("MAX_TAGS", 20, 1, 1_000),
			Tag:     e.int("MAX_TAG_LEN", 200, 1, 10_000),
		},
		Database:   e.database(),
		DrainDelay: e.duration("DRAIN_DELAY", 5*time.Second, time.Minute),
		Telemetry:  e.telemetry(),
	}
	return c, e.err()
}

// logLevel accepts the names of the original service, which are Python's, in any case. CRITICAL
// means ERROR: nothing here is more severe, and the reason of a failed start must stay visible.
func (e *env) logLevel() slog.Level {
	return map[string]slog.Level{
		"DEBUG":    slog.LevelDebug,
		"INFO":     slog.LevelInfo,
		"WARNING":  slog.LevelWarn,
		"ERROR":    slog.LevelError,
		"CRITICAL": slog.LevelError,
	}[e.oneOf("LOG_LEVEL", "INFO", "DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")]
}
