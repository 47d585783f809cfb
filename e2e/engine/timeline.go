package engine

import (
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/auto/events"
)

// Timeline says from when to when the engine was busy with a resource, counted from the start of the operation.
type Timeline map[string]Span

// Span is a stretch of time.
type Span struct{ From, To time.Duration }

// After lists the resources that were only begun when another was done.
func (t Timeline) After(urn string) []string {
	var later []string
	for other, span := range t {
		if span.From >= t[urn].To {
			later = append(later, other)
		}
	}
	return later
}

func (t Timeline) add(event events.EngineEvent, now time.Duration) {
	switch {
	case event.ResourcePreEvent != nil:
		t[short(event.ResourcePreEvent.Metadata.URN)] = Span{From: now}
	case event.ResOutputsEvent != nil:
		urn := short(event.ResOutputsEvent.Metadata.URN)
		t[urn] = Span{From: t[urn].From, To: now}
	}
}
