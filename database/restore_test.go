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
			from:  database.Restore{InstanceID: pulumi.String("main-1"), Time: "2026-01-31T03:00:00Z"},
			point: map[string]any{"sourceDbInstanceIdentifier": "main-1", "restoreTime": "2026-01-31T03:00:00Z"},
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

// RDS keeps what the backup has, and the next update would replace the instance.
func TestValuesOfAnotherBackupAreReported(t *testing.T) {
	const reported = `%s %q: the backup has "other", which RDS keeps; set %[1]s to "other"`
	for name, c := range map[string]struct {
		edit func(*rds.InstanceArgs)
		want string
	}{
		"database": {
			func(a *rds.InstanceArgs) { a.DbName = pulumi.String("other") },
			fmt.Sprintf(reported, "DatabaseName", "shop"),
		},
		"user": {
			func(a *rds.InstanceArgs) { a.Username = pulumi.String("other") },
			fmt.Sprintf(reported, "Username", "app"),
		},
		"key": {
			func(a *rds.InstanceArgs) { a.KmsKeyId = pulumi.String("other") },
			fmt.Sprintf(reported, "KMSKeyARN", key),
		},
		"no encryption": {
			func(a *rds.InstanceArgs) { a.StorageEncrypted = pulumi.Bool(false) },
			"Restore: the backup is not encrypted, and RDS keeps that; copy the snapshot with a key",
		},
	} {
		t.Run(name, func(t *testing.T) {
			err := graphtest.FailLate(t, program(func(a *database.Args) {
				a.KMSKeyARN = pulumi.String(key)
				a.Restore = &database.Restore{SnapshotID: pulumi.String("main-1-final")}
				a.Transform.Instance = func(_ string, args *rds.InstanceArgs, _ *[]pulumi.ResourceOption) { c.edit(args) }
			}, func(*pulumi.Context, *database.Postgres) error { return nil }))
			checktest.Contains(t, err, `database "main": `+c.want)
		})
	}
}

// Somebody may have adopted one.
func TestUnencryptedInstanceNeedsNoBackup(t *testing.T) {
	run(t, func(a *database.Args) {
		a.Transform.Instance = func(_ string, args *rds.InstanceArgs, _ *[]pulumi.ResourceOption) {
			args.StorageEncrypted = pulumi.Bool(false)
		}
	})
}
