package engine

import (
	"compress/gzip"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"
)

// Recording is a stack at one time: its configuration and its state. Its secrets stay encrypted, under the
// passphrase of all stacks of the tests.
type Recording struct {
	Configuration string                    `json:"configuration"` // Pulumi.<stack>.yaml
	State         apitype.UntypedDeployment `json:"state"`
}

// Record returns the stack as it is. The Automation API would decrypt the secrets in its state.
func (s *Stack) Record(t testing.TB) (r Recording) {
	t.Helper()
	configuration, err := os.ReadFile(s.configuration())
	if err != nil {
		t.Fatal(err)
	}
	state, err := s.byHand(t.Context(), "stack", "export")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal([]byte(state), &r.State); err != nil {
		t.Fatal(err)
	}
	r.Configuration = string(configuration)
	return r
}

// Restore replaces the stack's configuration and state.
func (s *Stack) Restore(t testing.TB, r Recording) {
	t.Helper()
	if err := os.WriteFile(s.configuration(), []byte(r.Configuration), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := s.stack.Import(t.Context(), r.State); err != nil {
		t.Fatal(err)
	}
}

// configuration returns the file of the stack's configuration.
func (s *Stack) configuration() string {
	return filepath.Join(s.stack.Workspace().WorkDir(), "Pulumi."+s.stack.Name()+".yaml")
}

// Write writes a recording to a compressed file.
func (r Recording) Write(t testing.TB, file string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	out, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	compressed := gzip.NewWriter(out)
	err = json.NewEncoder(compressed).Encode(r)
	if err := errors.Join(err, compressed.Close(), out.Close()); err != nil {
		t.Fatal(err)
	}
}

// Recorded reads a file that [Recording.Write] wrote.
func Recorded(t testing.TB, file string) (r Recording) {
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
	if err := json.NewDecoder(plain).Decode(&r); err != nil {
		t.Fatal(err)
	}
	return r
}
