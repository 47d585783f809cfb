package report

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"

	"github.com/knwl-platform/infra/bluegreen/rollout"
)

// Actions reports to GitHub Actions: lines in a group for each phase, an error annotation, a summary
// of the job, and outputs of the step.
type Actions struct {
	*Plain
	w       io.Writer
	summary string // file, may be empty
	outputs string // file, may be empty
	grouped bool
}

// NewActions returns a report for a step in GitHub Actions, which names the two files in env.
func NewActions(w io.Writer, clock Clock, env func(string) string) *Actions {
	return &Actions{
		Plain: NewPlain(noCommands{w}, clock, Unicode), w: w,
		summary: env("GITHUB_STEP_SUMMARY"), outputs: env("GITHUB_OUTPUT"),
	}
}

// Event implements [Report].
func (a *Actions) Event(e rollout.Event) {
	if p, ok := e.(rollout.PhaseChanged); ok && !p.Done {
		a.group(string(p.Phase))
	}
	a.Plain.Event(e)
}

// End implements [Report].
func (a *Actions) End(o Outcome) {
	a.group("")
	a.Plain.End(o)
	if o.Err != nil {
		all := failure(o.Err, Unicode)
		fmt.Fprintf(a.w, "::error title=%s::%s\n", escapeProperty(title(o)), escapeData(strings.Join(all, "\n")))
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.append(a.summary, a.state.markdown(o, a.clock()))
	a.append(a.outputs, fmt.Sprintf("result=%s\nexit-code=%d\ndeployment=%s\n",
		o.Result, o.Code, Clean(a.state.deployment)))
}

// group ends the group of lines before, and begins one if it has a name.
func (a *Actions) group(name string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.grouped {
		fmt.Fprintln(a.w, "::endgroup::")
	}
	if a.grouped = name != ""; a.grouped {
		fmt.Fprintln(a.w, "::group::"+escapeData(name))
	}
}

// append adds to one of the files. That it cannot is only worth a line.
func (a *Actions) append(file, text string) {
	if file == "" {
		return
	}
	f, err := os.OpenFile(file, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err == nil {
		_, err = f.WriteString(text)
		err = errors.Join(err, f.Close())
	}
	if err != nil {
		fmt.Fprintf(a.w, "::warning::%s\n", escapeData(err.Error()))
	}
}

// noCommands keeps GitHub's runner from taking a command out of a text from AWS. The runner finds
// "##[" anywhere in a line, and "::" at its start, after spaces too.
type noCommands struct{ w io.Writer }

var command = regexp.MustCompile(`(?m)##\[|^[\s\p{Z}]*::`)

func (n noCommands) Write(p []byte) (int, error) {
	harmless := command.ReplaceAllFunc(p, func(found []byte) []byte {
		last := len(found) - 1
		return slices.Insert(bytes.Clone(found), last, ' ')
	})
	if _, err := n.w.Write(harmless); err != nil {
		return 0, err
	}
	return len(p), nil
}

func escapeData(text string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(text)
}

func escapeProperty(text string) string {
	return strings.NewReplacer(":", "%3A", ",", "%2C").Replace(escapeData(text))
}
