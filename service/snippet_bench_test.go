package service

import (
	"fmt"
	"strings"
	"testing"
)

func BenchmarkSnippet(b *testing.B) {
	var content strings.Builder
	for i := range 200 {
		fmt.Fprintf(&content, "word%x ", i*2654435761)
	}
	d := Document{Title: "title", Content: content.String()}
	words := QueryWords("word" + fmt.Sprintf("%x", 150*2654435761))
	b.SetBytes(int64(len(d.Content)))
	b.ReportAllocs()
	for b.Loop() {
		Snippet(d, words)
	}
}
