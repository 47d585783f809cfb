package check

import (
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/arn"
)

// Late returns in as an output that fails if its value is not of the kind. Use it where the kind
// depends on another argument.
func (c Component) Late(field string, in pulumi.StringInput, kind arn.Kind) pulumi.StringOutput {
	return wiring{&Mistakes{component: c}}.output(in.ToStringOutput(), place{path: field, kind: kind})
}

func (w wiring) output(in pulumi.StringOutput, p place) pulumi.StringOutput {
	return in.ApplyT(func(s string) (string, error) { return s, w.late(s, p) }).(pulumi.StringOutput)
}

func (w wiring) outputs(in pulumi.StringArrayOutput, p place) pulumi.StringArrayOutput {
	return in.ApplyT(func(list []string) ([]string, error) {
		if len(list) == 0 {
			return nil, w.component.Errorf("%s (empty): turned out empty; %s", p.path, p.remedy())
		}
		for i, s := range list {
			if err := w.late(s, p.at(i)); err != nil {
				return nil, err
			}
			if slices.Contains(list[:i], s) {
				return nil, w.component.Errorf("%s %s: %s", p.at(i).path, show(shownLate(s, p)), listedTwice)
			}
		}
		return list, nil
	}).(pulumi.StringArrayOutput)
}

// late checks a value that has only just become known.
func (w wiring) late(s string, p place) error {
	switch err := p.kind.Check(s); {
	case s == "" && !p.empty:
		return w.component.Errorf("%s \"\": turned out empty; %s", p.path, p.remedy())
	case err != nil && !p.kind.IsID():
		return w.component.Errorf("%s %s: %w", p.path, show(shownLate(s, p)), err)
	default:
		return nil
	}
}

// shown is what an error shows of a literal of the wrong kind. It hides what is given for a secret's
// ARN and is no ARN, which may be the secret itself, and what looks like a key file.
func shown(s string, p place) any {
	isSecret := p.kind == arn.Secret || p.kind == arn.LoginSecret
	if isSecret && !strings.HasPrefix(s, "arn:") || len(s) > 256 || strings.Contains(s, "\n") {
		return NotShown
	}
	return s
}

// shownLate is what an error shows of a value that became known late: ARNs and ids only, because the
// value may come from a secret output.
func shownLate(s string, p place) any {
	if isID := p.kind.IsID() && p.kind.Check(s) == nil; !isID && !strings.HasPrefix(s, "arn:") {
		return NotShown
	}
	return shown(s, p)
}

type hidden struct{}

// NotShown stands in an error for a value that may be a secret.
var NotShown any = hidden{}

// Given reports whether an input is neither nil nor a zero output.
func Given(in pulumi.Input) bool { return present(in) != nil }

// Absent records a field none of whose values is given, because they come from the entry of a map
// that lacks the key. source is the method from which the caller got the field. Call it before
// [Args], which then does not report each value.
func (m *Mistakes) Absent(field, source string, values ...pulumi.Input) {
	if !slices.ContainsFunc(values, Given) {
		m.Add(field, nil, "has no field set, as when %s is called on a key that does not exist; "+
			"use a key of Args.Targets, or set the fields", source)
	}
}

// present returns the input itself, or nil for a nil pointer or a zero output.
func present(in any) any {
	v := reflect.ValueOf(in)
	for v.Kind() == reflect.Pointer && !v.IsNil() {
		v = v.Elem()
	}
	if !v.IsValid() || v.Kind() == reflect.Pointer || v.Kind() == reflect.Struct && v.IsZero() {
		return nil
	}
	return v.Interface()
}

func sortedKeys(m reflect.Value) []reflect.Value {
	keys := map[string]reflect.Value{}
	for _, key := range m.MapKeys() {
		keys[key.String()] = key
	}
	sorted := []reflect.Value{}
	for _, key := range slices.Sorted(maps.Keys(keys)) {
		sorted = append(sorted, keys[key])
	}
	return sorted
}
