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

// Get reads an input by its path, such as "networkConfiguration.subnets[0]". A missing one is nil; numbers are float64; secrets come in clear.
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

// State reads a computed output such as "arn".
func (n *Node) State(property string) any { return n.state[resource.PropertyKey(property)].Mappable() }

// Text reads an input that is a string.
func (n *Node) Text(path string) string {
	s, _ := n.Get(path).(string)
	return s
}

// Strings reads an input that is a list of strings.
func (n *Node) Strings(path string) []string {
	list, _ := n.Get(path).([]any)
	texts := []string{}
	for _, v := range list {
		texts = append(texts, fmt.Sprint(v))
	}
	return texts
}

// JSON decodes an input that is a JSON document; the test ends if it is none.
func (n *Node) JSON(path string, into any) {
	n.graph.t.Helper()
	if err := json.Unmarshal([]byte(n.Text(path)), into); err != nil {
		n.graph.t.Fatalf("%s %q: %s is no JSON document: %v", n.Type, n.Name, path, err)
	}
}

// IsSecret reports whether an input is kept as a secret.
func (n *Node) IsSecret(property string) bool {
	return n.Inputs[resource.PropertyKey(property)].ContainsSecrets()
}

// Ignores lists the properties whose changes the program ignores.
func (n *Node) Ignores() []string {
	ignored := slices.Clone(n.rpc.GetIgnoreChanges())
	slices.Sort(ignored)
	return ignored
}

// Timeouts returns how long the creation, update and deletion may take, as written; empty where nothing is said.
func (n *Node) Timeouts() (create, update, del string) {
	t := n.rpc.GetCustomTimeouts()
	return t.GetCreate(), t.GetUpdate(), t.GetDelete()
}

// DeletesBeforeReplace reports whether a replacement deletes the old resource first.
func (n *Node) DeletesBeforeReplace() bool { return n.rpc.GetDeleteBeforeReplace() }

// CreatesBeforeReplace reports whether the program insists that a replacement creates the new resource first, whatever the provider would do.
func (n *Node) CreatesBeforeReplace() bool {
	return n.rpc.GetDeleteBeforeReplaceDefined() && !n.rpc.GetDeleteBeforeReplace()
}

// ReplacesOn lists the properties whose changes replace the resource though the provider could update them.
func (n *Node) ReplacesOn() []string { return n.rpc.GetReplaceOnChanges() }

// IsProtected reports whether the engine refuses to delete the resource, and to replace it.
func (n *Node) IsProtected() bool { return n.rpc.GetProtect() }

// DecidesRetention reports whether the program says by itself if the resource stays in AWS when it
// leaves the stack. What says nothing inherits the component's choice, which only the engine does:
// a graph does not show it.
func (n *Node) DecidesRetention() bool { return n.rpc.RetainOnDelete != nil }

// WaitsFor reports whether the engine creates the other resource first, and deletes it last, directly or through others.
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

// Waiting lists, sorted, what waits for the resource, as "Type name".
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

// plain takes secrets off a value, all the way down.
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
