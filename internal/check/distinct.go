package check

import (
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// Distinct records each entry of a map that has the same literal or the same output as another. why has
// the reason and, after a semicolon, the remedy. Call it before [Args], which replaces outputs. Two
// outputs that only turn out to be equal are not found.
func (m *Mistakes) Distinct(field string, values map[string]pulumi.StringInput, why string) {
	taken := map[any]string{}
	for _, key := range slices.Sorted(maps.Keys(values)) {
		at, value := At(field, key), present(values[key])
		literal, isLiteral := value.(pulumi.String)
		if value == nil || !reflect.TypeOf(value).Comparable() || isLiteral && literal == "" {
			continue
		}
		if other, ok := taken[value]; ok {
			said := NotShown
			if isLiteral && !strings.Contains(string(literal), "://") { // a webhook's URL may contain a secret
				said = literal
			}
			m.Add(at, said, "is the same as %s, and %s", other, why)
			continue
		}
		taken[value] = at
	}
}
