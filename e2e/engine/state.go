package engine

import (
	"context"
	"encoding/json"
	"slices"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"
)

// State is what the engine knows of the stack.
func (s *Stack) State(t testing.TB) apitype.DeploymentV3 {
	t.Helper()
	state, err := s.state(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return state
}

// Pending lists, sorted, what was being created when the engine stopped.
func (s *Stack) Pending(t testing.TB) []string {
	t.Helper()
	return creating(s.State(t))
}

// IsCreating reports, of an engine that runs, whether it is creating these resources, sorted, and no others. A state that cannot be read says no: the engine
// may be writing it.
func (s *Stack) IsCreating(ctx context.Context, urns []string) bool {
	state, err := s.state(ctx)
	return err == nil && slices.Equal(creating(state), urns)
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
