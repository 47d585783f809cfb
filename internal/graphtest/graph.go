// Package graph runs a Pulumi program against mocks and answers questions about the resources it registered.
package graphtest

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/offline"
)

// Project and Stack are where every graph is run.
const (
	Project = "project"
	Stack   = "stack"
)

// Config is stack configuration: values by their full key, and the keys of those that are secrets.
type Config struct {
	Values  map[string]string
	Secrets []string
}

// Graph is what a program registered, in order.
type Graph struct {
	t     testing.TB
	cloud offline.Cloud

	mu      sync.Mutex // the SDK registers from many goroutines
	nodes   []*Node
	invokes []string
}

// Run runs the program and fails the test if the program fails, registers one URN twice, or leaves a resource beside its components instead of in one.
func Run(t testing.TB, program pulumi.RunFunc) *Graph {
	t.Helper()
	return RunIn(t, offline.Cloud{}, nil, program)
}

// RunIn is Run in another partition, region or account, and with stack configuration.
func RunIn(t testing.TB, cloud offline.Cloud, config *Config, program pulumi.RunFunc) *Graph {
	t.Helper()
	g, err := run(t, cloud, config, program)
	if err != nil {
		t.Fatalf("the program failed: %v", err)
	}
	seen := map[string]bool{}
	components := slices.ContainsFunc(g.nodes, func(n *Node) bool { return !n.Custom })
	for _, n := range g.nodes {
		if seen[n.URN] {
			t.Errorf("%s is registered twice", n.URN)
		}
		seen[n.URN] = true
		if n.parent == "" && n.Custom && components {
			t.Errorf("%s %q is a child of the stack, not of a component", n.Type, n.Name)
		}
	}
	return g
}

// Try runs a program that may be refused, and returns the error as well.
func Try(t testing.TB, cloud offline.Cloud, program pulumi.RunFunc) (*Graph, error) {
	t.Helper()
	return run(t, cloud, nil, program)
}

// Fail runs a program that must be refused, and returns the error. The test fails if the program
// succeeds, or registers anything before the error: a component counts too.
func Fail(t testing.TB, program pulumi.RunFunc) error {
	t.Helper()
	return FailIn(t, nil, program)
}

// FailIn is Fail with stack configuration.
func FailIn(t testing.TB, config *Config, program pulumi.RunFunc) error {
	t.Helper()
	g, err := run(t, offline.Cloud{}, config, program)
	if err == nil {
		t.Fatal("the program succeeded, want an error")
	}
	for _, n := range g.nodes {
		t.Errorf("%s %q had been registered before the error", n.Type, n.Name)
	}
	return err
}

// FailLate runs a program that must be refused for a value that only became known while it ran.
func FailLate(t testing.TB, program pulumi.RunFunc) error {
	t.Helper()
	_, err := run(t, offline.Cloud{}, nil, program)
	if err == nil {
		t.Fatal("the program succeeded, want an error")
	}
	return err
}

// FailPreview is FailLate in a preview.
func FailPreview(t testing.TB, program pulumi.RunFunc) error {
	t.Helper()
	_, err := run(t, offline.Cloud{}, nil, program, func(info *pulumi.RunInfo) { info.DryRun = true })
	if err == nil {
		t.Fatal("the preview succeeded, want an error")
	}
	return err
}

func run(t testing.TB, cloud offline.Cloud, config *Config, program pulumi.RunFunc, opts ...pulumi.RunOption) (*Graph, error) {
	g := &Graph{t: t, cloud: cloud}
	err := pulumi.RunErr(program, append(opts, pulumi.WithMocks(Project, Stack, g), func(info *pulumi.RunInfo) {
		if config != nil {
			info.Config, info.ConfigSecretKeys = config.Values, config.Secrets
		}
	})...)
	return g, err
}

// NewResource implements pulumi.MockResourceMonitor.
func (g *Graph) NewResource(args pulumi.MockResourceArgs) (string, resource.PropertyMap, error) {
	if args.RegisterRPC == nil {
		return "", nil, fmt.Errorf("%s %q is read from AWS: the graph must not depend on what exists there", args.TypeToken, args.Name)
	}
	id, state := args.Name, args.Inputs
	if args.Custom {
		var err error
		if id, state, err = g.cloud.Create(args.TypeToken, args.Name, urn(args.RegisterRPC.GetParent(), args.TypeToken, args.Name), args.Inputs); err != nil {
			return "", nil, fmt.Errorf("%q: %w", args.Name, err)
		}
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.nodes = append(g.nodes, newNode(g, args, id, state))
	return id, state, nil
}

// Call implements pulumi.MockResourceMonitor.
func (g *Graph) Call(args pulumi.MockCallArgs) (resource.PropertyMap, error) {
	g.mu.Lock()
	g.invokes = append(g.invokes, args.Token)
	g.mu.Unlock()
	return g.cloud.Invoke(args.Token, args.Args)
}

// Invokes lists the data sources that the program asked.
func (g *Graph) Invokes() []string { return g.invokes }

// All returns every resource of a type, given whole ("aws:ec2/subnet:Subnet") or as the part behind the last colon, sorted by name.
func (g *Graph) All(typ string) []*Node {
	var found []*Node
	for _, n := range g.nodes {
		if n.Type == typ || strings.HasSuffix(n.Type, ":"+typ) {
			found = append(found, n)
		}
	}
	slices.SortFunc(found, func(a, b *Node) int { return strings.Compare(a.Name, b.Name) })
	return found
}

// Resources returns every resource that is no component, sorted by type and name.
func (g *Graph) Resources() []*Node {
	return slices.DeleteFunc(g.sorted(), func(n *Node) bool { return !n.Custom })
}

// Names returns the logical names of every resource of a type, sorted.
func (g *Graph) Names(typ string) []string {
	names := []string{}
	for _, n := range g.All(typ) {
		names = append(names, n.Name)
	}
	return names
}

// Only returns the one resource of a type; the test ends if there is none or more.
func (g *Graph) Only(typ string) *Node {
	g.t.Helper()
	found := g.All(typ)
	if len(found) != 1 {
		g.t.Fatalf("%d resources of type %s %q, want one", len(found), typ, g.Names(typ))
	}
	return found[0]
}

// Named returns the resource of a type with a logical name; the test ends if there is none.
func (g *Graph) Named(typ, name string) *Node {
	g.t.Helper()
	for _, n := range g.All(typ) {
		if n.Name == name {
			return n
		}
	}
	g.t.Fatalf("no %s %q among %q", typ, name, g.Names(typ))
	return nil
}

// None fails the test if there is a resource of a type.
func (g *Graph) None(typ string) {
	g.t.Helper()
	if names := g.Names(typ); len(names) > 0 {
		g.t.Errorf("%s %q exist, want none", typ, names)
	}
}

func urn(parent, typ, name string) string {
	var parentType tokens.Type
	if p := resource.URN(parent); p != "" && p.QualifiedType() != resource.RootStackType {
		parentType = p.QualifiedType()
	}
	return string(resource.NewURN(Stack, Project, parentType, tokens.Type(typ), name))
}
