package report

import (
	"io"
	"strings"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/knwl-platform/infra/bluegreen/rollout"
)

// Controls are what a person can do at a live screen. They must not block.
type Controls struct {
	Approve, Stop, Leave, Resume, Interrupt func()
}

// Live reports as a block under a scrolling log, in a terminal.
type Live struct {
	out     io.Writer // for what comes after the block
	clock   Clock
	sym     Symbols
	program *tea.Program
	gone    chan struct{}  // closed when the program has ended
	queue   *queue[func()] // a stopped terminal makes the program wait, but not the callers
	state   state          // only the queue touches it
}

// NewLive starts a live screen on the terminal.
func NewLive(terminal, out io.Writer, clock Clock, sym Symbols, controls Controls) *Live {
	l := &Live{out: out, clock: clock, sym: sym, gone: make(chan struct{})}
	painted := make(chan struct{})
	m := model{
		painted: sync.OnceFunc(func() { close(painted) }),
		block:   block{sym: sym, began: clock(), now: clock(), width: 80}, clock: clock, controls: controls,
	}
	l.program = tea.NewProgram(m, tea.WithOutput(terminal), tea.WithoutSignalHandler())
	go func() {
		defer close(l.gone)
		l.program.Run() //nolint:errcheck // without a terminal, print writes the lines
	}()
	// Before its first frame, bubbletea takes the block for as high as the screen, and lines above it
	// would scroll everything away.
	l.queue = newQueue(func(f func()) { f() })
	l.queue.put(func() {
		select {
		case <-painted:
		case <-l.gone:
		}
	})
	return l
}

// Plan implements [Report].
func (l *Live) Plan(target rollout.Target, plan rollout.Plan) {
	l.queue.put(func() {
		l.state.target, l.state.plan = target, plan
		l.print(planLines(target, plan, l.sym)...)
	})
}

// Status implements [Report].
func (l *Live) Status(s rollout.Status) {
	l.queue.put(func() { l.write(statusLines(s)) })
}

// Event implements [Report]. The block has the numbers of tasks, so the log has not.
func (l *Live) Event(e rollout.Event) {
	l.queue.put(func() {
		l.state.apply(e, l.clock())
		text := l.state.describe(e, l.clock(), l.sym)
		if _, ok := e.(rollout.TasksChanged); ok {
			text = nil
		}
		l.print(text...)
	})
}

// Note implements [Report].
func (l *Live) Note(text string) {
	l.queue.put(func() { l.print(lines(text)...) })
}

// Ask asks what an interrupt shall do. The answer calls one of the controls.
func (l *Live) Ask() { l.queue.put(func() { l.program.Send(askMsg{}) }) }

// End implements [Report]. It waits for a stopped terminal only for a moment.
func (l *Live) End(o Outcome) {
	l.queue.close(patience)
	go l.program.Send(endMsg{})
	select {
	case <-l.gone:
	case <-time.After(patience):
	}
	for _, line := range o.lines(l.sym) {
		io.WriteString(l.out, line+"\n") //nolint:errcheck // an Outbox keeps the error
	}
}

// print adds lines to the log, with the time in front, and shows the state in the block.
func (l *Live) print(text ...string) {
	stamp := faint.Render(l.clock().Local().Format(time.TimeOnly)) + "  "
	for i, line := range text {
		line = Clean(line)
		if strings.HasPrefix(line, l.sym.Fail+" ") {
			line = inRed.Render(line)
		}
		text[i] = stamp + line
	}
	l.write(text)
	l.program.Send(stateMsg(l.state.clone()))
}

func (l *Live) write(text []string) {
	if len(text) == 0 {
		return
	}
	select {
	case <-l.gone:
		io.WriteString(l.out, ansi.Strip(strings.Join(text, "\n"))+"\n") //nolint:errcheck // as above
	default:
		l.program.Send(tea.Println(strings.Join(text, "\n"))())
	}
}
