package rollout

import "slices"

// snapshot is what one look at a deployment saw.
type snapshot struct {
	attempt   attempt
	phases    []span
	waiting   *Waiting
	tasks     TasksChanged
	traffic   TrafficShifted
	unhealthy []TargetUnhealthy
	stopped   []TaskStopped // all so far
	alarms    []AlarmFired
	hook      string // which hook failed, and why
}

func (s snapshot) phase() Phase {
	if len(s.phases) == 0 {
		return PhaseQueued
	}
	return s.phases[len(s.phases)-1].phase
}

// moves says whether tasks are replaced or traffic shifts.
func (s snapshot) moves() bool {
	return !s.attempt.ended() && s.phase() != PhaseApproval && s.phase() != PhaseTerminate
}

// changes returns what happened between two looks.
func changes(before, after snapshot) []Event {
	events := phaseChanges(before.phases, after.phases)
	if after.tasks != before.tasks {
		events = append(events, after.tasks)
	}
	if after.traffic.Percent != before.traffic.Percent {
		events = append(events, after.traffic)
	}
	for _, target := range after.unhealthy {
		if !slices.Contains(before.unhealthy, target) {
			events = append(events, target)
		}
	}
	for _, task := range after.stopped[len(before.stopped):] {
		events = append(events, task)
	}
	for _, alarm := range after.alarms {
		fires := func(a AlarmFired) bool { return a.Alarm == alarm.Alarm } // the reason has changing numbers
		if !slices.ContainsFunc(before.alarms, fires) {
			events = append(events, alarm)
		}
	}
	if after.waiting != nil && (before.waiting == nil || *before.waiting != *after.waiting) {
		events = append(events, *after.waiting)
	}
	return events
}

func phaseChanges(before, after []span) (events []Event) {
	find := func(spans []span, phase Phase) (span, bool) {
		i := slices.IndexFunc(spans, func(s span) bool { return s.phase == phase })
		if i < 0 {
			return span{}, false
		}
		return spans[i], true
	}
	if n := len(before); n > 0 && before[n-1].phase == PhaseApproval { // it leaves no trace
		next := after[len(after)-1]
		if _, known := find(before, next.phase); !known {
			events = append(events, PhaseChanged{Phase: PhaseApproval, Done: true, At: next.from})
		}
	}
	for _, s := range after {
		was, known := find(before, s.phase)
		if !known {
			events = append(events, PhaseChanged{Phase: s.phase, At: s.from})
		}
		if s.done && !was.done {
			events = append(events, PhaseChanged{Phase: s.phase, Done: true, At: s.to})
		}
	}
	return events
}
