package engine

import (
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"
)

// Record writes the stack's state to a compressed file. Its secrets stay encrypted, under the passphrase
// of all stacks of the tests; the Automation API would decrypt them.
func (s *Stack) Record(t testing.TB, file string) {
	t.Helper()
	state, err := s.byHand(t.Context(), "stack", "export")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	out, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	compressed := gzip.NewWriter(out)
	_, err = io.WriteString(compressed, state)
	if err := errors.Join(err, compressed.Close(), out.Close()); err != nil {
		t.Fatal(err)
	}
}

// Recorded is the state of a stack in a file that [Stack.Record] wrote.
func Recorded(t testing.TB, file string) (state apitype.UntypedDeployment) {
	t.Helper()
	in, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	plain, err := gzip.NewReader(in)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.NewDecoder(plain).Decode(&state); err != nil {
		t.Fatal(err)
	}
	return state
}

// Restore replaces the stack's state.
func (s *Stack) Restore(t testing.TB, state apitype.UntypedDeployment) {
	t.Helper()
	if err := s.stack.Import(t.Context(), state); err != nil {
		t.Fatal(err)
	}
}
