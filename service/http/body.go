package http

import (
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/knwl-platform/infra/service"
)

// minBody is what a body counts in the quota of bytes at least, because its connection and its
// goroutine use memory too.
const minBody = 64 << 10

// maxBody returns the size in bytes of the largest valid body. JSON may encode
// a character in 12 bytes. 64 KiB are for white space.
func maxBody(l service.Limits) int64 { return 12*int64(l.Title+l.Content+l.Tags*l.Tag) + 64<<10 }

var errTooLarge = &refused{http.StatusRequestEntityTooLarge, "the body is larger than any valid document"}

// readBody reads a body of up to limit bytes. It first takes the bytes from the account: those that
// the client announces, or else all that it may send.
func readBody(w http.ResponseWriter, r *http.Request, limit int64, bytes *account) ([]byte, error) {
	if r.ContentLength > limit {
		return nil, errTooLarge // without reading any of it
	}
	size := r.ContentLength
	if size < 0 {
		size = limit
	}
	if err := bytes.hold(r.Context(), max(size, minBody)); err != nil {
		return nil, err
	}
	// Test recorders have no deadlines; nothing else fails here.
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(bodyTimeout))
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, limit))
	if err != nil {
		return nil, explain(err)
	}
	return body, nil
}

// explain turns an error of reading into an error for the client.
func explain(err error) error {
	var tooLarge *http.MaxBytesError
	var timeout interface{ Timeout() bool }
	switch {
	case errors.As(err, &tooLarge):
		return errTooLarge
	case errors.As(err, &timeout) && timeout.Timeout():
		return &refused{http.StatusRequestTimeout, "the body did not arrive in time"}
	}
	return badRequest("the body ended early")
}
