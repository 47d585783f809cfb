package report

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/knwl-platform/infra/bluegreen/rollout"
)

var (
	faint   = lipgloss.NewStyle().Faint(true)
	bold    = lipgloss.NewStyle().Bold(true)
	inBlue  = lipgloss.NewStyle().Foreground(lipgloss.Blue)
	inGreen = lipgloss.NewStyle().Foreground(lipgloss.Green)
	inRed   = lipgloss.NewStyle().Foreground(lipgloss.Red)
)

// block is the live part of the screen. Its rows depend on nothing else, so that tests can look at
// them.
type block struct {
	state state
	sym   Symbols
	began time.Time // of the command
	now   time.Time
	width int
	ask   bool // an interrupt asks what to do
}

func (b block) String() string {
	rows := []string{faint.Render(strings.Repeat(b.sym.Line, b.width)), b.title(), b.steps()}
	if b.state.target.BlueGreen() {
		rows = append(rows, b.traffic())
	}
	rows = append(rows, b.tasks(), b.countdown())
	for _, alarm := range b.state.alarms {
		rows = append(rows, label("alarm")+inRed.Render(Clean(alarm.Alarm+" fires: "+alarm.Reason)))
	}
	rows = append(rows, b.keys())
	rows = slices.DeleteFunc(rows, func(row string) bool { return row == "" })
	for i := range rows {
		rows[i] = ansi.Truncate(rows[i], b.width, "")
	}
	return strings.Join(rows, "\n")
}

func label(name string) string { return faint.Render(fmt.Sprintf(" %-8s ", name)) }

// title has the service, the revisions, and how long the command runs.
func (b block) title() string {
	text := Clean(b.state.target.Service)
	switch plan := b.state.plan; {
	case plan.From != "":
		text = Clean(plan.From + " " + b.sym.Arrow + " " + plan.To)
	case plan.To != "":
		text = Clean(plan.To)
	}
	took := short(b.now.Sub(b.began))
	gap := max(1, b.width-2-ansi.StringWidth(text)-len(took))
	return " " + bold.Render(text) + strings.Repeat(" ", gap) + took
}

// steps has the phases: those that ended, the one that runs, and those that will follow. On a
// narrow terminal it has only the one that runs.
func (b block) steps() string {
	var parts []string
	seen := map[rollout.Phase]bool{}
	for _, s := range b.state.steps {
		seen[s.phase] = true
		took := short(cmpTime(s.end, b.now).Sub(s.start))
		if s.end.IsZero() {
			parts = append(parts, bold.Render(b.sym.Now+" "+string(s.phase))+" "+took)
		} else {
			parts = append(parts, inGreen.Render(b.sym.Done)+" "+string(s.phase)+" "+faint.Render(took))
		}
	}
	if b.width < 60 && len(parts) > 0 {
		return " " + parts[len(parts)-1]
	}
	if b.state.deployment != "" && b.state.target.BlueGreen() && !seen[rollout.PhaseRollback] {
		for _, phase := range []rollout.Phase{rollout.PhaseInstall, rollout.PhaseShift, rollout.PhaseTerminate} {
			if !seen[phase] {
				parts = append(parts, faint.Render(b.sym.Todo+" "+string(phase)))
			}
		}
	}
	if len(parts) == 0 {
		return " " + b.sym.Now + " looks at AWS"
	}
	return " " + strings.Join(parts, "  ")
}

func cmpTime(t, otherwise time.Time) time.Time {
	if t.IsZero() {
		return otherwise
	}
	return t
}

// traffic is the production traffic as a bar, blue at the left and green at the right.
func (b block) traffic() string {
	green := b.state.traffic.Percent
	text := fmt.Sprintf("%d%% blue, %d%% green", 100-green, green)
	return label("traffic") + strings.TrimSpace(b.bar(100-green, green, len(text)+1)+" "+text)
}

// bar has two parts of the given sizes. It leaves room for a text behind it.
func (b block) bar(blue, green, room int) string {
	width := min(b.width-10-room-1, 60)
	if width < 5 || blue+green <= 0 {
		return ""
	}
	right := width * green / (blue + green)
	if right == 0 && green > 0 {
		right = 1
	}
	if right == width && blue > 0 {
		right = width - 1
	}
	return inBlue.Render(strings.Repeat(b.sym.Blue, width-right)) + inGreen.Render(strings.Repeat(b.sym.Green, right))
}

// tasks is how many tasks run and how many should. A rolling service shows them as a bar.
func (b block) tasks() string {
	if b.state.tasks == (rollout.TasksChanged{}) {
		return ""
	}
	text := sides(b.state.tasks) + " running"
	if b.state.stopped > 0 {
		text += ", " + inRed.Render(fmt.Sprintf("%d stopped", b.state.stopped))
	}
	if !b.state.target.BlueGreen() && b.state.target.Service != "" {
		bar := b.bar(b.state.tasks.Blue.Running, b.state.tasks.Green.Running, ansi.StringWidth(text)+1)
		return label("tasks") + strings.TrimSpace(bar+" "+text)
	}
	return label("tasks") + text
}

// countdown is the time until the next step, or until a wait ends.
func (b block) countdown() string {
	text := strings.TrimPrefix(b.state.next(b.now), "; ")
	if text == "" && b.state.waiting != nil {
		text = "waits for " + string(b.state.waiting.For)
	}
	if b.state.held {
		text = strings.TrimPrefix(text+"; scaling is suspended", "; ")
	}
	if text == "" {
		return ""
	}
	return label("next") + text
}

// keys says what a person can press.
func (b block) keys() string {
	switch {
	case b.ask:
		return bold.Render(" Leave it running (l), stop and roll back (s), go on (any other key)?")
	case b.approvable():
		return bold.Render(" a: approve") + faint.Render("   ctrl+c: leave or stop")
	}
	return faint.Render(" ctrl+c: leave or stop")
}

// approvable says whether the deployment waits for an approval.
func (b block) approvable() bool {
	return b.state.waiting != nil && b.state.waiting.For == rollout.WaitApproval
}
