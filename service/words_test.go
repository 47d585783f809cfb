package service

import (
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestWords(t *testing.T) {
	for text, want := range map[string][]string{
		"":                       nil,
		" ,;🙂\x00\xff":           nil,
		"The quick, brown-fox.":  {"the", "quick", "brown", "fox"},
		"v1.2 e5 42":             {"v1", "2", "e5", "42"},
		"Ärger CAFE\u0301 naïve": {"arger", "cafe", "naive"},
		"ﬁne ①":                  {"fine", "1"},
		"it's o'clock":           {"it", "s", "o", "clock"},
		"知识 abc図":                {"知", "识", "abc", "図"},
		"हिन्दी हिंदी हद":             {"हिन्दी", "हिंदी", "हद"},
		"দিন দান":                     {"দিন", "দান"},
		"மீன் மான்":                   {"மீன்", "மான்"},
		"ที่ ทา":                      {"ที่", "ทา"},
		"\u0958 \u0915\u093C":         {"\u0915\u093C", "\u0915\u093C"}, // one letter, written in two ways
		"ΟΔΟΣ οδός":                   {"οδοσ", "οδοσ"},
		"Straße STRASSE ẞ":            {"strasse", "strasse", "ss"},
		"שָׁלוֹם שלום":                {"שלום", "שלום"},
		"\u0301 alone":                {"alone"},
		strings.Repeat("x", 65):       {strings.Repeat("x", 64), "x"},
		`"red" AND col:blue* -gone`:   {"red", "and", "col", "blue", "gone"},
		strings.Repeat("क", 64) + "ि": {strings.Repeat("क", 64) + "ि"}, // no word begins with a mark
	} {
		if got := Words(text); !slices.Equal(got, want) {
			t.Errorf("Words(%q) = %q, want %q", text, got, want)
		}
	}
}

// The stores rely on this: a word is short, has only letters, digits and vowel
// signs, and stays the same when it is folded again.
func checkWords(t interface{ Errorf(string, ...any) }, text string) {
	for _, w := range Words(text) {
		if w == "" || len(w) > maxFoldBytes || !utf8.ValidString(w) || strings.ContainsAny(w, "\x00'\"\\ :*,.") {
			t.Errorf("word %q", w)
		}
		if again := strings.Join(Words(w), ""); again != w {
			t.Errorf("word %q becomes %q", w, again)
		}
	}
}

func TestEveryWordIsSafeToIndex(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { checkWords(t, rapid.String().Draw(t, "text")) })
	for r := rune(0); r <= unicode.MaxRune; r++ {
		checkWords(t, string(r))
	}
}

func FuzzWords(f *testing.F) {
	f.Add("Ärger हिन्दी ΟΔΟΣ ß 東京")
	f.Fuzz(func(t *testing.T, text string) {
		checkWords(t, text)
		for _, term := range QueryWords(text) {
			checkWords(t, strings.Join(term.Words, " "))
		}
		Snippet(Document{Title: text, Content: text}, QueryWords(text))
	})
}
