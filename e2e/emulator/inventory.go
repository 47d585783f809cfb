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

// Kinds counts the things of each "service Kind".
func (i Inventory) Kinds() map[string]int {
	kinds := map[string]int{}
	for _, thing := range i {
		kinds[kindOf(thing)]++
	}
	return kinds
}

// Without leaves out the things of some kinds.
func (i Inventory) Without(kinds ...string) Inventory {
	return slices.DeleteFunc(slices.Clone(i), func(thing string) bool { return slices.Contains(kinds, kindOf(thing)) })
}

func kindOf(thing string) string {
	words := strings.SplitN(thing, " ", 3)
	return words[0] + " " + words[1]
}
