package cli

import (
	"context"
	"os"
	"time"
)

// again is how far apart two interrupts must be to count as two. A terminal and a parent such as
// make may both send the same one.
const again = time.Second

// asker is a report that can ask a person what an interrupt shall do.
type asker interface{ Ask() }

// signals handles signals until the command ends. Those other than an interrupt leave: SIGTERM, and
// SIGHUP of a terminal that was closed.
func (s *session) signals(signals <-chan os.Signal) {
	for {
		select {
		case sig := <-signals:
			if sig == os.Interrupt {
				s.interrupt()
			} else {
				s.leave()
			}
		case <-s.forced:
			return
		}
	}
}

// interrupt asks in a terminal and does what --on-interrupt says elsewhere. The next one leaves, and
// one more does not wait for that.
func (s *session) interrupt() {
	s.mu.Lock()
	now, last := s.clock(), s.interrupted
	first := last.IsZero()
	if first || now.Sub(last) > again {
		s.interrupted = now
	}
	busy := s.deployment != nil || s.rolling
	s.mu.Unlock()

	ask, asks := s.report.(asker)
	switch {
	case !first && now.Sub(last) <= again:
	case context.Cause(s.ctx) != nil:
		s.abandon()
	case !first || !busy:
		s.leave()
	case asks:
		ask.Ask()
	case s.onInterrupt == "stop":
		go s.stopNow()
	default:
		s.leave()
	}
}

// resume takes an interrupt back: the person chose to go on.
func (s *session) resume() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.interrupted = time.Time{}
}

func (s *session) abandon() {
	s.mu.Lock()
	defer s.mu.Unlock()
	select {
	case <-s.forced:
	default:
		close(s.forced)
	}
}
