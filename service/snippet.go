package service

import (
	"cmp"
	"html"
	"slices"
	"strings"
	"unicode/utf8"
)

const (
	snippetBytes = 240 // about three lines
	snippetLead  = 60  // text before the first match
	stretchBytes = snippetBytes - snippetLead
)

// Snippet returns a short excerpt of the document as HTML: the part of the
// content with the most of the terms. Each match is in <b></b>, and everything
// else is escaped. If only the title has the terms, the excerpt is the title.
func Snippet(d Document, terms []Term) string {
	content := matches(d.Content, terms)
	if len(content) > 0 {
		return excerpt(d.Content, content)
	}
	if title := matches(d.Title, terms); len(title) > 0 {
		return excerpt(d.Title, title)
	}
	return excerpt(d.Content, nil)
}

// match is a word in a text that is part of a term.
type match struct{ start, end, term int }

// matches finds the terms in text, in order. It stops after the first stretch
// with all of them, because no later stretch is better.
func matches(text string, terms []Term) []match {
	var found []match
	recent := make([]span, 0, 2*maxQueryWords) // the last words, for phrases
	last := make([]int, len(terms))            // last position of each term, counted from 1
	end := len(text)
	for w := range spans(text, beginningsOf(terms)) {
		if w.start > end {
			break
		}
		if len(recent) == cap(recent) {
			recent = recent[:copy(recent, recent[maxQueryWords:])]
		}
		recent = append(recent, w)
		for n, t := range terms {
			phrase := tail(recent, t)
			if phrase == nil {
				continue
			}
			for _, word := range phrase {
				found = append(found, match{word.start, word.end, n})
			}
			last[n] = phrase[0].start + 1
			if first := slices.Min(last); first > 0 && w.end < first+stretchBytes {
				end = min(end, first+snippetBytes)
			}
		}
	}
	slices.SortStableFunc(found, func(a, b match) int { return cmp.Compare(a.start, b.start) })
	return found
}

// tail returns the last words if they are the term, or nil.
func tail(words []span, t Term) []span {
	if !t.matches(len(t.Words)-1, words[len(words)-1].folded) || len(words) < len(t.Words) {
		return nil
	}
	words = words[len(words)-len(t.Words):]
	for i, w := range words {
		if w.index != words[0].index+i || !t.matches(i, w.folded) {
			return nil
		}
	}
	return words
}

func beginningsOf(terms []Term) *beginnings {
	var wanted beginnings
	for _, t := range terms {
		for _, w := range t.Words {
			wanted.add(w)
		}
	}
	return &wanted
}

func excerpt(text string, found []match) string {
	from, to := window(text, found)
	var b strings.Builder
	if from > 0 {
		b.WriteString("…")
	}
	at := from
	for i := 0; i < len(found); {
		m := found[i]
		if i++; m.start < at || m.end > to {
			continue
		}
		for ; i < len(found) && found[i].start <= m.end && found[i].end <= to; i++ {
			m.end = max(m.end, found[i].end) // adjacent characters of a phrase are one match
		}
		b.WriteString(html.EscapeString(text[at:m.start]))
		b.WriteString("<b>" + html.EscapeString(text[m.start:m.end]) + "</b>")
		at = m.end
	}
	b.WriteString(html.EscapeString(text[at:to]))
	if to < len(text) {
		b.WriteString("…")
	}
	return b.String()
}

// window chooses the bytes to show. It cuts at a space if there is one nearby,
// and never inside a character.
func window(text string, found []match) (from, to int) {
	if len(found) > 0 {
		first := found[densest(found)]
		if from = max(0, first.start-snippetLead); from > 0 {
			if space := strings.IndexByte(text[from:first.start], ' '); space >= 0 {
				from += space + 1
			}
		}
		for !utf8.RuneStart(text[from]) {
			from++
		}
		to = first.end
	}
	end := from + snippetBytes
	if end >= len(text) {
		return from, len(text)
	}
	if space := strings.LastIndexByte(text[from:end], ' '); space > 0 {
		end = from + space
	}
	for !utf8.RuneStart(text[end]) {
		end--
	}
	return from, max(to, end)
}

// densest returns the index of the first match in the stretch with the most
// different terms.
func densest(found []match) int {
	best, most := 0, 0
	counts := map[int]int{}
	next := 0
	for i, m := range found {
		for next < len(found) && (next <= i || found[next].end <= m.start+stretchBytes) {
			counts[found[next].term]++
			next++
		}
		if len(counts) > most {
			best, most = i, len(counts)
		}
		if counts[m.term]--; counts[m.term] == 0 {
			delete(counts, m.term)
		}
	}
	return best
}
