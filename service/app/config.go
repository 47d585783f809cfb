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
	LogLevel   slog.Level          // LOG_LEVEL: DEBUG, INFO (default), WARNING or ERROR
	Keys       map[string][]string // API_KEYS_JSON, required: the tenants that each API key may access
	Limits     service.Limits      // MAX_TITLE_LEN (200) and MAX_CONTENT_LEN (200000) in characters, MAX_TAGS (20)
	Database   Database            // DATABASE_URL or DB_*
	DrainDelay time.Duration       // DRAIN_DELAY, default 5s: how long to keep serving after SIGTERM
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
		},
		Database:   e.database(),
		DrainDelay: e.duration("DRAIN_DELAY", 5*time.Second, time.Minute),
	}
	return c, e.err()
}

// logLevel accepts the names of the original service, which are Python's.
func (e *env) logLevel() slog.Level {
	return map[string]slog.Level{
		"DEBUG":   slog.LevelDebug,
		"INFO":    slog.LevelInfo,
		"WARNING": slog.LevelWarn,
		"ERROR":   slog.LevelError,
	}[e.oneOf("LOG_LEVEL", "INFO", "DEBUG", "INFO", "WARNING", "ERROR")]
}
