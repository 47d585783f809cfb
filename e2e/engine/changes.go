package engine

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/auto/events"
	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"
)

// Changes lists what the engine does to resources, or would do. The key is the URN without the
// prefix that all URNs of a stack share.
type Changes map[string]Change

// Change is what happens to one resource.
type Change struct {
	// What is create, update, delete, "replace, create first" or "replace, delete first". The
	// properties that change follow after a colon.
	What string
	// detail shows the old and new values of the properties, for debugging.
	detail string
}

// Expect fails the test for every change that is not in want, and for every change in want that
// does not happen. The key is the URN. A value without properties matches any properties.
func (c Changes) Expect(t testing.TB, want map[string]string) {
	t.Helper()
	for _, urn := range slices.Sorted(maps.Keys(c)) {
		what, _, _ := strings.Cut(c[urn].What, ":")
		if c[urn].What != want[urn] && what != want[urn] {
			t.Errorf("%s: %s, want %s%s", urn, c[urn].What, orNone(want[urn]), c[urn].detail)
		}
	}
	for _, urn := range slices.Sorted(maps.Keys(want)) {
		if _, ok := c[urn]; !ok {
			t.Errorf("%s: no change, want %s", urn, want[urn])
		}
	}
}

// InAWS returns how many of the resources are AWS resources. The others are components, which only
// exist in Pulumi.
func (c Changes) InAWS() (n int) {
	for urn := range c {
		if kind, _, _ := strings.Cut(urn, "::"); strings.HasPrefix(kind[strings.LastIndex(kind, "$")+1:], "aws:") {
			n++
		}
	}
	return n
}

func orNone(what string) string {
	if what == "" {
		return "no change"
	}
	return what
}

func (c Changes) add(event events.EngineEvent) {
	if event.ResourcePreEvent == nil {
		return
	}
	step := event.ResourcePreEvent.Metadata
	urn := short(step.URN)
	if _, seen := c[urn]; seen { // a replacement has several steps; the first shows the order
		return
	}
	if op := operation(step.Op); op != "" {
		c[urn] = Change{What: op + properties(step), detail: detail(step)}
	}
}

// operation names what a step does, or returns "" if it changes nothing.
func operation(op apitype.OpType) string {
	switch op {
	case apitype.OpSame, apitype.OpRead, apitype.OpRefresh:
		return ""
	case apitype.OpCreateReplacement, apitype.OpReplace:
		return "replace, create first"
	case apitype.OpDeleteReplaced:
		return "replace, delete first"
	default:
		return string(op)
	}
}

func properties(step apitype.StepEventMetadata) string {
	if len(step.Diffs) == 0 {
		return ""
	}
	return ": " + strings.Join(slices.Sorted(slices.Values(step.Diffs)), ", ")
}

func detail(step apitype.StepEventMetadata) string {
	if step.Old == nil || step.New == nil {
		return ""
	}
	var lines strings.Builder
	for _, key := range step.Diffs {
		fmt.Fprintf(&lines, "\n    %s: %s -> %s", key, text(step.Old.Inputs[key]), text(step.New.Inputs[key]))
	}
	return lines.String()
}

func text(value any) string {
	document, err := json.Marshal(value)
	if err != nil {
		return err.Error()
	}
	return string(document)
}

// short removes urn:pulumi:<stack>::<project>:: from a URN.
func short(urn string) string {
	parts := strings.SplitN(urn, "::", 3)
	return parts[len(parts)-1]
}
