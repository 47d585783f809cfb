package emulator

import (
	"slices"
	"strings"
)

// Inventory lists things as "service Kind id", sorted.
type Inventory []string

// Since is what has come into being since an earlier inventory.
func (i Inventory) Since(earlier Inventory) Inventory {
	return slices.DeleteFunc(slices.Clone(i), func(thing string) bool {
		_, found := slices.BinarySearch(earlier, thing)
		return found
	})
}

// Has reports whether there is a thing of a kind, told as "service Kind".
func (i Inventory) Has(kind string) bool {
	return slices.ContainsFunc(i, func(thing string) bool { return strings.HasPrefix(thing, kind+" ") })
}
