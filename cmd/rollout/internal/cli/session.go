package cli

import (
	"context"
	"io"
	"sync"
	"time"

	"github.com/knwl-platform/infra/bluegreen/rollout"
	"github.com/knwl-platform/infra/cmd/rollout/internal/report"
)

// session is one run of a command on a service.
type session struct {
	options
	target rollout.Target
	client Client
	report report.Report
	out    io.Writer // standard output
	clock  report.Clock

	ctx    context.Context // of the whole command; ends with --timeout or when the person leaves
	cancel context.CancelCauseFunc
	forced chan struct{} // closed when the command must end at once

	mu          sync.Mutex
	deployment  Deployment // the one that is followed, or nil
	rolling     bool       // a rolling deployment is followed
	interrupted time.Time  // of the last interrupt that counted
}

// events shows what happens, and approves if the command line says so.
func (s *session) events(e rollout.Event) {
	s.report.Event(e)
	if w, ok := e.(rollout.Waiting); ok && w.For == rollout.WaitApproval && s.approve == "now" {
		go s.approveNow()
	}
}

// approveNow lets the deployment continue. It runs beside Wait, which then sees the next phase.
func (s *session) approveNow() {
	if d := s.following(); d != nil {
		s.note("approved", d.Approve(s.ctx))
	}
}

// stopNow stops the deployment with a rollback. Wait then follows the rollback.
func (s *session) stopNow() {
	s.mu.Lock()
	d, rolling := s.deployment, s.rolling
	s.mu.Unlock()
	switch {
	case d != nil:
		s.note("stopping; the old version gets the traffic back", d.Stop(s.ctx, true))
	case rolling:
		s.note("stopping; the old version comes back", s.client.StopRolling(s.ctx))
	default:
		s.leave()
	}
}

// leave ends the command, and leaves the deployment running.
func (s *session) leave() { s.cancel(errLeft) }

func (s *session) note(done string, err error) {
	if err != nil {
		done = "this failed, and the deployment is still followed: " + err.Error()
	}
	s.report.Note(done)
}

// follow makes d what keys and signals act on.
func (s *session) follow(d Deployment) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.deployment = d
}

func (s *session) following() Deployment {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.deployment
}

// running says what is followed, or returns an empty text.
func (s *session) running() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.deployment != nil:
		return "deployment " + s.deployment.ID()
	case s.rolling:
		return "the rolling deployment"
	}
	return ""
}

// controls are the keys of a live screen.
func (s *session) controls() report.Controls {
	return report.Controls{
		Approve: s.approveNow, Stop: s.stopNow, Leave: s.leave, Resume: s.resume, Interrupt: s.interrupt,
	}
}
