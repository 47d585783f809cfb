package http

import (
	"context"
	"net/http"
	"time"
)

const (
	searching   = 32              // searches at once: more would only wait in the store, and use memory
	adding      = 512             // documents at once: they share commits, and their bytes count anyway
	queueWait   = 2 * time.Second // how long a request waits for a place or for bytes
	maxWaiting  = 256             // requests of one tenant that wait
	inFlight    = 32 << 20        // bytes of bodies and answers at once, a few times less than a task has
	workTimeout = 10 * time.Second
	bodyTimeout = 10 * time.Second // for a whole body
	sendTimeout = 10 * time.Second // for a whole answer
)

// work is what a tenant's request asks for, after all of the request has been read.
type work func(context.Context) (status int, answer any, err error)

// forTenant serves a tenant's requests. It checks the key, reads the request, does the work and
// writes the answer. Only the work has one of the places: how long reading and writing take is up to the
// client, and a client that does neither must not hold what others need. Bodies and answers count
// in the quota of bytes instead, and have deadlines. Only these requests are traced, once their key has been
// checked: health checks, scrapes and strangers' guesses would be most of all traces.
func (h *Handler) forTenant(
	places *quota, read func(http.ResponseWriter, *http.Request, *account) (work, error),
) handlerFunc {
	return func(w http.ResponseWriter, r *http.Request) error {
		tenant := r.PathValue("tenantId")
		if err := h.keys.check(r.Header.Get("X-API-Key"), tenant); err != nil {
			return err
		}
		exchangeOf(r).tenant = tenant
		r = h.startSpan(r)
		bytes := &account{quota: h.bytes, tenant: tenant}
		defer bytes.release()
		work, err := read(w, r, bytes)
		if err != nil {
			return err
		}
		status, answer, err := run(r.Context(), places, bytes, work)
		if err != nil {
			return err
		}
		// Test recorders have no deadlines; nothing else fails here.
		_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(sendTimeout))
		writeBody(w, status, answer)
		return nil
	}
}

// run does the work in one of the places, and encodes the answer there.
func run(ctx context.Context, places *quota, bytes *account, work work) (int, []byte, error) {
	leave, err := places.acquire(ctx, bytes.tenant, 1)
	if err != nil {
		return 0, nil, err
	}
	defer leave()
	working, cancel := context.WithTimeout(ctx, workTimeout)
	defer cancel()
	status, answer, err := work(working)
	if err != nil {
		return 0, nil, err
	}
	body := encode(answer)
	return status, body, bytes.hold(ctx, int64(len(body)))
}
