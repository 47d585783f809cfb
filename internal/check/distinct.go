package check

import (
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// Same reports whether two inputs are the same literal or the same output. Call it before [Args], which
// replaces outputs. Two outputs that only turn out to be equal are not the same.
func Same(a, b pulumi.Input) bool {
	one, other := present(a), present(b)
	return one != nil && other != nil && reflect.TypeOf(one).Comparable() && one == other &&
		!reflect.ValueOf(one).IsZero() // an empty literal
}

// Distinct records each entry of a map that is the [Same] as an earlier one. why has the reason and, after a
// semicolon, the remedy.
func (m *Mistakes) Distinct(field string, values map[string]pulumi.StringInput, why string) {
	keys := slices.Sorted(maps.Keys(values))
	for i, key := range keys {
		first := slices.IndexFunc(keys[:i], func(k string) bool { return Same(values[k], values[key]) })
		if first < 0 {
			continue
		}
		said := NotShown
		if literal, ok := values[key].(pulumi.String); ok && !strings.Contains(string(literal), "://") {
			said = literal // and not a webhook's URL, which may contain a secret
		}
		m.Add(At(field, key), said, "is the same as %s, and %s", At(field, keys[first]), why)
	}
}
