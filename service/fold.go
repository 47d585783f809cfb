package service

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// maxFoldBytes limits a folded word. A few characters fold into whole phrases,
// and PostgreSQL rejects a word over 2046 bytes.
const maxFoldBytes = 512

// fold returns the form of a word that is compared.
func fold(word string) string {
	upper := false
	for i := range len(word) {
		switch c := word[i]; {
		case c >= utf8.RuneSelf:
			return foldUnicode(word)
		case 'A' <= c && c <= 'Z':
			upper = true
		}
	}
	if upper {
		return strings.ToLower(word)
	}
	return word
}

func foldUnicode(word string) string {
	// NFKD makes an accent a character of its own. Folding turns the sharp s
	// into ss and the final sigma into a sigma, which lower case does not. It
	// swaps the cases of Cherokee, so lower case comes first.
	letters := strings.Map(func(r rune) rune {
		if startsWord(r) || unicode.IsMark(r) && unicode.In(r, vowelScripts...) {
			return unicode.ToLower(r)
		}
		return -1
	}, norm.NFKD.String(word))
	letters = strings.TrimLeftFunc(letters, unicode.IsMark) // a Thai letter becomes a mark and a letter
	folded := cases.Fold().String(letters)
	if len(folded) > maxFoldBytes {
		folded = strings.ToValidUTF8(folded[:maxFoldBytes], "")
	}
	return folded
}

// vowelScripts are the scripts whose marks are vowels and other letters.
// Without them different words would be the same. In all other scripts a mark
// is an accent, which many leave out.
var vowelScripts = []*unicode.RangeTable{
	unicode.Devanagari, unicode.Bengali, unicode.Gurmukhi, unicode.Gujarati, unicode.Oriya, unicode.Tamil,
	unicode.Telugu, unicode.Kannada, unicode.Malayalam, unicode.Sinhala, unicode.Thai, unicode.Lao,
	unicode.Tibetan, unicode.Myanmar, unicode.Khmer,
}

// lowerASCII maps an ASCII character to its lower case.
var lowerASCII = func() (lower [utf8.RuneSelf]byte) {
	for c := range lower {
		lower[c] = byte(unicode.ToLower(rune(c)))
	}
	return lower
}()
