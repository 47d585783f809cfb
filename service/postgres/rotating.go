package postgres

import (
	"context"
	"sync"
)

// rotating caches credentials until the server rejects them.
type rotating struct {
	read func(context.Context) (Credentials, error)

	mu    sync.Mutex // held while reading, so that one read serves all waiting callers
	known bool
	last  Credentials
}

func (r *rotating) get(ctx context.Context) (Credentials, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.known {
		cred, err := r.read(ctx)
		if err != nil {
			return Credentials{}, err
		}
		r.last, r.known = cred, true
	}
	return r.last, nil
}

func (r *rotating) forget() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.known = false
}
