package e2e

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/knwl-platform/infra/e2e/emulator"
	"github.com/knwl-platform/infra/e2e/engine"
)

// kept is what AWS keeps on purpose when a stack is destroyed, with the reason.
var kept = map[string]string{
	"ecs TaskDefinition":        "old revisions stay: a blue/green deployment may still run one; they cost nothing",
	"kms Key":                   "the topic's key waits 30 days for deletion, and AWS's own key for RDS belongs to the account",
	"rds DBSnapshot":            "prod leaves a final snapshot behind",
	"secretsmanager FakeSecret": "prod's API keys can be restored for 30 days",
}

// unmanaged is what AWS makes by itself beside a stack's resources, and deletes with them. No state lists it.
var unmanaged = []string{
	"cloudwatch Alarm TargetTracking-", // of the scaling policies
	"ec2 NetworkAcl ",                  // of the VPC, as is its main route table below
	"ec2 NetworkInterface ",            // of NAT gateways
	"ec2 Route ",                       // their ids in the state are a hash; a preview after a refresh tells if one is missing
	"kms Key ",                         // AWS's own for RDS
	"rds DBSnapshot ",                  // daily backups
	"secretsmanager FakeSecret arn:aws:secretsmanager:eu-west-1:123456789012:secret:rds!", // the master user's password
}

// expectNoOrphans fails the test for everything in AWS that the stack's state does not know: a resource that was lost, or made twice.
func expectNoOrphans(t *testing.T, stack *engine.Stack, things emulator.Inventory) {
	t.Helper()
	document, err := json.Marshal(stack.State(t))
	if err != nil {
		t.Fatal(err)
	}
	state := string(document)
	for _, thing := range things {
		id := thing[strings.LastIndex(thing, " ")+1:]
		if strings.Contains(state, id) || slices.ContainsFunc(unmanaged, func(kind string) bool { return strings.HasPrefix(thing, kind) }) {
			continue
		}
		t.Errorf("%s exists, and the state does not know it", thing)
	}
}

// expectNothingLeft wants the account as it was before, but for what is kept.
func expectNothingLeft(t *testing.T, cloud *emulator.Emulator, before emulator.Inventory) int {
	t.Helper()
	left := 0
	for _, thing := range cloud.Inventory(t).Since(before) {
		if kept[emulator.KindOf(thing)] == "" {
			t.Errorf("%s is left", thing)
			left++
		}
	}
	return left
}
