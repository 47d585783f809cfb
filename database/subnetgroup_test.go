package database_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/database"
)

// RDS rejects a second final snapshot of the same name, and with it the deletion of the instance.
func TestEachReplacementHasItsOwnNames(t *testing.T) {
	g := run(t, func(a *database.Args) { a.KMSKeyARN = pulumi.String(key) })
	group, instance := g.Only("SubnetGroup"), g.Only("Instance")
	id, _ := group.Output("name").(string)
	if id == "main" || group.Get("name") != nil {
		t.Errorf("the subnet group has the fixed name %q", id)
	}
	if got := instance.Text("identifier"); got != id {
		t.Errorf("the instance is %q, want the subnet group's name %q", got, id)
	}
	if got := instance.Text("finalSnapshotIdentifier"); got != id+"-final" {
		t.Errorf("the final snapshot is %q, want it named after the subnet group %q", got, id)
	}
	if !slices.Equal(group.ReplacesOn(), []string{"description"}) || !instance.CreatesBeforeReplace() {
		t.Error("a new instance would take the name of the old one")
	}
	for _, log := range g.All("LogGroup") { // what the instance waits for
		if !log.CreatesBeforeReplace() {
			t.Errorf("%s is deleted before its replacement, and the instance before it", log.Name)
		}
	}
	if !slices.Equal(instance.ReplacesOn(), []string{"dbSubnetGroupName"}) {
		t.Errorf("another subnet group does not replace the instance, but %q does", instance.ReplacesOn())
	}
	for _, fixed := range []string{"shop", "app", key} { // an instance cannot change these
		if !strings.Contains(group.Text("description"), fixed) {
			t.Errorf("a change of %q does not replace the subnet group: its description is %q",
				fixed, group.Text("description"))
		}
	}
}

// The name must be set in an earlier update: a destroy does not apply arguments.
func TestSnapshotHasANameEvenIfItIsSkipped(t *testing.T) {
	instance := run(t, func(a *database.Args) { a.SkipFinalSnapshot = true }).Only("Instance")
	if instance.Text("finalSnapshotIdentifier") == "" {
		t.Error("without a snapshot name, the instance could not be deleted with a snapshot later")
	}
}
