package http

import (
	"context"
	"net/http"
	"sync/atomic"
	"time"
)

// limiter limits the number of concurrent requests. A few more may wait
// briefly. It rejects the others at once, which costs almost nothing and lets
// the running ones finish. Without it, overload would slow down all requests
// until none is answered in time.
type limiter struct {
	places  chan struct{}
	waiting atomic.Int64
	wait    time.Duration
}

const waitersPerPlace = 4

func newLimiter(places int, wait time.Duration) *limiter {
	return &limiter{places: make(chan struct{}, places), wait: wait}
}

var errBusy = &refused{http.StatusServiceUnavailable, "too many requests at once; try again"}

// acquire returns a function that releases the place.
func (l *limiter) acquire(ctx context.Context) (release func(), err error) {
	release = func() { <-l.places }
	select {
	case l.places <- struct{}{}:
		return release, nil
	default:
	}
	defer l.waiting.Add(-1)
	if l.waiting.Add(1) > int64(cap(l.places)*waitersPerPlace) {
		return nil, errBusy
	}
	timer := time.NewTimer(l.wait)
	defer timer.Stop()
	select {
	case l.places <- struct{}{}:
		return release, nil
	case <-timer.C:
		return nil, errBusy
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
