// Package checktest runs tables of invalid arguments.
package checktest

import (
	"strings"
	"testing"
)

// Case has arguments with one mistake and what the error must contain: field, value and rule.
type Case[A any] struct {
	Args A
	Want string
}

// Table is a set of cases by name.
type Table[A any] map[string]Case[A]

// Run passes each case's arguments to resolve. It wants an error with exactly one mistake, and a remedy
// after a semicolon or an example.
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
			if !strings.Contains(err.Error(), "; ") && !strings.Contains(err.Error(), ", such as ") {
				t.Errorf("the error does not say what to do: %v", err)
			}
		})
	}
}

// Contains fails the test unless err contains all texts.
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
