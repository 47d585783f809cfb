package e2e

import (
	"slices"
	"strings"
	"testing"

	"github.com/knwl-platform/infra/e2e/emulator"
	"github.com/knwl-platform/infra/e2e/engine"
)

// What AWS keeps on purpose when a stack is destroyed, told as the beginning of a thing. Keys and secrets that wait for their deletion do not count as things.
const (
	oldRevisions  = "ecs TaskDefinition " // a blue/green deployment may still run one, and they cost nothing
	finalSnapshot = "rds DBSnapshot arn:aws:rds:eu-west-1:123456789012:snapshot:knwl-db-"
)

// unmanaged is what AWS makes by itself beside a stack's resources, and deletes with them. No state lists it.
var unmanaged = []string{
	"cloudwatch Alarm TargetTracking-",                                                    // of the scaling policies
	"rds DBSnapshot arn:aws:rds:eu-west-1:123456789012:snapshot:rds:",                     // daily backups
	"secretsmanager FakeSecret arn:aws:secretsmanager:eu-west-1:123456789012:secret:rds!", // the master user's password
}

// hashed is what a state knows by an id of the provider's own making. A preview after a refresh tells if one is missing.
var hashed = []string{"ec2 Route "}

// identities are the properties, besides its id, by which a resource in a state can be told in AWS; and what a VPC says of the things that come with it.
var identities = []string{"arn", "dashboardArn", "name", "defaultNetworkAclId", "mainRouteTableId"}

// expectNoOrphans fails the test for everything in AWS that the stack's state does not know: a resource that was lost, or made twice.
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
		if id := thing[strings.LastIndex(thing, " ")+1:]; !known[id] && !beginsWithOneOf(thing, unmanaged) &&
			!beginsWithOneOf(thing, hashed) {
			t.Errorf("%s exists, and the state does not know it", thing)
		}
	}
}

// expectNothingLeft wants the account as it was before, but for what is kept, and that there. It returns how much else is left.
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
