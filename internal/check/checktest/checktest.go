// Package checktest runs the tables of bad arguments that every component has.
package checktest

import (
	"strings"
	"testing"
)

// Case is arguments with one mistake and the words that its error must have: field, value and rule.
type Case[A any] struct {
	Args A
	Want string
}

// Table is a set of cases by name.
type Table[A any] map[string]Case[A]

// Run gives each case's arguments to resolve and wants exactly the one mistake in its error, with a remedy behind a semicolon.
func (table Table[A]) Run(t *testing.T, resolve func(A) error) {
	for name, c := range table {
		t.Run(name, func(t *testing.T) {
			err := resolve(c.Args)
			Contains(t, err, c.Want)
			if err == nil {
				return
			}
			if strings.Contains(err.Error(), "mistakes:") {
				t.Errorf("one mistake is reported as several: %v", err)
			}
			if !strings.Contains(err.Error(), ";") {
				t.Errorf("the error says nothing of what to do: %v", err)
			}
		})
	}
}

// Contains wants an error with all of the texts.
func Contains(t testing.TB, err error, texts ...string) {
	t.Helper()
	if err == nil {
		t.Errorf("no error, want one with %q", texts)
		return
	}
	for _, text := range texts {
		if !strings.Contains(err.Error(), text) {
			t.Errorf("the error lacks %q:\n%v", text, err)
		}
	}
}
