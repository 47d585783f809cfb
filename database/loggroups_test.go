package database_test

import (
	"slices"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/database"
)

// RDS.9, RDS.36, CKV_AWS_66. RDS would create these groups itself, without a retention period, and
// leave them behind.
func TestLogGroupsExistBeforeTheInstance(t *testing.T) {
	g := run(t, func(a *database.Args) { a.LogRetentionDays, a.LogKMSKeyARN = 30, pulumi.String(key) })
	instance := g.Only("Instance")
	exports := instance.Strings("enabledCloudwatchLogsExports")
	if !slices.Equal(exports, []string{"postgresql", "upgrade"}) {
		t.Errorf("the instance exports %q", exports)
	}
	for _, log := range exports {
		group := g.Named("LogGroup", "main--"+log)
		if want := "/aws/rds/instance/" + instance.Text("identifier") + "/" + log; group.Text("name") != want {
			t.Errorf("the group of %s is %q, want %q", log, group.Text("name"), want)
		}
		if got := group.Get("retentionInDays"); got != 30.0 {
			t.Errorf("the group of %s keeps its logs for %v days, want 30", log, got)
		}
		if group.Text("kmsKeyId") != key || instance.Get("kmsKeyId") != nil {
			t.Errorf("the group of %s has the key %q", log, group.Text("kmsKeyId"))
		}
		if !instance.WaitsFor(group) {
			t.Errorf("the instance does not wait for the group of %s", log)
		}
	}
}

func TestLogsAreKeptTwoWeeksByDefault(t *testing.T) {
	g := run(t, unchanged)
	for _, group := range g.All("LogGroup") {
		if group.Get("retentionInDays") != 14.0 {
			t.Errorf("%s keeps its logs for %v days, want 14", group.Name, group.Get("retentionInDays"))
		}
	}
}
