package graphtest

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/offline"
)

var update = flag.Bool("update", false, "write the golden files instead of comparing with them")

// Print runs a program against mocks. It prints the components and the resources in them, one per
// line, or the program's error. The packages' examples use it.
func Print(program pulumi.RunFunc) { PrintIn(nil, program) }

// PrintIn is [Print] with a configuration.
func PrintIn(config *Config, program pulumi.RunFunc) {
	g, err := run(nil, offline.Cloud{}, config, program)
	if err != nil {
		fmt.Println(err)
		return
	}
	g.write(os.Stdout, false)
}

// Golden compares the graph with a file under testdata. The file has all resources with their inputs;
// secrets are masked. `go test -update` writes the file.
func (g *Graph) Golden(t testing.TB, name string) {
	t.Helper()
	var plan strings.Builder
	g.write(&plan, true)
	got := g.withoutIDs(plan.String())
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v; write it with: go test -update", err)
	}
	if got == string(want) {
		return
	}
	gotLines, wantLines := strings.Split(got, "\n"), strings.Split(string(want), "\n")
	for i := range max(len(gotLines), len(wantLines)) {
		if i >= len(gotLines) || i >= len(wantLines) || gotLines[i] != wantLines[i] {
			t.Fatalf("the graph differs from %s from line %d on; inspect it with: go test -update && git diff\n"+
				" got: %s\nwant: %s", file, i+1, at(gotLines, i), at(wantLines, i))
		}
	}
}

func at(lines []string, i int) string {
	if i < len(lines) {
		return lines[i]
	}
	return "(nothing)"
}

// write prints the resources below their components. They are sorted by type and name, because the
// order of registration varies.
func (g *Graph) write(w io.Writer, properties bool) {
	nodes := g.sorted()
	var below func(parent, indent string)
	below = func(parent, indent string) {
		for _, n := range nodes {
			if n.Parent() != parent {
				continue
			}
			fmt.Fprintf(w, "%s%s %s\n", indent, n.Type, n.Name)
			if properties && n.Custom {
				writeValue(w, indent+"    ", n.Inputs)
			}
			below(n.URN, indent+"  ")
		}
	}
	below("", "")
}

func (g *Graph) sorted() []*Node {
	key := func(n *Node) string { return n.Type + " " + n.Name + " " + n.Parent() }
	return slices.SortedFunc(slices.Values(g.nodes), func(a, b *Node) int { return strings.Compare(key(a), key(b)) })
}

func writeValue(w io.Writer, indent string, properties resource.PropertyMap) {
	for _, key := range slices.Sorted(maps.Keys(properties)) {
		value := properties[key]
		switch {
		case value.ContainsSecrets():
			fmt.Fprintf(w, "%s%s: [secret]\n", indent, key)
		case value.IsNull():
		default:
			fmt.Fprintf(w, "%s%s: %s\n", indent, key, text(value.Mappable(), indent))
		}
	}
}

// text returns a value on one line, or a JSON document on several.
func text(value any, indent string) string {
	if s, ok := value.(string); ok {
		var document any
		if !strings.HasPrefix(s, "{") && !strings.HasPrefix(s, "[") || json.Unmarshal([]byte(s), &document) != nil {
			return s
		}
		laidOut, _ := json.MarshalIndent(document, indent+"  ", "  ")
		return string(laidOut)
	}
	line, _ := json.Marshal(value)
	return string(line)
}

// withoutIDs replaces ids and ARNs by the names of their resources.
func (g *Graph) withoutIDs(plan string) string {
	names := map[string]string{}
	// Backward, because a secret and its version have the same ARN, and the secret's name should win.
	for _, n := range slices.Backward(g.sorted()) {
		if !n.Custom {
			continue
		}
		label := n.label()
		if n.Outputs.HasValue("arn") {
			names[fmt.Sprint(n.Output("arn"))] = "<" + label + " arn>"
		}
		if !n.chose(n.ID) {
			names[n.ID] = "<" + label + ">"
		}
	}
	longestFirst := slices.SortedFunc(maps.Keys(names), func(a, b string) int {
		if len(a) != len(b) {
			return len(b) - len(a)
		}
		return strings.Compare(a, b)
	})
	for _, id := range longestFirst {
		plan = strings.ReplaceAll(plan, id, names[id])
	}
	return plan
}

// short returns the type and the name, such as "SecurityGroup knwl".
func (n *Node) short() string { return n.Type[strings.LastIndex(n.Type, ":")+1:] + " " + n.Name }

// label returns the component's kind too, such as "ingress SecurityGroup knwl". Components of
// different kinds may have resources of the same type and name.
func (n *Node) label() string {
	if n.Parent() == "" {
		return n.short()
	}
	component := strings.Split(string(resource.URN(n.Parent()).Type()), ":")
	return component[1] + " " + n.short()
}

// chose reports whether the program set this id as an input, such as the name of a log group. The
// plan then shows it.
func (n *Node) chose(id string) bool {
	for _, value := range n.Inputs {
		if value.IsString() && value.StringValue() == id {
			return true
		}
	}
	return false
}
