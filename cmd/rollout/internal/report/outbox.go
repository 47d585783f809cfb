package report

import (
	"bytes"
	"fmt"
	"io"
	"sync"
	"time"
)

// patience is how long the end of a command waits for a reader of its output that stalls.
const patience = 2 * time.Second

// Outbox is a writer that neither waits nor fails: a full pipe, a stopped terminal or a closed file
// must not end a wait that protects production. Close tells what went wrong.
type Outbox struct {
	queue *queue[[]byte]
	mu    sync.Mutex
	err   error // of the first write that failed
}

// NewOutbox returns an outbox in front of w.
func NewOutbox(w io.Writer) *Outbox {
	o := &Outbox{}
	o.queue = newQueue(func(p []byte) {
		if _, err := w.Write(p); err != nil {
			o.mu.Lock()
			defer o.mu.Unlock()
			if o.err == nil {
				o.err = err
			}
		}
	})
	return o
}

// Write queues p. It always succeeds.
func (o *Outbox) Write(p []byte) (int, error) {
	o.queue.put(bytes.Clone(p))
	return len(p), nil
}

// Close writes what is queued, for at most two seconds. It returns the first error, or says how much
// was lost.
func (o *Outbox) Close() error {
	lost := o.queue.close(patience)
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.err == nil && lost > 0 {
		return fmt.Errorf("%d writes were lost: nobody read the output", lost)
	}
	return o.err
}
