package service

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"
)

func textBytes(p Page) (n int) {
	for _, h := range p.Hits {
		n += len(h.Title) + len(h.Content) + len(strings.Join(h.Tags, ""))
	}
	return n
}

func TestAPageOfHugeDocumentsHoldsEveryHitAndLittleText(t *testing.T) {
	const slack = 64 << 10
	for name, d := range map[string]Document{
		"content": {Title: "t", Content: strings.Repeat("🙂", 200_000)},
		"tags":    {Title: "t", Content: "c", Tags: []string{"first", strings.Repeat("x", 3_000_000)}},
	} {
		t.Run(name, func(t *testing.T) {
			var p Page
			for i := range 50 {
				d.ID = fmt.Sprint(i)
				p.Add(Hit{Document: d})
			}
			if len(p.Hits) != 50 || p.Hits[49].ID != "49" {
				t.Fatalf("the page has %d hits, want all 50", len(p.Hits))
			}
			if n := textBytes(p); n > maxPageBytes+slack {
				t.Errorf("the page holds %d bytes", n)
			}
			first, last := p.Hits[0], p.Hits[49]
			if first.Content != d.Content || len(first.Tags) != len(d.Tags) {
				t.Error("the first hit is cut although there is room")
			}
			if last.Content == "" || !utf8.ValidString(last.Content) || !strings.HasPrefix(d.Content, last.Content) {
				t.Errorf("the last hit's content is %q", last.Content)
			}
			if len(d.Tags) > 0 && fmt.Sprint(last.Tags) != "[first]" {
				t.Errorf("the last hit has %d tags, want the one that fits", len(last.Tags))
			}
		})
	}
}

func TestAPageOfOrdinaryDocumentsIsWhole(t *testing.T) {
	var p Page
	d := Document{Title: "t", Content: strings.Repeat("x", 200_000), Tags: []string{"a", "b"}}
	for range 20 {
		p.Add(Hit{Document: d})
	}
	for i, h := range p.Hits {
		if h.Content != d.Content || len(h.Tags) != 2 {
			t.Errorf("hit %d is cut", i)
		}
	}
}
