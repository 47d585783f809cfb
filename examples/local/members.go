package main

import "slices"

// member is a stack of an example.
type member struct {
	example string // the directory of its project in examples
	stack   string
}

// several has the examples of more than one stack, in the order in which they are created.
var several = map[string][]member{
	"shared": {{"shared/platform", "dev"}, {"shared/service", "orders"}, {"shared/service", "billing"}},
}

// members returns the stacks of an example, in the order in which they are created or deleted.
func members(example, stack string, deleted bool) []member {
	list, found := several[example]
	if !found {
		return []member{{example, stack}}
	}
	list = slices.Clone(list)
	if deleted {
		slices.Reverse(list)
	}
	return list
}
