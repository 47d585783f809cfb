package report

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
)

// color is an escape sequence that only sets a color. Loggers write it, and it hides nothing.
var color = regexp.MustCompile("\x1b\\[[0-9;]*m")

// Clean makes a text from AWS or from a container harmless for a terminal. Control characters could
// move the cursor or hide text, and so could the characters that change the direction of writing.
func Clean(text string) string {
	if !strings.ContainsFunc(text, harmful) && strings.ToValidUTF8(text, "") == text {
		return text
	}
	var b strings.Builder
	for _, r := range strings.ToValidUTF8(color.ReplaceAllString(text, ""), "\uFFFD") {
		switch {
		case r == '\t':
			b.WriteString("    ")
		case harmful(r) && r < 0x100:
			fmt.Fprintf(&b, `\x%02x`, r)
		case harmful(r):
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// harmful covers the control characters (Cc), the invisible format characters (Cf) such as
// right-to-left overrides, and the two line separators.
func harmful(r rune) bool {
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp)
}

// lines splits a text into clean lines.
func lines(text string) []string {
	var out []string
	for line := range strings.Lines(text) {
		out = append(out, Clean(strings.TrimRight(line, "\r\n")))
	}
	return out
}
