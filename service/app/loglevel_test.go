package app

import (
	"log/slog"
	"testing"
)

func TestLogLevels(t *testing.T) {
	for name, want := range map[string]slog.Level{
		"DEBUG": slog.LevelDebug, "INFO": slog.LevelInfo, "WARNING": slog.LevelWarn, "ERROR": slog.LevelError,
		"CRITICAL": slog.LevelError, "critical": slog.LevelError, "warning": slog.LevelWarn, "Debug": slog.LevelDebug,
	} {
		e := &env{lookup: func(variable string) string { return map[string]string{"LOG_LEVEL": name}[variable] }}
		if got := e.logLevel(); got != want {
			t.Errorf("LOG_LEVEL %s is %s", name, got)
		}
	}
}
