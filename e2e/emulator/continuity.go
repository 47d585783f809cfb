package emulator

import (
	"fmt"
	"testing"
)

// Continuity is what a watch over the ways in and out has seen.
type Continuity struct {
	// Calls is the number of calls, other than reads, after which the ways were checked.
	Calls int
	// Ways lists the ways that worked when the watch began, sorted.
	Ways []string
	// NotWorking lists the ways that did not work when the watch began, with the reason. They are
	// not watched.
	NotWorking []string
	// Breaks lists the breaks in the order in which they happened. If the reason of a break
	// changes, a new break begins.
	Breaks []Break
	// End is when the watch ended.
	End Moment
}

// Break is a period in which a way did not work.
type Break struct {
	Way, Reason string
	After       Moment
	Back        *Moment // nil if the way was still broken at the end
}

// Moment is the end of a call.
type Moment struct {
	Call    string
	Number  int     // of the call in the watch, from 1
	Seconds float64 // since the watch began
}

// For returns how long a break lasted, in calls and in seconds of the emulator. On AWS it would
// last as long as these calls take there.
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

// Watch starts to watch every way in to the account's services and every way out of their tasks,
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
