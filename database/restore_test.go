package database_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/rds"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/database"
	"github.com/knwl-platform/infra/internal/check/checktest"
	"github.com/knwl-platform/infra/internal/graphtest"
)

func TestRestoreReachesTheInstance(t *testing.T) {
	for name, c := range map[string]struct {
		from     database.Restore
		snapshot any
		point    map[string]any
	}{
		"snapshot": {database.Restore{SnapshotID: pulumi.String("main-1-final")}, "main-1-final", nil},
		"latest": {
			from:  database.Restore{InstanceID: pulumi.String("main-1")},
			point: map[string]any{"sourceDbInstanceIdentifier": "main-1", "useLatestRestorableTime": true},
		},
		"time": {
			from:  database.Restore{InstanceID: pulumi.String("main-1"), Time: "2030-01-31T03:00:00Z"},
			point: map[string]any{"sourceDbInstanceIdentifier": "main-1", "restoreTime": "2030-01-31T03:00:00Z"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			instance := run(t, func(a *database.Args) { a.Restore = &c.from }).Only("Instance")
			point, _ := instance.Get("restoreToPointInTime").(map[string]any)
			if got := instance.Get("snapshotIdentifier"); got != c.snapshot || !maps.Equal(point, c.point) {
				t.Errorf("the instance is restored from %v and %v", got, point)
			}
		})
	}
}

// The provider replaces an instance when its origin changes.
func TestOriginOfAnInstanceOnlyMattersOnce(t *testing.T) {
	ignored := run(t, unchanged).Only("Instance").Ignores()
	for _, property := range []string{"snapshotIdentifier", "restoreToPointInTime"} {
		if !slices.Contains(ignored, property) {
			t.Errorf("a later change of %s replaces the instance; ignored are %q", property, ignored)
		}
	}
}

// RDS keeps the names of the backup, and the next update would replace the instance.
func TestNamesOfAnotherBackupAreReported(t *testing.T) {
	for field, c := range map[string]struct {
		wanted string
		edit   func(*rds.InstanceArgs)
	}{
		"DatabaseName": {"shop", func(a *rds.InstanceArgs) { a.DbName = pulumi.String("other") }},
		"Username":     {"app", func(a *rds.InstanceArgs) { a.Username = pulumi.String("other") }},
	} {
		err := graphtest.FailLate(t, program(func(a *database.Args) {
			a.Restore = &database.Restore{SnapshotID: pulumi.String("main-1-final")}
			a.Transform.Instance = func(_ string, args *rds.InstanceArgs, _ *[]pulumi.ResourceOption) { c.edit(args) }
		}, func(*pulumi.Context, *database.Postgres) error { return nil }))
		checktest.Contains(t, err, fmt.Sprintf(
			`database "main": %s %q: the backup has "other", which RDS keeps; set %[1]s to "other"`, field, c.wanted))
	}
}
