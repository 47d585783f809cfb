package sqlite

import (
	"context"
	"fmt"
	"sync"
	"time"
)

const (
	idleBeforeMerge = 500 * time.Millisecond // longer than a slow commit
	mergePages      = 64                     // a step takes a few milliseconds, for which an Add waits
	wholeShare      = 8                      // an index is merged whole when an eighth of it is new
)

// merging knows the indexes to merge. Documents that are added in many
// transactions leave an index in several segments, and a search looks up each
// word in every one.
type merging struct {
	wake chan struct{}

	mu    sync.Mutex
	added map[int64]int // documents of a tenant since its index was merged whole
	due   map[int64]bool
}

func newMerging() *merging {
	return &merging{wake: make(chan struct{}, 1), added: map[int64]int{}, due: map[int64]bool{}}
}

// wrote notes what has been written.
func (m *merging) wrote(entries []entry) {
	m.mu.Lock()
	for _, e := range entries {
		m.added[e.tenant]++
		m.due[e.tenant] = true
	}
	m.mu.Unlock()
	select {
	case m.wake <- struct{}{}:
	default:
	}
}

// next returns a tenant whose index to merge, and how many documents it got.
func (m *merging) next() (tenant int64, added int, ok bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for tenant := range m.due {
		return tenant, m.added[tenant], true
	}
	return 0, 0, false
}

func (m *merging) done(tenant int64, added int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.due, tenant)
	m.added[tenant] -= added
}

// mergeWhileIdle merges indexes while nobody adds documents.
func (s *Store) mergeWhileIdle(ctx context.Context) {
	for s.idle(ctx) {
		if tenant, added, ok := s.merging.next(); ok && s.merge(ctx, tenant, added) {
			select {
			case s.merging.wake <- struct{}{}: // for the next tenant
			default:
			}
		}
	}
}

// idle waits for documents, and then until none has come for a while.
func (s *Store) idle(ctx context.Context) bool {
	select {
	case <-s.merging.wake:
	case <-ctx.Done():
		return false
	}
	for {
		select {
		case <-s.merging.wake:
		case <-time.After(idleBeforeMerge):
			return true
		case <-ctx.Done():
			return false
		}
	}
}

// merge merges a tenant's index in small steps, which stop when a document is
// added. It merges segments of similar size. It merges the whole index only if
// enough of it is new, so that a document is not written again and again.
func (s *Store) merge(ctx context.Context, tenant int64, added int) (done bool) {
	var documents int
	err := s.readers.QueryRowContext(ctx, `SELECT documents FROM tenant WHERE number = ?`, tenant).Scan(&documents)
	if err != nil {
		return false
	}
	pages := mergePages
	if wholeMerge(added, documents) {
		pages = -mergePages // negative begins to merge all segments, positive continues
	} else {
		added = 0
	}
	for ctx.Err() == nil {
		began := time.Now()
		worked, err := s.mergeStep(ctx, tenant, pages)
		switch {
		case err != nil: // such as a full disk; the index is as good as before
			return false
		case !worked:
			s.merging.done(tenant, added)
			return true
		}
		pages = mergePages
		select {
		case <-s.merging.wake:
			s.merging.wrote(nil)
			return false
		case <-time.After(time.Since(began)): // leave half of the time to searches
		}
	}
	return false
}

func wholeMerge(added, documents int) bool { return added*wholeShare >= documents }

// mergeStep returns false if there was nothing to merge.
func (s *Store) mergeStep(ctx context.Context, tenant int64, pages int) (bool, error) {
	var before, after int
	const changes = `SELECT total_changes()`
	if err := s.writer.QueryRowContext(ctx, changes).Scan(&before); err != nil {
		return false, err
	}
	_, err := s.writer.ExecContext(ctx,
		fmt.Sprintf(`INSERT INTO %[1]s (%[1]s, rank) VALUES ('merge', ?)`, index(tenant)), pages)
	if err != nil {
		return false, err
	}
	err = s.writer.QueryRowContext(ctx, changes).Scan(&after)
	return after-before >= 2, err // FTS5 documents this test
}
