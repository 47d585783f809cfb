package report_test

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/charmbracelet/x/ansi"

	"github.com/knwl-platform/infra/bluegreen/rollout"
	"github.com/knwl-platform/infra/cmd/rollout/internal/fake"
	"github.com/knwl-platform/infra/cmd/rollout/internal/report"
)

var update = flag.Bool("update", false, "write testdata")

func TestMain(m *testing.M) {
	time.Local = time.UTC
	os.Exit(m.Run())
}

// beat is no multiple of a minute, so that nothing happens at once with a heartbeat.
const beat = 70 * time.Second

var start = time.Date(2027, 1, 2, 15, 4, 5, 0, time.UTC)

// golden compares with a file in testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name+".txt")
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil || got != string(want) {
		t.Errorf("%s differs (%v); -update writes it. Got:\n%s", file, err, got)
	}
}

func target(t *testing.T, output string) rollout.Target {
	t.Helper()
	target, err := rollout.ParseTarget(output)
	if err != nil {
		t.Fatal(err)
	}
	return target
}

// crash is a deployment that is rolled back, and the end of it.
func crash() []fake.Step {
	return slices.Concat(fake.Install(start, beat), fake.Crash(start.Add(2*beat), beat))
}

// play reports a script. The clock is the test's.
func play(t *testing.T, steps []fake.Step, err error, open func(io.Writer, report.Clock) report.Report) string {
	var out bytes.Buffer
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		r := open(&out, func() time.Time { return start.Add(time.Since(began)) })
		r.Plan(target(t, fake.Target), fake.Starts)
		for _, step := range steps {
			time.Sleep(step.After) // the bubble's clock
			r.Event(step.Event)
		}
		outcome := report.Outcome{Text: "web:42 serves", Result: "done"}
		if err != nil {
			outcome = report.Outcome{Err: err, Code: 1, Result: "rolled-back"}
		}
		r.End(outcome)
		r.Note("after the end")
	})
	return out.String()
}

func plain(w io.Writer, c report.Clock) report.Report { return report.NewPlain(w, c, report.ASCII) }

func TestPlain(t *testing.T) {
	golden(t, "plain-crash", play(t, crash(), fake.Crashed, plain))
	golden(t, "plain-good", play(t, slices.Concat(fake.Install(start, beat),
		fake.Approval(start.Add(2*beat), start.Add(time.Hour)),
		fake.Shift(start.Add(2*beat), beat)), nil, plain))
}

func TestJSON(t *testing.T) {
	got := play(t, crash(), fake.Crashed, func(w io.Writer, c report.Clock) report.Report { return report.NewJSON(w, c) })
	lines := strings.Split(strings.TrimSpace(got), "\n")
	golden(t, "json-crash", strings.Join(lines[:len(lines)-1], "\n")+"\n") // without the note after the end
}

func TestActions(t *testing.T) {
	dir := t.TempDir()
	env := map[string]string{
		"GITHUB_STEP_SUMMARY": filepath.Join(dir, "summary"), "GITHUB_OUTPUT": filepath.Join(dir, "outputs"),
	}
	steps := append(crash(), fake.Step{Event: rollout.LogLine{Line: "::error::fake ##[add-mask]a <b>"}})
	got := play(t, steps, fake.Crashed, func(w io.Writer, c report.Clock) report.Report {
		return report.NewActions(w, c, func(name string) string { return env[name] })
	})
	for _, file := range []string{"summary", "outputs"} {
		text, err := os.ReadFile(filepath.Join(dir, file))
		if err != nil {
			t.Fatal(err)
		}
		got += "=== " + file + "\n" + string(text)
	}
	golden(t, "actions-crash", got)
}

func TestATextFromAWSIsNoCommandForActions(t *testing.T) {
	err := &rollout.Failure{
		Kind: rollout.ErrRolledBack, Reason: "alarm a fired:\n::add-mask::b\n##[error]c", Remedy: "do\n\u00a0::debug::d",
		Evidence: []string{"::warning::e\n::warning::f"},
	}
	got := play(t, nil, err, func(w io.Writer, c report.Clock) report.Report {
		return report.NewActions(w, c, func(string) string { return "" })
	})
	for line := range strings.Lines(got) {
		if line = strings.TrimSpace(line); strings.HasPrefix(line, "::") && !strings.HasPrefix(line, "::error title") {
			t.Errorf("the runner takes %q for a command:\n%s", line, got)
		}
	}
}

func TestScreens(t *testing.T) {
	approval := slices.Concat(fake.Install(start, beat),
		fake.Approval(start.Add(2*beat), start.Add(time.Hour)))
	shift := slices.Concat(fake.Install(start, beat), fake.Shift(start.Add(2*beat), beat)[:2])
	alarm := append(crash(), fake.Step{Event: rollout.AlarmFired{Alarm: "web-5xx", Reason: "Threshold \x1b[2J crossed"}})
	rolling := []fake.Step{{Event: rollout.TasksChanged{
		Blue: rollout.Tasks{Running: 2, Desired: 2}, Green: rollout.Tasks{Running: 1, Desired: 3},
	}}}
	for name, test := range map[string]struct {
		target string
		steps  []fake.Step
		width  int
		sym    report.Symbols
		ask    bool
	}{
		"looks":       {fake.Target, nil, 80, report.Unicode, false},
		"approval":    {fake.Target, approval, 80, report.Unicode, false},
		"asks":        {fake.Target, shift, 80, report.Unicode, true},
		"shift":       {fake.Target, shift, 80, report.Unicode, false},
		"shift-ascii": {fake.Target, shift, 60, report.ASCII, false},
		"narrow":      {fake.Target, shift, 34, report.Unicode, false},
		"tiny":        {fake.Target, shift, 12, report.Unicode, false},
		"alarm":       {fake.Target, alarm, 80, report.Unicode, false},
		"rolling":     {fake.Rolling, rolling, 80, report.Unicode, false},
	} {
		var events []rollout.Event
		for _, s := range test.steps {
			events = append(events, s.Event)
		}
		plan := fake.Starts
		if test.target == fake.Rolling {
			plan.From = "" // nobody planned it
		}
		screen := ansi.Strip(report.Screen(target(t, test.target), plan, events,
			start.Add(-time.Second), start.Add(3*beat), test.width, test.sym, test.ask)) + "\n"
		for line := range strings.Lines(screen) {
			if width := ansi.StringWidth(strings.TrimSuffix(line, "\n")); width > test.width {
				t.Errorf("%s: %d columns of %d: %s", name, width, test.width, line)
			}
		}
		golden(t, "screen-"+name, screen)
	}
}

func TestAPhaseWithoutATimeBeginsNow(t *testing.T) {
	step := fake.Step{Event: rollout.PhaseChanged{Phase: rollout.PhaseInstall}}
	done := fake.Step{After: 2 * beat, Event: rollout.PhaseChanged{Phase: rollout.PhaseInstall, Done: true}}
	got := play(t, []fake.Step{step, done}, nil, plain)
	if !strings.Contains(got, "install: done after 2m20s") {
		t.Error(got)
	}
}

func TestSeveralErrorsAreShownOneByOne(t *testing.T) {
	first, second := errors.New("first"), errors.New("second")
	for want, err := range map[string]error{
		"x first\nx second\n":    errors.Join(first, second),
		"x first, then second\n": fmt.Errorf("%w, then %w", first, second), // it has a text of its own
	} {
		got := play(t, nil, err, plain)
		if !strings.HasSuffix(got, want) {
			t.Errorf("%q does not end in %q", got, want)
		}
	}
}

func TestClean(t *testing.T) {
	for text, want := range map[string]string{
		"plain ü →":             "plain ü →",
		"\x1b[31mred\x1b[0m":    "red",
		"\x1b[2J\x1b]0;title\a": `\x1b[2J\x1b]0;title\x07`,
		"a\rb\x9bc\tD":          `a\x0db` + "\uFFFDc    D",
		"a\u009bb\u202ec\u2028": `a\x9bb\u202ec\u2028`,
	} {
		if got := report.Clean(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestSymbolsFor(t *testing.T) {
	for _, test := range []struct {
		env  map[string]string
		want report.Symbols
	}{
		{map[string]string{"LANG": "en_US.UTF-8"}, report.Unicode},
		{map[string]string{"LC_CTYPE": "C.utf8", "LANG": "C"}, report.Unicode},
		{map[string]string{"LC_ALL": "C", "LANG": "en_US.UTF-8"}, report.ASCII},
		{nil, report.ASCII},
	} {
		if got := report.SymbolsFor(func(name string) string { return test.env[name] }); got != test.want {
			t.Errorf("%v: %v", test.env, got)
		}
	}
}
