package main

import (
	"fmt"
	"slices"
)

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
func members(example, stack string, deleted bool) ([]member, error) {
	list, found := several[example]
	switch {
	case !found:
		return []member{{example, stack}}, nil
	case stack != defaultStack:
		return nil, fmt.Errorf("stack %q: the stacks of example %s are created and deleted together; leave STACK out",
			stack, example)
	}
	list = slices.Clone(list)
	if deleted {
		slices.Reverse(list)
	}
	return list, nil
}
