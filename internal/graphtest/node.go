package graphtest

import (
	"slices"

	"github.com/knwl-platform/infra/infratest"
)

// Node is one registered resource.
type Node struct {
	*infratest.Resource
	graph *Graph
}

// Choice returns the one input that is set, of several strings of which a resource takes one. The test
// stops if none is set, or more than one.
func (n *Node) Choice(paths ...string) string {
	n.graph.t.Helper()
	set := slices.DeleteFunc(slices.Clone(paths), func(path string) bool { return n.Get(path) == nil })
	if len(set) != 1 {
		n.graph.t.Fatalf("%s has %q, want one of %q", n.short(), set, paths)
	}
	return n.Text(set[0])
}

// Ignores returns the properties in the option ignoreChanges, sorted.
func (n *Node) Ignores() []string {
	ignored := slices.Clone(n.Request.GetIgnoreChanges())
	slices.Sort(ignored)
	return ignored
}

// Timeouts returns the option customTimeouts as the program wrote it, with "" for defaults.
func (n *Node) Timeouts() (create, update, del string) {
	t := n.Request.GetCustomTimeouts()
	return t.GetCreate(), t.GetUpdate(), t.GetDelete()
}

// DeletesBeforeReplace reports whether the option deleteBeforeReplace is true.
func (n *Node) DeletesBeforeReplace() bool { return n.Request.GetDeleteBeforeReplace() }

// CreatesBeforeReplace reports whether the option deleteBeforeReplace is false, and not merely unset,
// which would let the provider decide.
func (n *Node) CreatesBeforeReplace() bool {
	return n.Request.GetDeleteBeforeReplaceDefined() && !n.Request.GetDeleteBeforeReplace()
}

// ReplacesOn returns the properties in the option replaceOnChanges.
func (n *Node) ReplacesOn() []string { return n.Request.GetReplaceOnChanges() }

// IsProtected reports whether the option protect is true. Pulumi then neither deletes nor replaces
// the resource.
func (n *Node) IsProtected() bool { return n.Request.GetProtect() }

// DecidesRetention reports whether the resource itself has the option retainOnDelete, true or false.
// Other resources inherit the option from their component, which only the engine does: a graph does
// not show it.
func (n *Node) DecidesRetention() bool { return n.Request.RetainOnDelete != nil }

// WaitsFor reports whether the resource depends on the other one, directly or through others. Pulumi
// then creates the other one first and deletes it last.
func (n *Node) WaitsFor(other *Node) bool {
	seen := map[string]bool{}
	var reaches func(*Node) bool
	reaches = func(at *Node) bool {
		if seen[at.URN] {
			return false
		}
		seen[at.URN] = true
		for _, urn := range at.dependencies() {
			if urn == other.URN {
				return true
			}
			if next := n.graph.byURN(urn); next != nil && reaches(next) {
				return true
			}
		}
		return false
	}
	return reaches(n)
}

// Waiting returns the resources that wait for this one, sorted, as "Type name".
func (n *Node) Waiting() []string {
	var found []string
	for _, other := range n.graph.sorted() {
		if other.Custom && other.WaitsFor(n) {
			found = append(found, other.short())
		}
	}
	slices.Sort(found)
	return found
}

func (n *Node) dependencies() []string {
	all := slices.Clone(n.Request.GetDependencies())
	for _, p := range n.Request.GetPropertyDependencies() {
		all = append(all, p.GetUrns()...)
	}
	return all
}

func (g *Graph) byURN(urn string) *Node {
	i := slices.IndexFunc(g.nodes, func(n *Node) bool { return n.URN == urn })
	if i < 0 {
		return nil
	}
	return g.nodes[i]
}
