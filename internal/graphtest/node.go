package graphtest

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// Node is one registered resource.
type Node struct {
	Type, Name, URN, ID string
	Custom              bool
	Inputs              resource.PropertyMap

	graph  *Graph
	parent string // URN; empty for a child of the stack
	state  resource.PropertyMap
	rpc    *pulumirpc.RegisterResourceRequest
}

func newNode(g *Graph, args pulumi.MockResourceArgs, id string, state resource.PropertyMap) *Node {
	parent := args.RegisterRPC.GetParent()
	n := &Node{
		Type: args.TypeToken, Name: args.Name, ID: id, Custom: args.Custom, Inputs: args.Inputs,
		URN: urn(parent, args.TypeToken, args.Name), graph: g, parent: parent, state: state, rpc: args.RegisterRPC,
	}
	if p := resource.URN(parent); p != "" && p.QualifiedType() == resource.RootStackType {
		n.parent = ""
	}
	return n
}

// Get returns an input by its path, such as "networkConfiguration.subnets[0]". A missing input is
// nil. Numbers are float64, and secrets are plain values.
func (n *Node) Get(path string) any {
	n.graph.t.Helper()
	p, err := resource.ParsePropertyPath(path)
	if err != nil {
		n.graph.t.Fatalf("path %q: %v", path, err)
	}
	v, ok := p.Get(resource.NewProperty(plain(resource.NewProperty(n.Inputs)).ObjectValue()))
	if !ok || v.IsNull() {
		return nil
	}
	return v.Mappable()
}

// State returns a computed output, such as "arn".
func (n *Node) State(property string) any { return n.state[resource.PropertyKey(property)].Mappable() }

// Parent returns the URN of the component that the resource is in, or "".
func (n *Node) Parent() string { return n.parent }

// Text returns an input that is a string.
func (n *Node) Text(path string) string {
	s, _ := n.Get(path).(string)
	return s
}

// Strings returns an input that is a list of strings.
func (n *Node) Strings(path string) []string {
	list, _ := n.Get(path).([]any)
	texts := []string{}
	for _, v := range list {
		texts = append(texts, fmt.Sprint(v))
	}
	return texts
}

// JSON decodes an input that is a JSON document. The test stops if it is not one.
func (n *Node) JSON(path string, into any) {
	n.graph.t.Helper()
	if err := json.Unmarshal([]byte(n.Text(path)), into); err != nil {
		n.graph.t.Fatalf("%s %q: %s is not a JSON document: %v", n.Type, n.Name, path, err)
	}
}

// IsSecret reports whether an input contains a secret.
func (n *Node) IsSecret(property string) bool {
	return n.Inputs[resource.PropertyKey(property)].ContainsSecrets()
}

// Ignores returns the properties in the option ignoreChanges, sorted.
func (n *Node) Ignores() []string {
	ignored := slices.Clone(n.rpc.GetIgnoreChanges())
	slices.Sort(ignored)
	return ignored
}

// Timeouts returns the option customTimeouts as the program wrote it, with "" for defaults.
func (n *Node) Timeouts() (create, update, del string) {
	t := n.rpc.GetCustomTimeouts()
	return t.GetCreate(), t.GetUpdate(), t.GetDelete()
}

// DeletesBeforeReplace reports whether the option deleteBeforeReplace is true.
func (n *Node) DeletesBeforeReplace() bool { return n.rpc.GetDeleteBeforeReplace() }

// CreatesBeforeReplace reports whether the option deleteBeforeReplace is false, and not merely unset,
// which would let the provider decide.
func (n *Node) CreatesBeforeReplace() bool {
	return n.rpc.GetDeleteBeforeReplaceDefined() && !n.rpc.GetDeleteBeforeReplace()
}

// ReplacesOn returns the properties in the option replaceOnChanges.
func (n *Node) ReplacesOn() []string { return n.rpc.GetReplaceOnChanges() }

// IsProtected reports whether the option protect is true. Pulumi then neither deletes nor replaces
// the resource.
func (n *Node) IsProtected() bool { return n.rpc.GetProtect() }

// DecidesRetention reports whether the resource itself has the option retainOnDelete, true or false.
// Other resources inherit the option from their component, which only the engine does: a graph does
// not show it.
func (n *Node) DecidesRetention() bool { return n.rpc.RetainOnDelete != nil }

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
	all := slices.Clone(n.rpc.GetDependencies())
	for _, p := range n.rpc.GetPropertyDependencies() {
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

// plain returns a value with all secrets and outputs in it replaced by their plain values.
func plain(v resource.PropertyValue) resource.PropertyValue {
	switch {
	case v.IsSecret():
		return plain(v.SecretValue().Element)
	case v.IsOutput():
		return plain(v.OutputValue().Element)
	case v.IsArray():
		list := []resource.PropertyValue{}
		for _, item := range v.ArrayValue() {
			list = append(list, plain(item))
		}
		return resource.NewProperty(list)
	case v.IsObject():
		object := resource.PropertyMap{}
		for key, item := range v.ObjectValue() {
			object[key] = plain(item)
		}
		return resource.NewProperty(object)
	default:
		return v
	}
}
