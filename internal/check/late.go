package check

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/arn"
)

// Late returns in as an output that fails when it turns out not to be of a kind that only other
// arguments tell. Its error names the component and the field.
func Late(component, name, field string, in pulumi.StringInput, kind arn.Kind) pulumi.StringOutput {
	return wiring{component: component, name: name}.output(in.ToStringOutput(), place{path: field, kind: kind})
}

func (w wiring) output(in pulumi.StringOutput, p place) pulumi.StringOutput {
	return in.ApplyT(func(s string) (string, error) { return s, w.late(s, p) }).(pulumi.StringOutput)
}

func (w wiring) outputs(in pulumi.StringArrayOutput, p place) pulumi.StringArrayOutput {
	return in.ApplyT(func(list []string) ([]string, error) {
		if len(list) == 0 {
			return nil, fmt.Errorf("%s %q: %s (empty): turned out empty; %s", w.component, w.name, p.path, p.remedy())
		}
		for i, s := range list {
			if err := w.late(s, p.at(i)); err != nil {
				return nil, err
			}
			if slices.Contains(list[:i], s) {
				return nil, fmt.Errorf("%s %q: %s %s: %s", w.component, w.name, p.at(i).path, show(shownLate(s, p)), listedTwice)
			}
		}
		return list, nil
	}).(pulumi.StringArrayOutput)
}

// late checks a value that has only just become known.
func (w wiring) late(s string, p place) error {
	switch err := p.kind.Check(s); {
	case s == "" && !p.empty:
		return fmt.Errorf("%s %q: %s \"\": turned out empty; %s", w.component, w.name, p.path, p.remedy())
	case err != nil && !p.kind.IsID():
		return fmt.Errorf("%s %q: %s %s: %w", w.component, w.name, p.path, show(shownLate(s, p)), err)
	default:
		return nil
	}
}

// shown is what an error may show of a literal that is not of its kind: nothing of what should be a
// secret's ARN and is none at all, as it may be the secret, and nothing that looks like a key file.
func shown(s string, p place) any {
	if p.kind == arn.Secret && !strings.HasPrefix(s, "arn:") || len(s) > 256 || strings.Contains(s, "\n") {
		return NotShown
	}
	return s
}

// shownLate is what an error may show of a value that became known late. It may be a secret output,
// which nobody can tell by then, so only an ARN or an id is shown.
func shownLate(s string, p place) any {
	if p.kind != (arn.Kind{}) && !p.kind.IsID() && !strings.HasPrefix(s, "arn:") {
		return NotShown
	}
	return shown(s, p)
}

// hidden is a value that an error does not show.
type hidden struct{}

// NotShown stands for a value that may be a secret.
var NotShown any = hidden{}

// Given reports whether an input is neither nil nor an output that does not exist.
func Given(in pulumi.Input) bool { return present(in) != nil }

// present is the input itself, or nil when it is a nil pointer or an output that does not exist.
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
