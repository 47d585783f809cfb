// Package app is the service as one program: its configuration, and the run
// from start to graceful stop.
package app

import (
	"log/slog"
	"time"
)

// Config is everything the service can be told. [ConfigFromEnv] fills it;
// the comment of each field names the variable and its default.
type Config struct {
	Host       string             // HOST: the address to listen on; default all of them
	Port       int                // PORT, default 8000
	LogLevel   slog.Level         // LOG_LEVEL: DEBUG, INFO (default), WARNING or ERROR
	Keys       map[string]Tenants // API_KEYS_JSON, required: which tenants each API key opens
	Limits     Limits             // MAX_TITLE_LEN, MAX_CONTENT_LEN, MAX_TAGS
	Database   Database           // DATABASE_URL or DB_*
	DrainDelay time.Duration      // DRAIN_DELAY, default 5s: how long to keep serving after SIGTERM
}

// Tenants lists the tenants that one API key opens.
type Tenants []string

// Limits bounds a document. Lengths count characters (Unicode code points).
type Limits struct {
	TitleLen   int // MAX_TITLE_LEN, default 200
	ContentLen int // MAX_CONTENT_LEN, default 200000
	Tags       int // MAX_TAGS, default 20
}

// ConfigFromEnv reads the configuration through lookup, usually [os.Getenv].
// Its error reports every mistake, one a line, and never shows a secret.
func ConfigFromEnv(lookup func(name string) string) (Config, error) {
	e := &env{lookup: lookup}
	c := Config{
		Host:     e.string("HOST", ""),
		Port:     e.int("PORT", 8000, 1, 65535),
		LogLevel: e.logLevel(),
		Keys:     e.apiKeys(),
		Limits: Limits{
			TitleLen:   e.int("MAX_TITLE_LEN", 200, 1, 10_000),
			ContentLen: e.int("MAX_CONTENT_LEN", 200_000, 1, 1_000_000),
			Tags:       e.int("MAX_TAGS", 20, 1, 1_000),
		},
		Database:   e.database(),
		DrainDelay: e.duration("DRAIN_DELAY", 5*time.Second, time.Minute),
	}
	return c, e.err()
}

// logLevel accepts the original's names, which are Python's.
func (e *env) logLevel() slog.Level {
	return map[string]slog.Level{
		"DEBUG":   slog.LevelDebug,
		"INFO":    slog.LevelInfo,
		"WARNING": slog.LevelWarn,
		"ERROR":   slog.LevelError,
	}[e.oneOf("LOG_LEVEL", "INFO", "DEBUG", "INFO", "WARNING", "ERROR")]
}
