package report

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/knwl-platform/infra/bluegreen/rollout"
)

// heartbeat is how long a plain report stays silent: some CI systems end a silent job.
const heartbeat = time.Minute

// Plain reports as lines with the time in front.
type Plain struct {
	w     io.Writer
	clock Clock
	sym   Symbols

	mu    sync.Mutex
	state state
	alive *time.Timer
	ended bool
}

// NewPlain returns a report that writes lines to w.
func NewPlain(w io.Writer, clock Clock, sym Symbols) *Plain {
	p := &Plain{w: w, clock: clock, sym: sym}
	p.alive = time.AfterFunc(heartbeat, p.beat)
	return p
}

// Plan implements [Report].
func (p *Plain) Plan(target rollout.Target, plan rollout.Plan) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.state.target, p.state.plan = target, plan
	p.print(planLines(target, plan, p.sym)...)
}

// Status implements [Report].
func (p *Plain) Status(s rollout.Status) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.write(statusLines(s))
}

// Event implements [Report].
func (p *Plain) Event(e rollout.Event) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.state.apply(e, p.clock())
	p.print(p.state.describe(e, p.clock(), p.sym)...)
}

// Note implements [Report].
func (p *Plain) Note(text string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.print(lines(text)...)
}

// End implements [Report].
func (p *Plain) End(o Outcome) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.alive.Stop()
	p.write(o.lines(p.sym))
	p.ended = true
}

// beat says that the deployment is still followed.
func (p *Plain) beat() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if step := p.state.current(); step != nil {
		now := p.clock()
		p.print(fmt.Sprintf("still %s after %s%s", step.phase, short(now.Sub(step.start)), p.state.next(now)))
	} else {
		p.print("still waiting")
	}
}

// print writes lines with the time in front.
func (p *Plain) print(text ...string) {
	stamp := p.clock().Local().Format(time.TimeOnly)
	for i, line := range text {
		text[i] = stamp + "  " + Clean(line)
	}
	p.write(text)
}

// write is one write for all lines, so that nothing comes between them.
func (p *Plain) write(text []string) {
	if p.ended || len(text) == 0 {
		return
	}
	p.alive.Reset(heartbeat)
	io.WriteString(p.w, strings.Join(text, "\n")+"\n") //nolint:errcheck // an Outbox keeps the error
}

// next says what the deployment waits for, if that has a time.
func (s *state) next(now time.Time) string {
	switch {
	case s.waiting != nil && !s.waiting.Until.IsZero():
		return fmt.Sprintf("; waits for %s, %s left", s.waiting.For, short(s.waiting.Until.Sub(now)))
	case !s.traffic.Next.IsZero() && s.traffic.Next.After(now):
		return fmt.Sprintf("; %d%% green in %s", s.traffic.NextPercent, short(s.traffic.Next.Sub(now)))
	}
	return ""
}
