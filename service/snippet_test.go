package service

import (
	"html"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestSnippet(t *testing.T) {
	filler := strings.Repeat("filler ", 100)
	for name, tc := range map[string]struct{ title, content, query, want string }{
		"marks every match": {
			"t", "An apple, an Äpple, and apples", "apple",
			"An <b>apple</b>, an <b>Äpple</b>, and apples",
		},
		"escapes the rest": {
			"t", `<b>x</b> & "apple" <script>`, "apple",
			`&lt;b&gt;x&lt;/b&gt; &amp; &#34;<b>apple</b>&#34; &lt;script&gt;`,
		},
		"marks a phrase, not its words": {
			"t", "green red, red red green", `"red green"`, "green red, red <b>red</b> <b>green</b>",
		},
		"marks a phrase over words that are skipped": {"t", "red x green", `"red green"`, "red x green"},
		"marks overlapping terms once":               {"t", "red green", `"red green" green`, "<b>red</b> <b>green</b>"},
		"marks a prefix":                             {"t", "apples and pears", "app*", "<b>apples</b> and pears"},
		"marks adjacent characters as one":           {"t", "京都と東京都", "東京", "京都と<b>東京</b>都"},
		"marks vowel signs, sigma and sharp s": {
			"t", "हिन्दी हद, οδός, straße", "हिन्दी ΟΔΟΣ STRASSE",
			"<b>हिन्दी</b> हद, <b>οδός</b>, <b>straße</b>",
		},
		"marks capitals, accents and single letters": {
			"t", "APPLE tést a b", "apple test a", "<b>APPLE</b> <b>tést</b> <b>a</b> b",
		},
		"keeps combined accent": {"t", "le cafe\u0301 noir", "café", "le <b>cafe\u0301</b> noir"},
		"title when alone":      {"The apple", "nothing here", "apple", "The <b>apple</b>"},
		"start without match":   {"t", "nothing here", "apple", "nothing here"},
		"cuts both ends": {
			"t", filler + "apple " + filler, "apple",
			"…" + strings.Repeat("filler ", 8) + "<b>apple</b> " + strings.TrimSpace(strings.Repeat("filler ", 25)) + "…",
		},
		"prefers most words": {
			"t", "red " + filler + "red green", "green red",
			"…" + strings.Repeat("filler ", 8) + "<b>red</b> <b>green</b>",
		},
	} {
		t.Run(name, func(t *testing.T) {
			got := Snippet(Document{Title: tc.title, Content: tc.content}, QueryWords(tc.query))
			if got != tc.want {
				t.Errorf("got  %s\nwant %s", got, tc.want)
			}
		})
	}
}

func TestSnippetIsShortWhateverTheText(t *testing.T) {
	for name, content := range map[string]string{
		"symbols":     "apple" + strings.Repeat("🙂", 50_000) + "apple",
		"one word":    strings.Repeat("x", 50_000),
		"matches":     strings.Repeat("apple ", 50_000),
		"wide letter": strings.Repeat("𐌀", 50_000) + " apple",
	} {
		got := Snippet(Document{Content: content}, QueryWords("apple "+strings.Repeat("x", 64)+strings.Repeat("𐌀", 64)))
		if n := utf8.RuneCountInString(strings.NewReplacer("<b>", "", "</b>", "").Replace(got)); n > 400 {
			t.Errorf("%s: %d characters", name, n)
		}
	}
}

// For any text, the snippet without its marks is a part of the text.
func TestSnippetOnlyMarksAndEscapes(t *testing.T) {
	text := rapid.StringOfN(rapid.RuneFrom([]rune("ab<>&é\u0301 知🙂\"")), 0, 600, -1)
	rapid.Check(t, func(t *rapid.T) {
		d := Document{Title: text.Draw(t, "title"), Content: text.Draw(t, "content")}
		got := Snippet(d, QueryWords(text.Draw(t, "query")))
		rest := strings.NewReplacer("<b>", "", "</b>", "").Replace(got)
		if strings.ContainsAny(rest, "<>\"") {
			t.Errorf("not escaped: %q", got)
		}
		plain := html.UnescapeString(strings.TrimSuffix(strings.TrimPrefix(rest, "…"), "…"))
		if !strings.Contains(d.Content, plain) && !strings.Contains(d.Title, plain) {
			t.Errorf("%q is not a part of the text", plain)
		}
		if strings.Count(got, "<b>") != strings.Count(got, "</b>") {
			t.Errorf("unbalanced: %q", got)
		}
	})
}

func TestLimits(t *testing.T) {
	l := Limits{Title: 3, Content: 5, Tags: 2, Tag: 4}
	for _, tc := range []struct {
		title, content string
		tags           []string
		want           string
	}{
		{"äöü", "🙂🙂🙂🙂🙂", []string{"", "🙂🙂🙂🙂"}, ""},
		{"a", "b", []string{"x", "äöüäö"}, "tags[1]: got 5 characters, want at most 4"},
		{"", "", nil, "title: must not be empty\ncontent: must not be empty"},
		{
			"abcd", "abcdef",
			[]string{"", "", ""},
			"title: got 4 characters, want at most 3\n" +
				"content: got 6 characters, want at most 5\n" +
				"tags: got 3, want at most 2",
		},
		{
			"a\x00", "b\x00",
			[]string{"", "\x00"},
			"title: must not hold the character U+0000\n" +
				"content: must not hold the character U+0000\n" +
				"tags[1]: must not hold the character U+0000",
		},
	} {
		got := ""
		if err := l.Check(tc.title, tc.content, tc.tags); err != nil {
			got = err.Error()
		}
		if got != tc.want {
			t.Errorf("got  %q\nwant %q", got, tc.want)
		}
	}
}
