package cost

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// unknown is how Pulumi writes a value that is not known in a preview.
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"

// signature is the key of an object that stands for a value, such as a secret in engine events.
const signature = "4dabf18193072939515e22adb298388d"

// hidden reports whether a value is not known yet or is a secret.
func hidden(value any) bool {
	if object, isObject := value.(map[string]any); isObject {
		return object[signature] != nil
	}
	return value == unknown || value == "[secret]"
}

// stack has the resources of a stack.
type stack struct {
	byURN  map[string]*Resource
	byType map[string][]*Resource
	main   string // region
}

func newStack(resources []*Resource, region string) stack {
	s := stack{byURN: map[string]*Resource{}, byType: map[string][]*Resource{}, main: region}
	for _, r := range resources {
		s.byURN[r.URN] = r
		s.byType[r.Type] = append(s.byType[r.Type], r)
	}
	return s
}

// region returns a resource's region: its own, which version 7 of the provider has, or its provider's, or
// that of the stack. known is false if it stands in for one that is not known yet.
func (s stack) region(r *Resource) (region string, known bool) {
	own := r.Inputs["region"]
	if text, _ := own.(string); text != "" && !hidden(text) {
		return text, true
	}
	known = own == nil || own == ""
	if i := strings.LastIndex(r.Provider, "::"); i > 0 {
		if provider := s.byURN[r.Provider[:i]]; provider != nil {
			text, ok := provider.text("region")
			if text != "" {
				return text, known
			}
			known = known && ok
		}
	}
	return s.main, known
}

// owner returns the nearest component above a resource. In a broken state, a resource can be its own
// parent.
func (s stack) owner(r *Resource) owner {
	seen := map[string]bool{}
	for urn := r.Parent; urn != "" && !seen[urn]; {
		seen[urn] = true
		parent := s.byURN[urn]
		at := owner{printable(typeOf(urn)), printable(urn[strings.LastIndex(urn, "::")+len("::"):])}
		switch {
		case at.typ == "pulumi:pulumi:Stack":
			return owner{}
		case parent == nil || !parent.Custom:
			return at
		}
		urn = parent.Parent
	}
	return owner{}
}

// typeOf returns the type in a URN such as urn:pulumi:stack::project::parent$type::name.
func typeOf(urn string) string {
	parts := strings.Split(urn, "::")
	if len(parts) < 4 {
		return urn
	}
	return parts[2][strings.LastIndex(parts[2], "$")+1:]
}

// printable replaces what a terminal would obey, such as escape sequences and line breaks.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return '?'
	}, text)
}

// identities are the properties, besides the id, by which one resource refers to another.
var identities = []string{"arn", "name", "identifier"}

// refers returns the resource of a type that an input refers to, by id, name or ARN. If the value is
// not known yet, Pulumi's dependencies say which it is; engine events do not have them, so then it is
// the only resource of the type in the same component, or else in the stack. Otherwise it is nil.
func (s stack) refers(r *Resource, typ string, path ...string) *Resource {
	all := s.byType[typ]
	if value, known := r.text(path...); known {
		for _, other := range all {
			if value != "" && other.answers(value) {
				return other
			}
		}
		return nil
	}
	for _, urn := range r.PropertyDependencies[path[0]] {
		if other := s.byURN[urn]; other != nil && other.Type == typ {
			return other
		}
	}
	all = slices.DeleteFunc(slices.Clone(all), func(other *Resource) bool { return other == r })
	beside := slices.DeleteFunc(slices.Clone(all), func(other *Resource) bool { return s.owner(other) != s.owner(r) })
	switch {
	case len(beside) == 1:
		return beside[0]
	case len(all) == 1:
		return all[0]
	}
	return nil
}

// answers reports whether the resource is known by an id, a name or an ARN.
func (r *Resource) answers(to string) bool {
	return r.ID == to || slices.ContainsFunc(identities, func(property string) bool { return r.is(property, to) })
}

// is reports whether a property is known to have a value.
func (r *Resource) is(property, value string) bool {
	got, known := r.text(property)
	return known && got == value
}

// value returns an input by its path, or else the output that the provider computed. known is false for
// a secret and for what becomes known later. A missing value is nil and known.
func (r *Resource) value(path ...string) (value any, known bool) {
	for _, properties := range []map[string]any{r.Inputs, r.Outputs} {
		var at any = properties
		for _, key := range path {
			object, isObject := at.(map[string]any)
			if !isObject || hidden(object) {
				break
			}
			at = object[key]
		}
		switch {
		case hidden(at):
			return nil, false
		case at != nil:
			return at, true
		}
	}
	return nil, true
}

// as returns a value of a type. A missing value is the zero value, and a value of another type counts
// as unknown.
func as[V any](r *Resource, path []string) (V, bool) {
	value, known := r.value(path...)
	v, is := value.(V)
	return v, known && (is || value == nil)
}

func (r *Resource) text(path ...string) (string, bool) { return as[string](r, path) }

// list returns a list whose elements may be unknown.
func (r *Resource) list(path ...string) ([]any, bool) { return as[[]any](r, path) }

func (r *Resource) yes(path ...string) (bool, bool) {
	switch value, known := r.value(path...); value {
	case true, "true":
		return true, known
	case false, "false", nil:
		return false, known
	}
	return false, false
}

// largest is more than any quantity that AWS accepts.
const largest = 1e6

// number returns a number, or the number in a string. A missing number is 0. What can be no quantity
// counts as unknown.
func (r *Resource) number(path ...string) (float64, bool) {
	value, known := r.value(path...)
	var n float64
	switch v := value.(type) {
	case nil:
	case float64:
		n = v
	case int:
		n = float64(v)
	case string:
		parsed, err := strconv.ParseFloat(v, 64)
		n, known = parsed, err == nil
	default:
		known = false
	}
	if !(n >= 0 && n <= largest) { // NaN neither
		return 0, false
	}
	return n, known
}
