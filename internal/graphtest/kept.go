package graphtest

import (
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/knwl-platform/infra/internal/offline"
)

// Keeps fails the test for every resource of an older graph, in a file that [Graph.Golden] wrote, that an
// upgrade to this graph would delete or replace. It knows the properties that the offline provider knows;
// the real provider also knows nested ones.
func (g *Graph) Keeps(t testing.TB, file string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var plan strings.Builder
	g.write(&plan, true)
	before, after := planned(string(text)), planned(g.withoutIDs(plan.String()))
	for _, path := range slices.Sorted(maps.Keys(before)) {
		now, ok := after[path]
		if !ok {
			t.Errorf("an upgrade deletes %s", path)
			continue
		}
		steps := strings.Split(path, " > ")
		typ, _, _ := strings.Cut(steps[len(steps)-1], " ")
		for _, property := range slices.Sorted(maps.Keys(before[path])) {
			if was := before[path][property]; offline.Replaces(typ, property) && now[property] != was {
				t.Errorf("an upgrade replaces %s: %s is %s, was %s", path, property, now[property], was)
			}
		}
	}
}

var (
	resourceLine = regexp.MustCompile(`^( *)([a-z]+:[A-Za-z0-9]+(?:/[A-Za-z0-9]+)?:[A-Za-z0-9]+ \S+)$`)
	propertyLine = regexp.MustCompile(`^ *([A-Za-z0-9]+): (.*)$`)
)

// planned returns the properties of the AWS resources in a golden file, by their path through components.
// Of a document on several lines it has only the first: no such property replaces a resource.
func planned(plan string) map[string]map[string]string {
	resources := map[string]map[string]string{}
	var path []string
	var properties map[string]string
	for line := range strings.Lines(plan) {
		line = strings.TrimSuffix(line, "\n")
		indent := len(line) - len(strings.TrimLeft(line, " "))
		if found := resourceLine.FindStringSubmatch(line); found != nil && indent/2 <= len(path) {
			path = append(path[:indent/2], found[2])
			properties = map[string]string{}
			if strings.HasPrefix(found[2], "aws:") {
				resources[strings.Join(path, " > ")] = properties
			}
			continue
		}
		if found := propertyLine.FindStringSubmatch(line); found != nil && indent == 2*len(path)+2 {
			properties[found[1]] = found[2]
		}
	}
	return resources
}
