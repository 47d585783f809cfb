package report

import (
	"fmt"
	"html"
	"strings"
	"time"
)

// title is a heading for an outcome.
func title(o Outcome) string {
	return "Rollout: " + strings.ReplaceAll(o.Result, "-", " ")
}

// markdown is the summary of a job: the outcome, the revisions, and the phases with their times.
// Texts from AWS are in HTML, escaped, because Markdown has no way to escape a fence.
func (s *state) markdown(o Outcome, now time.Time) string {
	var b strings.Builder
	fmt.Fprintf(&b, "### %s\n\n", title(o))
	if s.plan.To != "" {
		fmt.Fprintf(&b, "<p><code>%s</code> %s <code>%s</code></p>\n\n",
			html.EscapeString(Clean(s.plan.From)), Unicode.Arrow, html.EscapeString(Clean(s.plan.To)))
	}
	fmt.Fprintf(&b, "<pre>%s</pre>\n", html.EscapeString(strings.Join(o.lines(Unicode), "\n")))
	if len(s.steps) == 0 {
		return b.String()
	}
	b.WriteString("\n| phase | time |\n|---|---|\n")
	for _, step := range s.steps {
		fmt.Fprintf(&b, "| %s | %s |\n", step.phase, short(cmpTime(step.end, now).Sub(step.start)))
	}
	return b.String()
}
