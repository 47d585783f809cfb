package engine

import (
	"context"
	"encoding/json"
	"slices"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"
)

// State returns the stack's state.
func (s *Stack) State(t testing.TB) apitype.DeploymentV3 {
	t.Helper()
	state, err := s.state(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return state
}

// Pending returns the URNs of the resources that were being created when the engine stopped,
// sorted.
func (s *Stack) Pending(t testing.TB) []string {
	t.Helper()
	return creating(s.State(t))
}

// IsCreating reports whether a running engine is creating exactly these resources. The URNs must be
// sorted. If the state cannot be read, it returns false, because the engine may be writing it.
func (s *Stack) IsCreating(ctx context.Context, urns []string) bool {
	state, err := s.state(ctx)
	return err == nil && slices.Equal(creating(state), urns)
}

// Output returns what the state has as an output of a resource.
func (s *Stack) Output(t testing.TB, urn, property string) any {
	t.Helper()
	return s.resource(t, urn).Outputs[property]
}

func (s *Stack) resource(t testing.TB, urn string) apitype.ResourceV3 {
	t.Helper()
	for _, resource := range s.State(t).Resources {
		if short(string(resource.URN)) == urn && !resource.Delete {
			return resource
		}
	}
	t.Fatalf("the stack has no %s", urn)
	panic("unreachable")
}

func (s *Stack) state(ctx context.Context) (state apitype.DeploymentV3, err error) {
	exported, err := s.stack.Export(ctx)
	if err != nil {
		return state, err
	}
	err = json.Unmarshal(exported.Deployment, &state)
	return state, err
}

func creating(state apitype.DeploymentV3) (urns []string) {
	for _, operation := range state.PendingOperations {
		if operation.Type == apitype.OperationTypeCreating {
			urns = append(urns, short(string(operation.Resource.URN)))
		}
	}
	slices.Sort(urns)
	return urns
}
