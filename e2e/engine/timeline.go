package engine

import (
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/auto/events"
)

// Timeline records when the engine started and finished each resource, by URN, relative to the
// start of the operation.
type Timeline map[string]span

type span struct{ from, to time.Duration }

// Of returns how long the engine worked on a resource.
func (t Timeline) Of(urn string) time.Duration { return t[urn].to - t[urn].from }

// End returns when the engine was done with a resource.
func (t Timeline) End(urn string) time.Duration { return t[urn].to }

func (t Timeline) add(event events.EngineEvent, now time.Duration) {
	switch {
	case event.ResourcePreEvent != nil:
		t[short(event.ResourcePreEvent.Metadata.URN)] = span{from: now}
	case event.ResOutputsEvent != nil:
		urn := short(event.ResOutputsEvent.Metadata.URN)
		t[urn] = span{from: t[urn].from, to: now}
	}
}
