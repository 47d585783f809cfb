package cli

import (
	"fmt"
	"strings"
)

// words splits a command as a shell does. No shell runs it, so what only a shell can do is an error,
// unless it is quoted.
func words(line string) ([]string, error) {
	var out []string
	var word strings.Builder
	var quote rune // the open quote, or 0
	open, escaped := false, false
	for at, r := range line {
		special := strings.ContainsRune("$`", r) || quote == 0 && strings.ContainsRune("|&;<>()\n", r)
		switch {
		case escaped:
			if quote == '"' && !strings.ContainsRune("\"\\$`", r) {
				word.WriteRune('\\')
			}
			word.WriteRune(r)
			escaped = false
		case r == '\\' && quote != '\'':
			escaped, open = true, true
		case quote != 0 && r == quote:
			quote = 0
		case quote == 0 && (r == '\'' || r == '"'):
			quote, open = r, true
		case special && quote != '\'':
			return nil, fmt.Errorf("--before %q: has the shell's %q at %q, but no shell runs it; "+
				"quote it, or write sh -c '...' if the image has a shell", line, r, line[at:])
		case quote == 0 && (r == ' ' || r == '\t'):
			if open {
				out = append(out, word.String())
			}
			word.Reset()
			open = false
		default:
			word.WriteRune(r)
			open = true
		}
	}
	if quote != 0 || escaped {
		return nil, fmt.Errorf("--before %q: ends inside a quotation; close it", line)
	}
	if open {
		out = append(out, word.String())
	}
	if len(out) == 0 || out[0] == "" {
		return nil, fmt.Errorf("--before %q: must be a command", line)
	}
	return out, nil
}
