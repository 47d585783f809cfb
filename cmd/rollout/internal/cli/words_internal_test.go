package cli

import (
	"slices"
	"testing"
)

func TestWords(t *testing.T) {
	for line, want := range map[string][]string{
		`migrate up`:             {"migrate", "up"},
		" a\tb  \"\" ":           {"a", "b", ""},
		`sh -c 'a && b; c > $d'`: {"sh", "-c", "a && b; c > $d"},
		`echo "two words" it\'s`: {"echo", "two words", "it's"},
		`a"b"'c'\ d`:             {"abc d"},
		`"a\"b\n"`:               {`a"b\n`},
		`a && b`:                 nil, `a | b`: nil, `a; b`: nil, `a > b`: nil, `a < b`: nil, `a &`: nil,
		"a `b`": nil, `a $(b)`: nil, `a $B`: nil, `"$B"`: nil, "a\nb": nil,
		`'a`: nil, `a\`: nil, ` `: nil, ``: nil, `'' a`: nil,
	} {
		got, err := words(line)
		if !slices.Equal(got, want) || (err == nil) != (want != nil) {
			t.Errorf("%s: %q, %v; want %q", line, got, err, want)
		}
	}
}
