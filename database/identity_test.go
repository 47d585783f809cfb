package database_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/database"
)

// RDS.9, RDS.36, CKV_AWS_66: RDS would create these groups itself, without retention, and leave them behind.
func TestLogGroupsAreOwnedAndThereFirst(t *testing.T) {
	g := run(t, func(a *database.Args) { a.LogRetentionDays = 30 })
	instance := g.Only("Instance")
	if exports := instance.Strings("enabledCloudwatchLogsExports"); !slices.Equal(exports, []string{"postgresql", "upgrade"}) {
		t.Errorf("the instance exports %q", exports)
	}
	for _, log := range instance.Strings("enabledCloudwatchLogsExports") {
		group := g.Named("LogGroup", "main--"+log)
		if want := "/aws/rds/instance/" + instance.Text("identifier") + "/" + log; group.Text("name") != want {
			t.Errorf("the group of %s is %q, want %q", log, group.Text("name"), want)
		}
		if group.Get("retentionInDays") != 30.0 || !instance.WaitsFor(group) {
			t.Errorf("the group of %s comes too late or keeps its logs for %v days", log, group.Get("retentionInDays"))
		}
	}
}

// Lesson 18: a second final snapshot of the same name would be refused, and the destruction with it.
func TestEachIncarnationHasItsOwnNames(t *testing.T) {
	g := run(t, func(a *database.Args) { a.KMSKeyARN = pulumi.String(key) })
	group, instance := g.Only("SubnetGroup"), g.Only("Instance")
	id, _ := group.State("name").(string)
	if id == "main" || group.Get("name") != nil || instance.Text("identifier") != id || instance.Text("finalSnapshotIdentifier") != id+"-final" {
		t.Errorf("the instance is %q with the snapshot %q, want both after the auto-named subnet group %q",
			instance.Text("identifier"), instance.Text("finalSnapshotIdentifier"), id)
	}
	if !slices.Equal(group.ReplacesOn(), []string{"description"}) || !instance.CreatesBeforeReplace() {
		t.Error("a new instance would take the name of the old one")
	}
	for _, fixed := range []string{"shop", "app", key} { // what an instance cannot change
		if !strings.Contains(group.Text("description"), fixed) {
			t.Errorf("a change of %q keeps the old identity: the description is %q", fixed, group.Text("description"))
		}
	}
}

// Lesson 17: flags that are set when the stack is destroyed come too late.
func TestSnapshotHasItsNameEvenWhileItIsSkipped(t *testing.T) {
	if name := run(t, func(a *database.Args) { a.SkipFinalSnapshot = true }).Only("Instance").Text("finalSnapshotIdentifier"); name == "" {
		t.Error("an instance without a snapshot name cannot be destroyed once snapshots are wanted again")
	}
}

func TestLogsAreKeptTwoWeeksByDefault(t *testing.T) {
	g := run(t, func(*database.Args) {})
	for _, group := range g.All("LogGroup") {
		if group.Get("retentionInDays") != 14.0 {
			t.Errorf("%s keeps its logs for %v days, want 14", group.Name, group.Get("retentionInDays"))
		}
	}
}
