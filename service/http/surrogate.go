package http

import (
	"bytes"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// loneSurrogate reports whether valid JSON escapes half of a surrogate pair. Such a string is no
// text, and encoding/json would silently replace the half.
func loneSurrogate(body []byte) bool {
	for {
		i := bytes.IndexByte(body, '\\')
		if i < 0 {
			return false
		}
		unit, rest := escape(body[i:])
		if utf16.IsSurrogate(unit) {
			low, after := rune(0), rest
			if bytes.HasPrefix(rest, []byte(`\u`)) {
				low, after = escape(rest)
			}
			if utf16.DecodeRune(unit, low) == utf8.RuneError {
				return true
			}
			rest = after
		}
		body = rest
	}
}

// escape decodes the escape that valid JSON starts with. It returns 0 for one that is not \uXXXX.
func escape(text []byte) (unit rune, rest []byte) {
	if text[1] != 'u' {
		return 0, text[2:]
	}
	n, _ := strconv.ParseUint(string(text[2:6]), 16, 16)
	return rune(n), text[6:]
}
