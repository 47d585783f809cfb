package emulator

import (
	"slices"
	"strings"
)

// Inventory lists the things in an account as "service Kind id", sorted.
type Inventory []string

// Since returns the things that an earlier inventory does not have.
func (i Inventory) Since(earlier Inventory) Inventory {
	return slices.DeleteFunc(slices.Clone(i), func(thing string) bool {
		_, found := slices.BinarySearch(earlier, thing)
		return found
	})
}

// Has reports whether there is a thing of a kind, such as "ec2 InternetGateway".
func (i Inventory) Has(kind string) bool {
	return slices.ContainsFunc(i, func(thing string) bool { return strings.HasPrefix(thing, kind+" ") })
}
