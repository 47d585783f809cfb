package service

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestWords(t *testing.T) {
	for text, want := range map[string][]string{
		"":                          nil,
		" ,;🙂\x00\xff":              nil,
		"The quick, brown-fox.":     {"the", "quick", "brown", "fox"},
		"v1.2 e5 42":                {"v1", "2", "e5", "42"},
		"Ärger CAFE\u0301 naïve":    {"arger", "cafe", "naive"},
		"ﬁne ①":                     {"fine", "1"},
		"it's o'clock":              {"it", "s", "o", "clock"},
		"知识 abc図":                   {"知", "识", "abc", "図"},
		"हिन्दी":                    {"हनद"},
		"\u0301 alone":              {"alone"},
		strings.Repeat("x", 65):     {strings.Repeat("x", 64), "x"},
		`"red" AND col:blue* -gone`: {"red", "and", "col", "blue", "gone"},
	} {
		if got := Words(text); !slices.Equal(got, want) {
			t.Errorf("Words(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestQueryWordsAreDistinctAndFew(t *testing.T) {
	if got := QueryWords("b a B a! Ä"); !slices.Equal(got, []string{"b", "a"}) {
		t.Errorf("got %q", got)
	}
	var many strings.Builder
	for r := 'a'; r <= 'z'; r++ {
		many.WriteString(string(r) + "1 " + string(r) + "2 ")
	}
	if got := QueryWords(many.String()); len(got) != 32 || got[31] != "p2" {
		t.Errorf("got %d words, the last %q", len(got), got[len(got)-1])
	}
}

// The stores rely on this: a word is short, has only letters and digits, and
// stays the same when it is folded again.
func TestEveryWordIsSafeToIndex(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		for _, w := range Words(rapid.String().Draw(t, "text")) {
			if w == "" || len(w) > maxFoldBytes || !utf8.ValidString(w) || strings.ContainsAny(w, "\x00'\"\\ :*,.") {
				t.Errorf("word %q", w)
			}
			if again := strings.Join(Words(w), ""); again != w {
				t.Errorf("word %q becomes %q", w, again)
			}
		}
	})
}
