package report

import (
	"errors"
	"strings"

	"github.com/knwl-platform/infra/bluegreen/rollout"
)

// lines returns what to show last: the success in a sentence, or the failure.
func (o Outcome) lines(sym Symbols) []string {
	if o.Err != nil {
		return failure(o.Err, sym)
	}
	return prefix(sym.Done+" ", "  ", lines(o.Text))
}

// failure returns the lines that tell of an error: cause, evidence, what serves now, where to look,
// what to do.
func failure(err error, sym Symbols) []string {
	if several := Joined(err); several != nil {
		var out []string
		for _, e := range several {
			out = append(out, failure(e, sym)...)
		}
		return out
	}
	var f *rollout.Failure
	if !errors.As(err, &f) {
		return prefix(sym.Fail+" ", "  ", lines(err.Error()))
	}
	out := prefix(sym.Fail+" ", "  ", lines(capital(f.Error())))
	for _, e := range f.Evidence {
		out = append(out, prefix("  - ", "    | ", lines(e))...)
	}
	for _, row := range [][2]string{
		{"  serves now: ", f.Serving}, {"  console:    ", f.Console}, {"  what to do: ", f.Remedy},
	} {
		if row[1] != "" {
			out = append(out, prefix(row[0], "    ", lines(row[1]))...)
		}
	}
	return out
}

// Joined returns the errors that [errors.Join] has joined, or nil for any other error. One that wraps
// several in a text of its own is not taken apart.
func Joined(err error) []error {
	several, ok := err.(interface{ Unwrap() []error })
	if !ok || errors.Join(several.Unwrap()...).Error() != err.Error() {
		return nil
	}
	return several.Unwrap()
}

// prefix puts first before the first line and rest before the others.
func prefix(first, rest string, lines []string) []string {
	for i := range lines {
		lines[i] = first + lines[i]
		first = rest
	}
	return lines
}

func capital(text string) string {
	if text == "" {
		return text
	}
	return strings.ToUpper(text[:1]) + text[1:]
}
