package service

import (
	"strings"
	"unicode/utf8"
)

// maxPageBytes bounds the text that one page holds in memory. Twenty ASCII documents of the longest
// content by default fit, which are two pages of the default length.
const maxPageBytes = 4 << 20

// Add appends a hit to the page. A page holds all of its hits, but at most 4 MiB of their text:
// beyond that, a hit's content is cut to its beginning, and its tags to those that fit. Stores call
// Add hit by hit, so that a page of very large documents is never in memory as a whole.
func (p *Page) Add(h Hit) {
	p.bytes += len(h.Title)
	for i, tag := range h.Tags {
		if p.bytes += len(tag); p.bytes > maxPageBytes {
			p.bytes -= len(tag)
			h.Tags = h.Tags[:i:i]
			break
		}
	}
	if p.bytes += len(h.Content); p.bytes > maxPageBytes {
		p.bytes -= len(h.Content)
		h.Content = beginning(h.Content)
		p.bytes += len(h.Content)
	}
	p.Hits = append(p.Hits, h)
}

// beginning returns a copy of the text's beginning, as long as a snippet. A substring would keep
// the whole text in memory.
func beginning(text string) string {
	if len(text) <= snippetBytes {
		return text
	}
	end := snippetBytes
	for !utf8.RuneStart(text[end]) {
		end--
	}
	return strings.Clone(text[:end])
}
