package service

import (
	"slices"
	"strings"
	"unicode/utf8"
)

const (
	maxQueryWords  = 32 // different words of a query; the others are ignored
	minPrefixRunes = 2  // a shorter prefix is a word, because most of an index begins with it
)

// Term is a part of a query that a document must hold: a word, a phrase, or the
// beginning of a word.
type Term struct {
	Words  []string // folded; several must follow one another in a field
	Prefix bool     // the only word may continue
}

// QueryWords returns the different terms of a user's query, with at most 32
// words. Text in double quotes is a phrase, and a word with an asterisk behind
// it is a prefix of at least two characters. Adjacent characters of a script
// without spaces are a phrase too. Everything else only separates words.
func QueryWords(text string) []Term {
	var terms []Term
	room := maxQueryWords
	add := func(t Term) {
		t.Words = t.Words[:min(len(t.Words), room)]
		if len(t.Words) > 0 && !slices.ContainsFunc(terms, t.equal) {
			terms = append(terms, t)
			room -= len(t.Words)
		}
	}
	for room > 0 && text != "" {
		plain, rest, _ := strings.Cut(text, `"`)
		phrase, after, closed := strings.Cut(rest, `"`)
		if !closed {
			plain, phrase, after = text, "", ""
		}
		for _, t := range plainTerms(plain) {
			add(t)
		}
		if words := Words(phrase); len(words) > 0 {
			add(Term{Words: words})
		}
		text = after
	}
	return terms
}

func plainTerms(text string) []Term {
	var terms []Term
	end, alone := -1, false
	for w := range spans(text, nil) {
		r, _ := utf8.DecodeRuneInString(text[w.start:])
		joins := alone && w.start == end
		end, alone = w.end, standsAlone(r)
		if joins && alone {
			last := &terms[len(terms)-1]
			last.Words = append(last.Words, w.folded)
			continue
		}
		terms = append(terms, Term{
			Words: []string{w.folded},
			Prefix: strings.HasPrefix(text[end:], "*") && !alone &&
				utf8.RuneCountInString(w.folded) >= minPrefixRunes,
		})
	}
	return terms
}

func (t Term) equal(other Term) bool {
	return t.Prefix == other.Prefix && slices.Equal(t.Words, other.Words)
}

// matches reports whether a word is the term's word at index i.
func (t Term) matches(i int, word string) bool {
	return word == t.Words[i] || t.Prefix && strings.HasPrefix(word, t.Words[i])
}
