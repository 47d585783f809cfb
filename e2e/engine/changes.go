package engine

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/auto/events"
	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"
)

// Changes says for each resource that changes what the engine does to it. The key is its URN without the part that all URNs of the stack share; the value
// is create, update, delete, "replace, create first" or "replace, delete first".
type Changes map[string]string

func collect(stream <-chan events.EngineEvent) Changes {
	changes := Changes{}
	for event := range stream {
		if event.ResourcePreEvent == nil {
			continue
		}
		step := event.ResourcePreEvent.Metadata
		if op := describe(step.Op, changes[short(step.URN)]); op != "" {
			changes[short(step.URN)] = op
		}
	}
	return changes
}

// describe names what a step does. A replacement takes several steps, of which the first tells the order.
func describe(op apitype.OpType, before string) string {
	switch {
	case op == apitype.OpSame || op == apitype.OpRead || op == apitype.OpRefresh:
		return ""
	case before != "":
		return before
	case op == apitype.OpCreateReplacement || op == apitype.OpReplace:
		return "replace, create first"
	case op == apitype.OpDeleteReplaced:
		return "replace, delete first"
	default:
		return string(op)
	}
}

// short drops urn:pulumi:<stack>::<project>:: from a URN.
func short(urn string) string {
	parts := strings.SplitN(urn, "::", 3)
	return parts[len(parts)-1]
}

// Expect fails the test for every change that is not in want, and for every one in want that is not there.
func (c Changes) Expect(t testing.TB, want Changes) {
	t.Helper()
	for _, urn := range slices.Sorted(maps.Keys(c)) {
		if want[urn] == "" {
			t.Errorf("%s: %s, want no change", urn, c[urn])
		} else if c[urn] != want[urn] {
			t.Errorf("%s: %s, want %s", urn, c[urn], want[urn])
		}
	}
	for _, urn := range slices.Sorted(maps.Keys(want)) {
		if c[urn] == "" {
			t.Errorf("%s: no change, want %s", urn, want[urn])
		}
	}
}

// String lists the changes, a line each.
func (c Changes) String() string {
	var lines strings.Builder
	for _, urn := range slices.Sorted(maps.Keys(c)) {
		fmt.Fprintf(&lines, "%s %s\n", c[urn], urn)
	}
	return lines.String()
}
