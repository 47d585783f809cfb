package report

import (
	"sync"
	"time"
)

// queueLimit is how much a reader that stalls may be behind: a rollout has hundreds of events.
const queueLimit = 10_000

// queue hands items to a consumer that may stall, and never makes the producer wait. Beyond
// queueLimit it drops items.
type queue[T any] struct {
	mu      sync.Mutex
	items   []T
	dropped int
	closed  bool
	wake    chan struct{}
	done    chan struct{}
}

func newQueue[T any](consume func(T)) *queue[T] {
	q := &queue[T]{wake: make(chan struct{}, 1), done: make(chan struct{})}
	go func() {
		defer close(q.done)
		for {
			item, ok := q.next()
			if !ok {
				return
			}
			consume(item)
		}
	}()
	return q
}

func (q *queue[T]) put(item T) {
	q.mu.Lock()
	if q.closed || len(q.items) >= queueLimit {
		q.dropped++
	} else {
		q.items = append(q.items, item)
	}
	q.mu.Unlock()
	q.signal()
}

func (q *queue[T]) signal() {
	select {
	case q.wake <- struct{}{}:
	default:
	}
}

// next waits for an item. It is false when the queue is closed and empty.
func (q *queue[T]) next() (item T, ok bool) {
	for {
		q.mu.Lock()
		if len(q.items) > 0 {
			item, q.items = q.items[0], q.items[1:]
			q.mu.Unlock()
			return item, true
		}
		closed := q.closed
		q.mu.Unlock()
		if closed {
			return item, false
		}
		<-q.wake
	}
}

// close waits for the consumer, but not longer than patience. It returns how many items were lost.
func (q *queue[T]) close(patience time.Duration) int {
	q.mu.Lock()
	q.closed = true
	q.mu.Unlock()
	q.signal()
	select {
	case <-q.done:
	case <-time.After(patience):
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.dropped + len(q.items)
}
