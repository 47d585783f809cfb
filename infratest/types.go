package infratest

import (
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/knwl-platform/infra/internal/offline"
)

// checkType stops the test if no resource can have the type, because "not created" would then be true
// of anything.
func (m *Recorder) checkType(t testing.TB, typ string) {
	t.Helper()
	known := offline.Types()
	for _, r := range m.resources {
		known = append(known, r.Type)
	}
	if slices.Contains(known, typ) {
		return
	}
	for _, other := range known {
		if strings.EqualFold(other, typ) {
			t.Fatalf("type %q: differs from %s only in case; write that", typ, other)
		}
	}
	parts := strings.Split(typ, ":")
	if len(parts) != 3 || slices.Contains(parts, "") {
		t.Fatalf("type %q: must have three parts; write it as aws:ec2/natGateway:NatGateway", typ)
	}
	if parts[0] != "aws" {
		return // other packages have tokens of other forms
	}
	module, _, _ := strings.Cut(parts[1], "/")
	name := []rune(parts[2])
	name[0] = unicode.ToUpper(name[0])
	file := string(unicode.ToLower(name[0])) + string(name[1:])
	if right := "aws:" + module + "/" + file + ":" + string(name); typ != right {
		t.Fatalf("type %q: no type of AWS has this form; write %s", typ, right)
	}
}
