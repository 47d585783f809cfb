// Package graphtest runs a Pulumi program against mocks and lets tests inspect the resources that it
// registered.
package graphtest

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/infratest"
	"github.com/knwl-platform/infra/internal/offline"
)

// Project and Stack are those of all programs that run here.
const (
	Project = "project"
	Stack   = "stack"
)

// Config is what a program reads: stack configuration, as values by full key and the keys of secrets, and
// the outputs of other stacks by name.
type Config struct {
	Values  map[string]string
	Secrets []string
	Stacks  map[string]map[string]any
}

// Graph has the resources that a program registered.
type Graph struct {
	recorder *infratest.Recorder
	t        testing.TB
	nodes    []*Node

	mu      sync.Mutex // the SDK calls the mocks from many goroutines
	invokes []string
}

// Run runs the program. The test fails if the program fails, or has components and registers a resource
// outside of them.
func Run(t testing.TB, program pulumi.RunFunc) *Graph {
	t.Helper()
	return RunIn(t, offline.Cloud{}, nil, program)
}

// RunIn is [Run] in another partition, region or account, and with stack configuration.
func RunIn(t testing.TB, cloud offline.Cloud, config *Config, program pulumi.RunFunc) *Graph {
	t.Helper()
	g, err := run(t, cloud, config, program)
	if err != nil {
		t.Fatalf("the program failed: %v", err)
	}
	components := slices.ContainsFunc(g.nodes, func(n *Node) bool { return !n.Custom })
	for _, n := range g.nodes {
		if n.Parent() == "" && n.Custom && components {
			t.Errorf("%s %q is a child of the stack, not of a component", n.Type, n.Name)
		}
	}
	return g
}

// Try runs a program that may fail and returns its error too.
func Try(t testing.TB, cloud offline.Cloud, program pulumi.RunFunc) (*Graph, error) {
	t.Helper()
	return run(t, cloud, nil, program)
}

// Fail runs a program that must fail and returns its error. The test fails if the program succeeds or
// registers anything, even a component.
func Fail(t testing.TB, program pulumi.RunFunc) error {
	t.Helper()
	return FailIn(t, nil, program)
}

// FailIn is [Fail] with stack configuration.
func FailIn(t testing.TB, config *Config, program pulumi.RunFunc) error {
	t.Helper()
	g, err := run(t, offline.Cloud{}, config, program)
	if err == nil {
		t.Fatal("the program succeeded, want an error")
	}
	for _, n := range g.nodes {
		t.Errorf("%s %q was registered before the error", n.Type, n.Name)
	}
	return err
}

// FailLate runs a program that must fail because of a value that becomes known while it runs, and
// returns its error.
func FailLate(t testing.TB, program pulumi.RunFunc) error {
	t.Helper()
	_, err := run(t, offline.Cloud{}, nil, program)
	if err == nil {
		t.Fatal("the program succeeded, want an error")
	}
	return err
}

// FailPreview is [FailLate] in a preview.
func FailPreview(t testing.TB, program pulumi.RunFunc) error {
	t.Helper()
	_, err := run(t, offline.Cloud{}, nil, program, func(info *pulumi.RunInfo) { info.DryRun = true })
	if err == nil {
		t.Fatal("the preview succeeded, want an error")
	}
	return err
}

func run(
	t testing.TB, cloud offline.Cloud, config *Config, program pulumi.RunFunc, opts ...pulumi.RunOption,
) (*Graph, error) {
	g := &Graph{t: t, recorder: &infratest.Recorder{Region: cloud.Region, Account: cloud.Account}}
	if config == nil {
		config = &Config{}
	}
	for name, outputs := range config.Stacks {
		g.recorder.StackOutputs(name, outputs)
	}
	err := pulumi.RunErr(program, append(opts, pulumi.WithMocks(Project, Stack, g), func(info *pulumi.RunInfo) {
		info.Config, info.ConfigSecretKeys = config.Values, config.Secrets
	})...)
	for _, r := range g.recorder.All(t, "") {
		if r.Request != nil { // else it is another stack, which the program only reads
			g.nodes = append(g.nodes, &Node{r, g})
		}
	}
	return g, err
}

// NewResource implements pulumi.MockResourceMonitor.
func (g *Graph) NewResource(args pulumi.MockResourceArgs) (string, resource.PropertyMap, error) {
	if args.RegisterRPC == nil && args.TypeToken != "pulumi:pulumi:StackReference" {
		return "", nil, fmt.Errorf("%s %q is read from AWS, but the graph must not depend on what exists there",
			args.TypeToken, args.Name)
	}
	if args.Custom && !offline.Knows(args.TypeToken) {
		return "", nil, fmt.Errorf("%s is not among the types that the offline provider knows", args.TypeToken)
	}
	return g.recorder.NewResource(args)
}

// Call implements pulumi.MockResourceMonitor.
func (g *Graph) Call(args pulumi.MockCallArgs) (resource.PropertyMap, error) {
	g.mu.Lock()
	g.invokes = append(g.invokes, args.Token)
	g.mu.Unlock()
	return g.recorder.Call(args)
}

// Invokes returns the tokens of the data sources that the program called.
func (g *Graph) Invokes() []string { return g.invokes }

// All returns all resources of a type, sorted by name. typ is a type token, such as
// "aws:ec2/subnet:Subnet", or its part after the last colon.
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

// Resources returns all resources except components, sorted by type and name.
func (g *Graph) Resources() []*Node {
	return slices.DeleteFunc(g.sorted(), func(n *Node) bool { return !n.Custom })
}

// Names returns the logical names of all resources of a type, sorted.
func (g *Graph) Names(typ string) []string {
	names := []string{}
	for _, n := range g.All(typ) {
		names = append(names, n.Name)
	}
	return names
}

// Only returns the only resource of a type. The test stops if there is none or more than one.
func (g *Graph) Only(typ string) *Node {
	g.t.Helper()
	found := g.All(typ)
	if len(found) != 1 {
		g.t.Fatalf("%d resources of type %s %q, want one", len(found), typ, g.Names(typ))
	}
	return found[0]
}

// Named returns the resource of a type with a logical name. The test stops if there is none.
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
