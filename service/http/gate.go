package http

import (
	"context"
	"net/http"
	"sync/atomic"
	"time"
)

// gate bounds the requests that run at once. A few more may wait a moment;
// the rest is turned away at once, which costs next to nothing and lets those
// inside finish. Without it every request would slow all others until none
// is in time.
type gate struct {
	places  chan struct{}
	waiting atomic.Int64
	wait    time.Duration
}

const waitersPerPlace = 4

func newGate(places int, wait time.Duration) *gate {
	return &gate{places: make(chan struct{}, places), wait: wait}
}

var errBusy = &refused{http.StatusServiceUnavailable, "too many requests at once; try again"}

// enter returns the function that gives the place back.
func (g *gate) enter(ctx context.Context) (leave func(), err error) {
	leave = func() { <-g.places }
	select {
	case g.places <- struct{}{}:
		return leave, nil
	default:
	}
	defer g.waiting.Add(-1)
	if g.waiting.Add(1) > int64(cap(g.places)*waitersPerPlace) {
		return nil, errBusy
	}
	timer := time.NewTimer(g.wait)
	defer timer.Stop()
	select {
	case g.places <- struct{}{}:
		return leave, nil
	case <-timer.C:
		return nil, errBusy
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
