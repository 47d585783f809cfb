package e2e

import (
	"slices"
	"strings"
	"testing"

	"github.com/knwl-platform/infra/e2e/emulator"
	"github.com/knwl-platform/infra/e2e/engine"
)

// Prefixes of inventory entries that are kept on purpose when a stack is destroyed. Keys and
// secrets that are scheduled for deletion are not in the inventory.
const (
	oldRevisions  = "ecs TaskDefinition " // a blue/green deployment may still run one, and they are free
	finalSnapshot = "rds DBSnapshot arn:aws:rds:eu-west-1:123456789012:snapshot:knwl-db-"
)

// unmanaged lists prefixes of what AWS itself creates for a stack's resources and deletes with
// them. No state lists it.
var unmanaged = []string{
	"cloudwatch Alarm TargetTracking-",                                                    // of the scaling policies
	"rds DBSnapshot arn:aws:rds:eu-west-1:123456789012:snapshot:rds:",                     // daily backups
	"secretsmanager FakeSecret arn:aws:secretsmanager:eu-west-1:123456789012:secret:rds!", // the master user's password
}

// hashed lists prefixes of resources whose id in the state is a hash that the provider computes, so
// it does not occur in AWS. If one is missing, a preview after a refresh shows it.
var hashed = []string{"ec2 Route "}

// identities lists the properties, besides the id, that identify a resource of the state in AWS,
// and the properties of a VPC that identify what AWS creates with it.
var identities = []string{"arn", "dashboardArn", "name", "defaultNetworkAclId", "mainRouteTableId"}

// expectNoOrphans fails the test for everything in AWS that the stack's state does not contain: a
// resource that was lost, or created twice.
func expectNoOrphans(t *testing.T, stack *engine.Stack, things emulator.Inventory) {
	t.Helper()
	known := map[string]bool{}
	for _, resource := range stack.State(t).Resources {
		known[string(resource.ID)] = true
		for _, property := range identities {
			if id, ok := resource.Outputs[property].(string); ok {
				known[id] = true
			}
		}
	}
	for _, thing := range things {
		id := thing[strings.LastIndex(thing, " ")+1:]
		if !known[id] && !beginsWithOneOf(thing, unmanaged) && !beginsWithOneOf(thing, hashed) {
			t.Errorf("%s exists, but the state does not contain it", thing)
		}
	}
}

// expectNothingLeft checks that the account is as it was before, except for entries with one of the
// kept prefixes. Each prefix must occur. It returns the number of other entries that are left.
func expectNothingLeft(t *testing.T, cloud *emulator.Emulator, before emulator.Inventory, kept ...string) (left int) {
	t.Helper()
	things := cloud.Inventory(t).Since(before)
	for _, thing := range things {
		if !beginsWithOneOf(thing, kept) {
			t.Errorf("%s is left", thing)
			left++
		}
	}
	for _, beginning := range kept {
		if !slices.ContainsFunc(things, func(thing string) bool { return strings.HasPrefix(thing, beginning) }) {
			t.Errorf("no %s is kept", beginning)
		}
	}
	return left
}

func beginsWithOneOf(thing string, beginnings []string) bool {
	return slices.ContainsFunc(beginnings, func(beginning string) bool { return strings.HasPrefix(thing, beginning) })
}
