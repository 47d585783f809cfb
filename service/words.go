package service

import (
	"iter"
	"unicode"
	"unicode/utf8"
)

const maxWordRunes = 64 // a longer run becomes several words

// Words returns the words of a text in order, folded for comparison: without
// differences of case, without accents, and with compatibility forms replaced.
// Both stores index these words instead of splitting text themselves, so that
// they match the same documents.
func Words(text string) []string {
	words := make([]string, 0, len(text)/6)
	for w := range spans(text, nil) {
		words = append(words, w.folded)
	}
	return words
}

// Fields returns the words that both stores index of a document. A phrase
// matches within one field. The title and the tags count twice, because a match
// there is more significant.
func Fields(d Document) [][]string {
	title := Words(d.Title)
	fields := [][]string{title, title, Words(d.Content)}
	for _, tag := range d.Tags {
		words := Words(tag)
		fields = append(fields, words, words)
	}
	return fields
}

// span is a word and its position in the text, in bytes and in words.
type span struct {
	folded     string
	start, end int
	index      int
}

// beginnings has a bit for the second byte of each word that is wanted, by the first byte.
type beginnings [utf8.RuneSelf]uint64

func (b *beginnings) add(word string) {
	if c := word[0]; c < utf8.RuneSelf {
		b[c] |= 1 << (second(word) % 64)
	}
}

// mayHave returns false only for a word that is not wanted. The word is not folded, and begins with
// an ASCII character.
func (b *beginnings) mayHave(word string) bool {
	bits, c := b[lowerASCII[word[0]]], second(word)
	if c >= utf8.RuneSelf { // folding may replace it
		return bits != 0
	}
	return bits>>(lowerASCII[c]%64)&1 != 0
}

// second returns the second byte of a word, or 0.
func second(word string) byte {
	if len(word) == 1 {
		return 0
	}
	return word[1]
}

// spans yields the words of text: runs of letters, digits and marks. In scripts
// without spaces each character is a word. With beginnings, a word that begins
// with other ASCII characters is only counted, which saves folding it.
func spans(text string, wanted *beginnings) iter.Seq[span] {
	return func(yield func(span) bool) {
		index := 0
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
			if wanted != nil && r < utf8.RuneSelf && !wanted.mayHave(text[i:end]) {
				index++
			} else if folded := fold(text[i:end]); folded != "" {
				if !yield(span{folded, i, end, index}) {
					return
				}
				index++
			}
			i = end
		}
	}
}

// wordEnd returns the end of the word that has a character before end. Marks do
// not count, so that no word begins with one.
func wordEnd(text string, end int) int {
	for n := 1; end < len(text); {
		if c := text[end]; c < utf8.RuneSelf { // the common case
			if !asciiWord[c] || n == maxWordRunes {
				break
			}
			end++
			n++
			continue
		}
		r, size := utf8.DecodeRuneInString(text[end:])
		if !unicode.IsMark(r) {
			if standsAlone(r) || !startsWord(r) || n == maxWordRunes {
				break
			}
			n++
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
