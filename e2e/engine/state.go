package engine

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"
)

// State is what the engine knows of the stack.
func (s *Stack) State(t testing.TB) apitype.DeploymentV3 {
	t.Helper()
	exported, err := s.stack.Export(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var state apitype.DeploymentV3
	if err := json.Unmarshal(exported.Deployment, &state); err != nil {
		t.Fatal(err)
	}
	return state
}

// Pending lists, sorted, what is being created, or was when the engine was killed.
func (s *Stack) Pending(t testing.TB) []string {
	t.Helper()
	var urns []string
	for _, operation := range s.State(t).PendingOperations {
		if operation.Type == apitype.OperationTypeCreating {
			urns = append(urns, short(string(operation.Resource.URN)))
		}
	}
	slices.Sort(urns)
	return urns
}
