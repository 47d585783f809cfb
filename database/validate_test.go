package database

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra"
	"github.com/knwl-platform/infra/internal/check/checktest"
)

// with returns valid arguments with the required fields only, after a change.
func with(change func(*Args)) Args {
	args := Args{
		Network: infra.Network{
			VPCID: pulumi.String("vpc-1"), SubnetIDs: pulumi.ToStringArray([]string{"subnet-1", "subnet-2"}),
		},
		DatabaseName: "shop",
	}
	change(&args)
	return args
}

func TestResolveRefuses(t *testing.T) {
	checktest.Table[Args]{
		"no VPC": {
			Args: with(func(a *Args) { a.Network.VPCID = nil }),
			Want: `Network.VPCID (not set): is required`,
		},
		"no subnets": {
			Args: with(func(a *Args) { a.Network.SubnetIDs = nil }),
			Want: `Network.SubnetIDs (not set): is required`,
		},
		"one subnet": {
			Args: with(func(a *Args) { a.Network.SubnetIDs = pulumi.ToStringArray([]string{"subnet-1"}) }),
			Want: `Network.SubnetIDs 1: must be subnets in at least two zones`,
		},
		"no database name": {
			Args: with(func(a *Args) { a.DatabaseName = "" }),
			Want: `DatabaseName "": is required`,
		},
		"a name in capitals": {
			Args: with(func(a *Args) { a.DatabaseName = "Shop" }),
			Want: `DatabaseName "Shop": must start with a letter and contain only lower-case letters, digits and underscores`,
		},
		"a hyphen in the name": {
			Args: with(func(a *Args) { a.DatabaseName = "my-shop" }),
			Want: `DatabaseName "my-shop": must start with a letter and contain only lower-case letters`,
		},
		"a word of SQL as name": {
			Args: with(func(a *Args) { a.DatabaseName = "order" }),
			Want: `DatabaseName "order": is a reserved word of PostgreSQL or RDS`,
		},
		"RDS's own name": {
			Args: with(func(a *Args) { a.DatabaseName = "db" }),
			Want: `DatabaseName "db": is a reserved word of PostgreSQL or RDS`,
		},
		"the user postgres": { // RDS.25
			Args: with(func(a *Args) { a.Username = "postgres" }),
			Want: `Username "postgres": must not be postgres`,
		},
		"the user admin": { // RDS.25
			Args: with(func(a *Args) { a.Username = "admin" }),
			Want: `Username "admin": must not be admin`,
		},
		"a user's name too long": {
			Args: with(func(a *Args) { a.Username = "seventeen_letters" }),
			Want: `Username "seventeen_letters": must be at most 16 characters`,
		},
		"a word of SQL as user": {
			Args: with(func(a *Args) { a.Username = "user" }),
			Want: `Username "user": is a reserved word of PostgreSQL or RDS`,
		},
		"a user like PostgreSQL's": {
			Args: with(func(a *Args) { a.Username = "pg_app" }),
			Want: `Username "pg_app": is a reserved word of PostgreSQL or RDS`,
		},
		"a role of RDS": {
			Args: with(func(a *Args) { a.Username = "rds_superuser" }),
			Want: `Username "rds_superuser": is a reserved word of PostgreSQL or RDS`,
		},
		"a minor version": {
			Args: with(func(a *Args) { a.EngineVersion = "16.4" }),
			Want: `EngineVersion "16.4": must be a major version, 14 or later`,
		},
		"an old version": {
			Args: with(func(a *Args) { a.EngineVersion = "13" }),
			Want: `EngineVersion "13": must be a major version, 14 or later`,
		},
		"a class of EC2": {
			Args: with(func(a *Args) { a.InstanceClass = "t4g.micro" }),
			Want: `InstanceClass "t4g.micro": must be an RDS instance class in lower case; choose one, such as db.t4g.small`,
		},
		"a class in capitals": {
			Args: with(func(a *Args) { a.InstanceClass = "db.T4G.micro" }),
			Want: `InstanceClass "db.T4G.micro": must be an RDS instance class in lower case`,
		},
		"a class with a space": {
			Args: with(func(a *Args) { a.InstanceClass = "db.t4g.micro " }),
			Want: `InstanceClass "db.t4g.micro ": must be an RDS instance class in lower case`,
		},
		"a class without a size": {
			Args: with(func(a *Args) { a.InstanceClass = "db.t4g" }),
			Want: `InstanceClass "db.t4g": must be an RDS instance class in lower case`,
		},
		"too little storage": {
			Args: with(func(a *Args) { a.StorageGB = 10 }),
			Want: `StorageGB 10: must be at least 20`,
		},
		"too much storage": {
			Args: with(func(a *Args) { a.StorageGB = 70000 }),
			Want: `StorageGB 70000: must be at most 65536`,
		},
		"a maximum below": {
			Args: with(func(a *Args) { a.StorageGB, a.MaxStorageGB = 50, new(40) }),
			Want: `MaxStorageGB 40: must be at least 10% more than StorageGB, 50; raise it to 55, or set 0`,
		},
		"a maximum barely above": {
			Args: with(func(a *Args) { a.StorageGB, a.MaxStorageGB = 100, new(105) }),
			Want: `MaxStorageGB 105: must be at least 10% more than StorageGB, 100`,
		},
		"no backups": {
			Args: with(func(a *Args) { a.BackupDays = new(0) }),
			Want: `BackupDays 0: must be at least 1; choose 1 to 35 days, because 0 would turn backups off`,
		},
		"backups for too long": {
			Args: with(func(a *Args) { a.BackupDays = new(36) }),
			Want: `BackupDays 36: must be at most 35`,
		},
		"a window without minutes": {
			Args: with(func(a *Args) { a.BackupWindow = "3-4" }),
			Want: `BackupWindow "3-4": must be a period of at least 30 minutes of the day`,
		},
		"a window too short": {
			Args: with(func(a *Args) { a.BackupWindow = "03:00-03:29" }),
			Want: `BackupWindow "03:00-03:29": must be a period of at least 30 minutes`,
		},
		"a maintenance window": {
			Args: with(func(a *Args) { a.MaintenanceWindow = "04:00-05:00" }),
			Want: `MaintenanceWindow "04:00-05:00": must be a period of at least 30 minutes of the week`,
		},
		"windows that overlap": {
			Args: with(func(a *Args) { a.BackupWindow, a.MaintenanceWindow = "03:00-04:01", "sun:04:00-sun:05:00" }),
			Want: `MaintenanceWindow "sun:04:00-sun:05:00": overlaps BackupWindow 03:00-04:01`,
		},
		"an upgrade that is deferred": {
			Args: with(func(a *Args) { a.AllowMajorUpgrade = true }),
			Want: `AllowMajorUpgrade true: requires ApplyImmediately`,
		},
		"a key's alias": {
			Args: with(func(a *Args) { a.KMSKeyARN = pulumi.String("alias/aws/rds") }),
			Want: `KMSKeyARN "alias/aws/rds": must be a KMS key ARN`,
		},
		"an unknown retention": {
			Args: with(func(a *Args) { a.LogRetentionDays = 15 }),
			Want: `LogRetentionDays 15: must be a retention period of CloudWatch Logs`,
		},
		"a port of the system": {
			Args: with(func(a *Args) { a.Port = 443 }),
			Want: `Port 443: must be at least 1150; choose a port from 1150 to 65535`,
		},
		"IOPS of small storage": {
			Args: with(func(a *Args) { a.StorageGB, a.IOPS = 399, 12000 }),
			Want: `IOPS 12000: is not allowed with a StorageGB of 399, because the performance of less than 400 GB is fixed; ` +
				`raise StorageGB to 400`,
		},
		"throughput of small storage": {
			Args: with(func(a *Args) { a.ThroughputMBps = 500 }),
			Want: `ThroughputMBps 500: is not allowed with a StorageGB of 20`,
		},
		"IOPS below the baseline": {
			Args: with(func(a *Args) { a.StorageGB, a.IOPS = 400, 3000 }),
			Want: `IOPS 3000: must be at least 12000`,
		},
		"throughput without IOPS": {
			Args: with(func(a *Args) { a.StorageGB, a.ThroughputMBps = 400, 4000 }),
			Want: `ThroughputMBps 4000: must be at most a quarter of IOPS, 12000; raise IOPS to 16000`,
		},
		"a period that RDS lacks": {
			Args: with(func(a *Args) { a.MonitoringSeconds = 20 }),
			Want: `MonitoringSeconds 20: must be one of 1, 5, 10, 15, 30, 60; choose one of these, or 0 for never`,
		},
		"an expired authority": {
			Args: with(func(a *Args) { a.CACertificate = "rds-ca-2019" }),
			Want: `CACertificate "rds-ca-2019": must be one of rds-ca-rsa2048-g1`,
		},
		"TLS as an option": {
			Args: with(func(a *Args) { a.Parameters = map[string]string{"rds.force_ssl": "0"} }),
			Want: `Parameters["rds.force_ssl"] "0": is always 1`,
		},
		"the port as a parameter": {
			Args: with(func(a *Args) { a.Parameters = map[string]string{"port": "6432"} }),
			Want: `Parameters["port"] "6432": is not a parameter in RDS; set Port instead`,
		},
		"a level of the log": {
			Args: with(func(a *Args) { a.Parameters = map[string]string{"wal_level": "logical"} }),
			Want: `Parameters["wal_level"] "logical": cannot be set in RDS; set rds.logical_replication`,
		},
		"a parameter that RDS manages": {
			Args: with(func(a *Args) { a.Parameters = map[string]string{"fsync": "off"} }),
			Want: `Parameters["fsync"] "off": cannot be set, because RDS manages it`,
		},
		"a parameter in capitals": {
			Args: with(func(a *Args) { a.Parameters = map[string]string{"Work_Mem": "8192"} }),
			Want: `Parameters["Work_Mem"] "8192": must have the name of a parameter as its key, in lower case`,
		},
		"a parameter that the upgrade removes": {
			Args: with(func(a *Args) {
				a.EngineVersion, a.Parameters = "17", map[string]string{"old_snapshot_threshold": "60"}
			}),
			Want: `Parameters["old_snapshot_threshold"] "60": does not exist in PostgreSQL 17, only before 17; remove it`,
		},
		"a parameter of a later version": {
			Args: with(func(a *Args) { a.Parameters = map[string]string{"transaction_timeout": "60000"} }),
			Want: `Parameters["transaction_timeout"] "60000": does not exist in PostgreSQL 16, only from 17 on; remove it`,
		},
		"a parameter without a value": {
			Args: with(func(a *Args) { a.Parameters = map[string]string{"work_mem": ""} }),
			Want: `Parameters["work_mem"] "": must not be empty`,
		},
		"a short password": {
			Args: with(func(a *Args) { a.Password = pulumi.String("hunter2") }),
			Want: `Password (not shown): must have 8 to 128 printable ASCII characters`,
		},
		"a password with a slash": {
			Args: with(func(a *Args) { a.Password = pulumi.String("hunter2/hunter2") }),
			Want: `Password (not shown): must have 8 to 128 printable ASCII characters`,
		},
		"a backup without a name": {
			Args: with(func(a *Args) { a.Restore = &Restore{} }),
			Want: `Restore (not set): needs exactly one of SnapshotID and InstanceID`,
		},
		"two backups": {
			Args: with(func(a *Args) {
				a.Restore = &Restore{SnapshotID: pulumi.String("main-final"), InstanceID: pulumi.String("main")}
			}),
			Want: `Restore (not set): needs exactly one of SnapshotID and InstanceID`,
		},
		"an empty snapshot": {
			Args: with(func(a *Args) { a.Restore = &Restore{SnapshotID: pulumi.String("")} }),
			Want: `Restore.SnapshotID "": is empty`,
		},
		"a host for an instance": {
			Args: with(func(a *Args) { a.Restore = &Restore{InstanceID: pulumi.String("main.rds.amazonaws.com")} }),
			Want: `Restore.InstanceID "main.rds.amazonaws.com": must be the identifier of an RDS instance`,
		},
		"an instance for a snapshot": {
			Args: with(func(a *Args) {
				a.Restore = &Restore{SnapshotID: pulumi.String("arn:aws:rds:eu-west-1:123456789012:db:main")}
			}),
			Want: `Restore.SnapshotID "arn:aws:rds:eu-west-1:123456789012:db:main": must be the identifier or ARN of`,
		},
		"an hour with one digit": {
			Args: with(func(a *Args) { a.Restore = &Restore{InstanceID: pulumi.String("main"), Time: "2026-01-31T3:00:00Z"} }),
			Want: `Restore.Time "2026-01-31T3:00:00Z": must be a time in UTC; write it as`,
		},
		"half a second": {
			Args: with(func(a *Args) {
				a.Restore = &Restore{InstanceID: pulumi.String("main"), Time: "2026-01-31T03:00:00.5Z"}
			}),
			Want: `Restore.Time "2026-01-31T03:00:00.5Z": must be a time in UTC; write it as`,
		},
		"a local time": {
			Args: with(func(a *Args) { a.Restore = &Restore{InstanceID: pulumi.String("main"), Time: "2026-01-31 03:00"} }),
			Want: `Restore.Time "2026-01-31 03:00": must be a time in UTC`,
		},
		"a time to come": {
			Args: with(func(a *Args) {
				a.Restore = &Restore{InstanceID: pulumi.String("main"), Time: "9999-01-31T03:00:00Z"}
			}),
			Want: `Restore.Time "9999-01-31T03:00:00Z": is in the future; give a time that has passed`,
		},
		"the time of a snapshot": {
			Args: with(func(a *Args) {
				a.Restore = &Restore{SnapshotID: pulumi.String("main-final"), Time: "2026-01-31T03:00:00Z"}
			}),
			Want: `Restore.Time "2026-01-31T03:00:00Z": is not allowed with SnapshotID`,
		},
	}.Run(t, func(a Args) error { _, err := resolve("main", a, time.Now()); return err })
}

func TestResolveRefusesNamesThatRDSWould(t *testing.T) {
	for name, want := range map[string]string{
		"": "is empty", "Main": "only lower-case letters", "1st": "must start with a letter",
		"a_b":                   "only lower-case letters",
		strings.Repeat("a", 56): "at most 55, because the name of the instance",
	} {
		_, err := resolve(name, with(func(*Args) {}), time.Now())
		checktest.Contains(t, err, fmt.Sprintf("name %q: ", name), want, ";")
	}
	if _, err := resolve(strings.Repeat("a", 55), with(func(*Args) {}), time.Now()); err != nil {
		t.Error(err)
	}
}

func TestResolveReportsEveryMistakeAtOnce(t *testing.T) {
	_, err := resolve("main", Args{Username: "admin", EngineVersion: "9.6", BackupDays: new(99)}, time.Now())
	checktest.Contains(t, err, `database "main": 6 mistakes:`,
		"Network.VPCID", "Network.SubnetIDs", "DatabaseName", "Username", "EngineVersion", "BackupDays")
}

func TestStorageGrowsUnlessTurnedOff(t *testing.T) {
	for _, c := range []struct {
		storage int
		given   *int
		want    int
	}{
		{0, nil, 100}, {60, nil, 120}, {65536, nil, 0}, {60000, nil, 0}, {20, new(20), 0}, {40, new(44), 44}, {40, new(0), 0},
	} {
		got, err := resolve("main", with(func(a *Args) { a.StorageGB, a.MaxStorageGB = c.storage, c.given }), time.Now())
		if err != nil || *got.MaxStorageGB != c.want {
			t.Errorf("%d GB with a maximum of %v may grow to %d (%v), want %d",
				c.storage, c.given, *got.MaxStorageGB, err, c.want)
		}
	}
}
