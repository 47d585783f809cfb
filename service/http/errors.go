package http

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"

	"github.com/knwl-platform/infra/service"
)

// refused is an error that the client may see.
type refused struct {
	status int
	detail string
}

func (e *refused) Error() string { return e.detail }

func badRequest(detail string) error { return &refused{http.StatusBadRequest, detail} }

// clientGone is nginx's status for a request whose client has disconnected.
// Nobody receives it, but it is in the log and the metrics.
const clientGone = 499

// fail is the only function that turns an error into an answer. Details that
// the client must not see are only logged.
func (h *Handler) fail(w http.ResponseWriter, r *http.Request, err error) {
	var known *refused
	switch {
	case errors.As(err, &known):
		if known.status == http.StatusServiceUnavailable {
			w.Header().Set("Retry-After", "1")
		}
		writeError(w, known.status, known.detail)
	case errors.Is(err, context.Canceled):
		writeError(w, clientGone, "the client is gone")
	case errors.Is(err, context.DeadlineExceeded):
		// The database may be unreachable.
		h.log.Warn("took too long", exchangeOf(r).ids(), "error", err.Error())
		h.fail(w, r, &refused{http.StatusServiceUnavailable, "this took too long; try again"})
	case errors.Is(err, service.ErrUnavailable):
		h.log.Warn("the store failed", exchangeOf(r).ids(), "error", err.Error())
		h.fail(w, r, &refused{http.StatusServiceUnavailable, "the store is not available; try again"})
	default:
		h.log.Error("failed", exchangeOf(r).ids(), "error", err.Error())
		writeError(w, http.StatusInternalServerError, "internal error")
	}
}

func writeError(w http.ResponseWriter, status int, detail string) {
	writeJSON(w, status, map[string]string{"detail": detail})
}

func writeJSON(w http.ResponseWriter, status int, body any) { writeBody(w, status, encode(body)) }

func encode(body any) []byte {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false) // the snippet is HTML that is already escaped
	if err := enc.Encode(body); err != nil {
		panic(err) // only a bug in the program can cause it
	}
	return b.Bytes()
}

func writeBody(w http.ResponseWriter, status int, body []byte) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	w.Write(body)
}
