package telemetry

import (
	"errors"
	"log/slog"
	"net/url"
	"regexp"
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
		r.log.Warn("telemetry fails", "error", textOf(err))
	}
}

var (
	urlPath = regexp.MustCompile(`(https?://[^/\s"]+)/([^\s"]*[^\s":])?`) // the colon after a URL is not part of it
	answer  = regexp.MustCompile(`(?s)[ :(]*body: .*`)
)

// textOf returns the text of an exporter's error without what may hold a token: the path of the collector's
// URL, and the collector's answer, which may repeat the path or a header.
func textOf(err error) string {
	var failed *url.Error
	if errors.As(err, &failed) {
		var host string
		if to, err := url.Parse(failed.URL); err == nil {
			host = to.Host
		}
		err = &url.Error{Op: failed.Op, URL: host, Err: failed.Err}
	}
	return urlPath.ReplaceAllString(answer.ReplaceAllString(err.Error(), ""), "$1/...")
}
