package report

import (
	"cmp"
	"strings"
)

// Symbols are the characters that differ between terminals.
type Symbols struct {
	Arrow, Done, Now, Todo, Fail, Line, Blue, Green string
}

// The two sets of symbols. Blue and Green differ without color too.
var (
	Unicode = Symbols{Arrow: "→", Done: "✓", Now: "●", Todo: "○", Fail: "✗", Line: "─", Blue: "█", Green: "▒"}
	ASCII   = Symbols{Arrow: "->", Done: "+", Now: "*", Todo: ".", Fail: "x", Line: "-", Blue: "#", Green: "="}
)

// SymbolsFor chooses by the locale, as the C library does: the first of the three variables counts.
func SymbolsFor(env func(string) string) Symbols {
	locale := strings.ToUpper(cmp.Or(env("LC_ALL"), env("LC_CTYPE"), env("LANG")))
	if strings.Contains(locale, "UTF-8") || strings.Contains(locale, "UTF8") {
		return Unicode
	}
	return ASCII
}
