package service

import (
	"iter"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

const (
	maxWordRunes  = 64  // a longer run becomes several words
	maxFoldBytes  = 512 // a few characters fold into whole phrases; PostgreSQL rejects a word over 2046 bytes
	maxQueryWords = 32  // distinct words of a query; the others are ignored
)

// Words returns the words of a text in order, folded for comparison: in lower
// case, without accents, and with compatibility forms replaced. Both stores
// index these words instead of splitting text themselves, so that they match
// the same documents.
func Words(text string) []string {
	words := make([]string, 0, len(text)/6)
	for w := range spans(text) {
		words = append(words, w.folded)
	}
	return words
}

// QueryWords returns the distinct words of a user's query, at most 32.
// Everything else in the query, including search operators, only separates
// words.
func QueryWords(text string) []string {
	var words []string
	seen := map[string]bool{}
	for w := range spans(text) {
		if seen[w.folded] {
			continue
		}
		seen[w.folded] = true
		if words = append(words, w.folded); len(words) == maxQueryWords {
			break
		}
	}
	return words
}

// span is a word and its position in the text, in bytes.
type span struct {
	folded     string
	start, end int
}

// spans yields the words of text: runs of letters, digits and combining marks.
// In scripts without spaces each character is a word.
func spans(text string) iter.Seq[span] {
	return func(yield func(span) bool) {
		for i := 0; i < len(text); {
			r, size := utf8.DecodeRuneInString(text[i:])
			if !startsWord(r) {
				i += size
				continue
			}
			end := i + size
			if !standsAlone(r) {
				end = wordEnd(text, end)
			}
			if folded := fold(text[i:end]); folded != "" && !yield(span{folded, i, end}) {
				return
			}
			i = end
		}
	}
}

func wordEnd(text string, end int) int {
	for n := 1; n < maxWordRunes && end < len(text); n++ {
		if c := text[end]; c < utf8.RuneSelf { // the common case
			if !asciiWord[c] {
				break
			}
			end++
			continue
		}
		r, size := utf8.DecodeRuneInString(text[end:])
		if standsAlone(r) || !startsWord(r) && !unicode.IsMark(r) {
			break
		}
		end += size
	}
	return end
}

// asciiWord is true for the letters and digits of ASCII.
var asciiWord = func() (is [utf8.RuneSelf]bool) {
	for c := range is {
		is[c] = 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
	}
	return is
}()

func startsWord(r rune) bool {
	if r < utf8.RuneSelf {
		return asciiWord[r]
	}
	return unicode.IsLetter(r) || unicode.IsNumber(r)
}

func standsAlone(r rune) bool {
	return r >= 0x2E80 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana)
}

func fold(word string) string {
	ascii, lower := true, true
	for i := range len(word) {
		ascii = ascii && word[i] < utf8.RuneSelf
		lower = lower && (word[i] < 'A' || word[i] > 'Z')
	}
	switch {
	case ascii && lower:
		return word
	case ascii:
		return strings.ToLower(word)
	}
	folded := strings.Map(func(r rune) rune {
		if startsWord(r) {
			return unicode.ToLower(r)
		}
		return -1 // an accent, which NFKD makes a separate character
	}, norm.NFKD.String(word))
	if len(folded) > maxFoldBytes {
		folded = strings.ToValidUTF8(folded[:maxFoldBytes], "")
	}
	return folded
}
