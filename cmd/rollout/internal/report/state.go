package report

import (
	"slices"
	"time"

	"github.com/knwl-platform/infra/bluegreen/rollout"
)

// state is what is known of a deployment after some events.
type state struct {
	target     rollout.Target
	plan       rollout.Plan
	deployment string
	steps      []step
	tasks      rollout.TasksChanged
	traffic    rollout.TrafficShifted
	waiting    *rollout.Waiting
	alarms     []rollout.AlarmFired
	stopped    int // new tasks that stopped by themselves
	held       bool
}

// step is a phase that has begun.
type step struct {
	phase      rollout.Phase
	start, end time.Time // end is zero while it runs
}

// apply takes an event in. now stands in for a time that AWS does not tell.
func (s *state) apply(e rollout.Event, now time.Time) {
	switch e := e.(type) {
	case rollout.Started:
		s.deployment = e.Deployment
	case rollout.PhaseChanged:
		if e.At.IsZero() {
			e.At = now
		}
		s.phase(e)
	case rollout.TasksChanged:
		s.tasks = e
	case rollout.TrafficShifted:
		s.traffic = e
	case rollout.Waiting:
		s.waiting = &e
	case rollout.TaskStopped:
		s.stopped++
	case rollout.AlarmFired:
		if !slices.Contains(s.alarms, e) {
			s.alarms = append(s.alarms, e)
		}
	case rollout.RollingBack:
		s.waiting, s.traffic.Next = nil, time.Time{}
	case rollout.Held:
		s.held = !e.Resumed
	}
}

// phase closes or opens a step. A phase that begins ends the one before it: CodeDeploy reports some
// ends late.
func (s *state) phase(e rollout.PhaseChanged) {
	if last := s.current(); last != nil && (!e.Done || last.phase == e.Phase) {
		if !e.Done && last.phase == e.Phase {
			return
		}
		last.end = e.At
	}
	if !e.Done {
		s.steps = append(s.steps, step{phase: e.Phase, start: e.At})
	}
	if s.waiting != nil && (e.Done || e.Phase != rollout.PhaseApproval && e.Phase != rollout.PhaseTerminate) {
		s.waiting = nil
	}
}

// current returns the step that runs, or nil.
func (s *state) current() *step {
	if len(s.steps) == 0 || !s.steps[len(s.steps)-1].end.IsZero() {
		return nil
	}
	return &s.steps[len(s.steps)-1]
}

// lasted returns how long the last step of a phase took, or has taken until now.
func (s *state) lasted(phase rollout.Phase, now time.Time) time.Duration {
	for _, step := range slices.Backward(s.steps) {
		if step.phase == phase {
			if step.end.IsZero() {
				return now.Sub(step.start)
			}
			return step.end.Sub(step.start)
		}
	}
	return 0
}

// clone returns a copy that later events do not change.
func (s *state) clone() state {
	c := *s
	c.steps, c.alarms = slices.Clone(s.steps), slices.Clone(s.alarms)
	return c
}
