package service

import (
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
// content with the most of the words. Each word is in <b></b>, and everything
// else is escaped. If only the title has the words, the excerpt is the title.
func Snippet(d Document, words []string) string {
	content := matches(d.Content, words)
	if len(content) > 0 {
		return excerpt(d.Content, content)
	}
	if title := matches(d.Title, words); len(title) > 0 {
		return excerpt(d.Title, title)
	}
	return excerpt(d.Content, nil)
}

// matches finds the words in text. It stops after the first stretch with all of
// them, because no later stretch is better.
func matches(text string, words []string) []span {
	var found []span
	last := make([]int, len(words)) // last position of each word, counted from 1
	end := len(text)
	for w := range spans(text) {
		if w.start > end {
			break
		}
		n := slices.Index(words, w.folded)
		if n < 0 {
			continue
		}
		found = append(found, w)
		last[n] = w.start + 1
		if first := slices.Min(last); first > 0 && w.end < first+stretchBytes {
			end = min(end, first+snippetBytes)
		}
	}
	return found
}

func excerpt(text string, found []span) string {
	from, to := window(text, found)
	var b strings.Builder
	if from > 0 {
		b.WriteString("…")
	}
	at := from
	for _, m := range found {
		if m.start < from || m.end > to {
			continue
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
func window(text string, found []span) (from, to int) {
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
// different words.
func densest(found []span) int {
	best, most := 0, 0
	counts := map[string]int{}
	next := 0
	for i, m := range found {
		for next < len(found) && (next <= i || found[next].end <= m.start+stretchBytes) {
			counts[found[next].folded]++
			next++
		}
		if len(counts) > most {
			best, most = i, len(counts)
		}
		if counts[m.folded]--; counts[m.folded] == 0 {
			delete(counts, m.folded)
		}
	}
	return best
}
