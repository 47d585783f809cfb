package e2e

import (
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	databases "github.com/knwl-platform/infra/database"
	"github.com/knwl-platform/infra/e2e/emulator"
	"github.com/knwl-platform/infra/e2e/engine"
)

// A database is restored in each of the ways of docs/recovery.md, and upgraded. Nothing is lost but what the
// text says.
func TestDatabaseLife(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]func(*testing.T){
		"restored in a second database": restoreBeside,
		"restored under its name":       restoreUnderItsName,
		"upgraded":                      upgrade,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t)
		})
	}
}

// living is a stack of the program after its first update.
type living struct {
	account
	cloud  *emulator.Emulator
	stack  *engine.Stack
	before emulator.Inventory
	id     string // of the main instance
}

func born(t *testing.T, program *life) living {
	t.Helper()
	cloud := emulator.Start(t)
	before := cloud.Inventory(t)
	stack := engine.New(t, example, dev.stack, program.program, emulator.Environment(cloud.URL))
	stack.Up(t)
	l := living{accountAt(t, cloud.URL), cloud, stack, before, ""}
	l.id = l.output("main", "id")
	return l
}

// output returns what the program exports about a database.
func (l living) output(database, what string) string {
	l.Helper()
	exported, _ := l.stack.Outputs(l)[database].(map[string]any)
	text, ok := exported[what].(string)
	if !ok {
		l.Fatalf("the %s of %s is %v", what, database, exported[what])
	}
	return text
}

// up expects the same changes of a preview and of the update after it.
func (l living) up(changes map[string]string) {
	l.Helper()
	l.stack.Preview(l).Expect(l, changes)
	l.stack.Up(l).Expect(l, changes)
}

// settled expects no change of a preview, before and after a refresh.
func (l living) settled() {
	l.Helper()
	l.stack.Preview(l).Expect(l, nil)
	l.stack.Refresh(l)
	l.stack.Preview(l).Expect(l, nil)
}

// end destroys the stack. Only the snapshots may be left.
func (l living) end(snapshots ...string) {
	l.Helper()
	l.stack.Destroy(l)
	for i, name := range snapshots {
		snapshots[i] = "rds DBSnapshot arn:aws:rds:eu-west-1:123456789012:snapshot:" + name
	}
	expectNothingLeft(l.T, l.cloud, l.before, snapshots...)
}

// of returns the URN of a child of a database.
func of(database, child string) string {
	return "knwl:database:Postgres$aws:" + child + "::" + database
}

const (
	instanceOf       = "rds/instance:Instance"
	subnetGroupOf    = "rds/subnetGroup:SubnetGroup"
	parameterGroupOf = "rds/parameterGroup:ParameterGroup"
	logGroupOf       = "cloudwatch/logGroup:LogGroup"
	clientOfMain     = "aws:iam/policy:Policy::client"
)

// The names of another backup are corrected by restoring again, because an instance keeps them.
func restoreBeside(t *testing.T) {
	program := &life{main: databases.Args{SingleZone: true, StorageGB: 30, AllowDeletion: true}}
	l := born(t, program)
	l.takeSnapshot(l.id, "main-yesterday")
	latest := databases.Args{
		StorageGB: 40, MaxStorageGB: new(50), InstanceClass: "db.t4g.small", Port: 6432, MonitoringSeconds: 60,
		BackupDays: new(14), BackupWindow: "03:00-03:30", MaintenanceWindow: "sun:04:00-sun:05:00",
		CACertificate: "rds-ca-ecc384-g1", Parameters: map[string]string{"work_mem": "8192"}, AllowDeletion: true,
	}
	yesterday := databases.Args{
		Restore:      &databases.Restore{SnapshotID: pulumi.String("main-yesterday")},
		DatabaseName: "orders", StorageGB: 30, AllowDeletion: true,
	}
	program.beside = map[string]func(*databases.Postgres) databases.Args{
		"latest": func(main *databases.Postgres) databases.Args {
			args := latest
			args.Restore = &databases.Restore{InstanceID: main.InstanceID}
			return args
		},
		"yesterday": func(*databases.Postgres) databases.Args { return yesterday },
	}
	_, err := l.stack.TryUp(t.Context())
	if err == nil || !strings.Contains(err.Error(), `DatabaseName "orders": the backup has "shop"`) {
		t.Errorf("the name of another backup is not reported: %v", err)
	}
	yesterday.DatabaseName = "shop"
	l.up(map[string]string{
		// RDS takes these from the original, and the provider sets them in its next update only.
		of("latest", instanceOf): "update: allocatedStorage, backupRetentionPeriod, backupWindow, caCertIdentifier, " +
			"maintenanceWindow, performanceInsightsEnabled, performanceInsightsRetentionPeriod",
		of("yesterday", subnetGroupOf):          "replace, create first: description",
		of("yesterday--postgresql", logGroupOf): "replace, create first: name",
		of("yesterday--upgrade", logGroupOf):    "replace, create first: name",
		of("yesterday", instanceOf):             "replace, create first",
	})
	l.checkRestored("latest", latest)
	l.checkRestored("yesterday", yesterday)
	l.settled()

	program.beside["latest"] = func(*databases.Postgres) databases.Args { return latest }
	yesterday.Restore = &databases.Restore{InstanceID: pulumi.String("another"), Time: "2026-01-31T03:00:00Z"}
	l.stack.Preview(t).Expect(t, nil)
	l.end("main-yesterday", l.id+"-final", "yesterday-", l.output("yesterday", "id")+"-final",
		l.output("latest", "id")+"-final")
}
