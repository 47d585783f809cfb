package emulator

import (
	"fmt"
	"testing"
)

// Continuity is what a watch over the ways in and out has seen.
type Continuity struct {
	// Calls is how many calls that may change something were looked at.
	Calls int
	// Ways are the ways that worked when the watch began, sorted.
	Ways []string
	// NotWorking are the ways that did not work then, each with the reason. They are not watched.
	NotWorking []string
	// Breaks are in the order in which they happened. A way whose reason not to work changes has
	// another break.
	Breaks []Break
	// End is when the watch ended.
	End Moment
}

// Break is a time for which a way did not work.
type Break struct {
	Way, Reason string
	After       Moment
	Back        *Moment // nil if it was still broken at the end
}

// Moment is the end of a call.
type Moment struct {
	Call    string
	Number  int     // of the call in the watch, from 1
	Seconds float64 // since the watch began
}

// For is how long a break lasted, in calls and seconds of the emulator. On AWS it would last as
// long as the calls in between take there.
func (c Continuity) For(b Break) (calls int, seconds float64) {
	back := c.End
	if b.Back != nil {
		back = *b.Back
	}
	return back.Number - b.After.Number, back.Seconds - b.After.Seconds
}

func (b Break) String() string {
	back := "never back"
	if b.Back != nil {
		back = "back after " + b.Back.Call
	}
	return fmt.Sprintf("after %s: %s: %s; %s", b.After.Call, b.Way, b.Reason, back)
}

// Watch begins to watch every way in to the account's services and every way out of their tasks,
// and returns those ways.
func (e *Emulator) Watch(t testing.TB) (begun Continuity) {
	t.Helper()
	e.get(t, "/watch/start", &begun)
	return begun
}

// StopWatching ends a watch.
func (e *Emulator) StopWatching(t testing.TB) (seen Continuity) {
	t.Helper()
	e.get(t, "/watch/stop", &seen)
	return seen
}
