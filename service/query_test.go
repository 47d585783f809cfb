package service

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
)

func TestQueryWords(t *testing.T) {
	word := func(words ...string) Term { return Term{Words: words} }
	prefix := func(w string) Term { return Term{Words: []string{w}, Prefix: true} }
	for text, want := range map[string][]Term{
		"":                        nil,
		`"" * "*" 🙂`:              nil,
		"b a B a! Ä":              {word("b"), word("a")},
		`say "Red Green" red`:     {word("say"), word("red", "green"), word("red")},
		`"red" red`:               {word("red")},
		`an "open quote`:          {word("an"), word("open"), word("quote")},
		`one" two`:                {word("one"), word("two")},
		`a"b c"d`:                 {word("a"), word("b", "c"), word("d")},
		"kub* Äp* kub":            {prefix("kub"), prefix("ap"), word("kub")},
		"k* * kub * (kub)* 東*":    {word("k"), word("kub"), word("東")},
		`"kub*"`:                  {word("kub")},
		"v1.2*":                   {word("v1"), word("2")},
		"東京 都abc図 と":              {word("東", "京"), word("都"), word("abc"), word("図"), word("と")},
		"red AND NOT col:blue -x": {word("red"), word("and"), word("not"), word("col"), word("blue"), word("x")},
	} {
		if got := QueryWords(text); !reflect.DeepEqual(got, want) {
			t.Errorf("QueryWords(%q) = %v, want %v", text, got, want)
		}
	}
}

func TestAQueryHasFewWords(t *testing.T) {
	var many strings.Builder
	for i := range 50 {
		fmt.Fprintf(&many, "w%d ", i)
	}
	for _, text := range []string{many.String(), `"` + many.String() + `"`, "x " + many.String() + " " + many.String()} {
		n := 0
		for _, term := range QueryWords(text) {
			n += len(term.Words)
		}
		if n != 32 {
			t.Errorf("%.20q: %d words, want 32", text, n)
		}
	}
}
