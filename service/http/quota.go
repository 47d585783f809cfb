package http

import (
	"context"
	"net/http"
	"sync/atomic"
	"time"

	"golang.org/x/sync/semaphore"
)

// quota limits what all requests use of something at once, and what those of one tenant use to
// half of that, so that no tenant can take it all. Some requests of each tenant may wait briefly.
// The others are rejected at once, which costs almost nothing and lets the running ones finish.
// Without it, overload would slow down all requests until none is answered in time.
type quota struct {
	all     *semaphore.Weighted
	share   int64 // of one tenant
	waiters int64 // of one tenant
	wait    time.Duration
	tenants map[string]*tenantQuota
}

type tenantQuota struct {
	free    *semaphore.Weighted
	waiting atomic.Int64
}

func newQuota(size, waiters int64, wait time.Duration, keys map[string][]string) *quota {
	q := &quota{
		all: semaphore.NewWeighted(size), share: max(1, size/2), waiters: waiters, wait: wait,
		tenants: map[string]*tenantQuota{},
	}
	for _, tenants := range keys {
		for _, t := range tenants {
			q.tenants[t] = &tenantQuota{free: semaphore.NewWeighted(q.share)}
		}
	}
	return q
}

var errBusy = &refused{http.StatusServiceUnavailable, "too many requests at once; try again"}

// acquire takes n for a tenant, or all of its share if that is less. It returns a function that
// gives them back.
func (q *quota) acquire(ctx context.Context, tenant string, n int64) (release func(), err error) {
	n = min(n, q.share)
	t := q.tenants[tenant]
	defer t.waiting.Add(-1)
	if t.waiting.Add(1) > q.waiters {
		return nil, errBusy
	}
	waiting, cancel := context.WithTimeoutCause(ctx, q.wait, errBusy)
	defer cancel()
	// The tenant's own share comes first, so that its backlog never queues before other tenants.
	if t.free.Acquire(waiting, n) != nil {
		return nil, context.Cause(waiting)
	}
	if q.all.Acquire(waiting, n) != nil {
		t.free.Release(n)
		return nil, context.Cause(waiting)
	}
	return func() { q.all.Release(n); t.free.Release(n) }, nil
}

// account is what one request has acquired of a quota.
type account struct {
	quota    *quota
	tenant   string
	held     int64
	releases []func()
}

// hold makes the account hold at least n.
func (a *account) hold(ctx context.Context, n int64) error {
	if n <= a.held {
		return nil
	}
	release, err := a.quota.acquire(ctx, a.tenant, n-a.held)
	if err != nil {
		return err
	}
	a.held, a.releases = n, append(a.releases, release)
	return nil
}

func (a *account) release() {
	for _, release := range a.releases {
		release()
	}
}
