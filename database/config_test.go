package database

import (
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/check/checktest"
)

// with is the least that is valid, changed.
func with(change func(*Args)) Args {
	args := Args{VPCID: pulumi.String("vpc-1"), SubnetIDs: pulumi.ToStringArray([]string{"subnet-1", "subnet-2"}), DatabaseName: "shop"}
	change(&args)
	return args
}

func TestResolveRefuses(t *testing.T) {
	checktest.Table[Args]{
		"no VPC":                    {Args: with(func(a *Args) { a.VPCID = nil }), Want: `VPCID (not set): is required`},
		"no subnets":                {Args: with(func(a *Args) { a.SubnetIDs = nil }), Want: `SubnetIDs (not set): is required`},
		"one subnet":                {Args: with(func(a *Args) { a.SubnetIDs = pulumi.ToStringArray([]string{"subnet-1"}) }), Want: `SubnetIDs 1: are too few`},
		"no database name":          {Args: with(func(a *Args) { a.DatabaseName = "" }), Want: `DatabaseName "": is required`},
		"a name in capitals":        {Args: with(func(a *Args) { a.DatabaseName = "Shop" }), Want: `DatabaseName "Shop": must be lower-case letters, digits and underscores`},
		"a hyphen in the name":      {Args: with(func(a *Args) { a.DatabaseName = "my-shop" }), Want: `DatabaseName "my-shop": must be lower-case letters`},
		"a word of SQL as name":     {Args: with(func(a *Args) { a.DatabaseName = "order" }), Want: `DatabaseName "order": is a word that PostgreSQL or RDS keeps`},
		"RDS's own name":            {Args: with(func(a *Args) { a.DatabaseName = "db" }), Want: `DatabaseName "db": is a word that PostgreSQL or RDS keeps`},
		"the user postgres":         {Args: with(func(a *Args) { a.Username = "postgres" }), Want: `Username "postgres": must not be postgres`}, // RDS.25
		"the user admin":            {Args: with(func(a *Args) { a.Username = "admin" }), Want: `Username "admin": must not be admin`},          // RDS.25
		"a user's name too long":    {Args: with(func(a *Args) { a.Username = "seventeen_letters" }), Want: `Username "seventeen_letters": must be at most 16`},
		"a word of SQL as user":     {Args: with(func(a *Args) { a.Username = "user" }), Want: `Username "user": is a word that PostgreSQL or RDS keeps`},
		"a user like PostgreSQL's":  {Args: with(func(a *Args) { a.Username = "pg_app" }), Want: `Username "pg_app": is a word that PostgreSQL or RDS keeps`},
		"a role of RDS":             {Args: with(func(a *Args) { a.Username = "rds_superuser" }), Want: `Username "rds_superuser": is a word that PostgreSQL or RDS keeps`},
		"a minor version":           {Args: with(func(a *Args) { a.EngineVersion = "16.4" }), Want: `EngineVersion "16.4": must be a major version from 14 on`},
		"an old version":            {Args: with(func(a *Args) { a.EngineVersion = "13" }), Want: `EngineVersion "13": must be a major version from 14 on`},
		"a class of EC2":            {Args: with(func(a *Args) { a.InstanceClass = "t4g.micro" }), Want: `InstanceClass "t4g.micro": must start with "db."`},
		"too little storage":        {Args: with(func(a *Args) { a.StorageGB = 10 }), Want: `StorageGB 10: must be at least 20`},
		"too much storage":          {Args: with(func(a *Args) { a.StorageGB = 70000 }), Want: `StorageGB 70000: must be at most 65536`},
		"a maximum below":           {Args: with(func(a *Args) { a.StorageGB, a.MaxStorageGB = 50, new(40) }), Want: `MaxStorageGB 40: must be StorageGB, 50, or at least a tenth more; raise it to 55`},
		"a maximum hardly above":    {Args: with(func(a *Args) { a.StorageGB, a.MaxStorageGB = 100, new(105) }), Want: `MaxStorageGB 105: must be StorageGB, 100, or at least a tenth more`},
		"no backups":                {Args: with(func(a *Args) { a.BackupDays = new(0) }), Want: `BackupDays 0: must be at least 1; keep backups for 1 to 35 days, as 0 would switch them off`},
		"backups for too long":      {Args: with(func(a *Args) { a.BackupDays = new(36) }), Want: `BackupDays 36: must be at most 35`},
		"a window without minutes":  {Args: with(func(a *Args) { a.BackupWindow = "3-4" }), Want: `BackupWindow "3-4": must be half an hour or more of the day`},
		"a window too short":        {Args: with(func(a *Args) { a.BackupWindow = "03:00-03:29" }), Want: `BackupWindow "03:00-03:29": must be half an hour or more`},
		"a maintenance window":      {Args: with(func(a *Args) { a.MaintenanceWindow = "04:00-05:00" }), Want: `MaintenanceWindow "04:00-05:00": must be half an hour or more of the week`},
		"windows that meet":         {Args: with(func(a *Args) { a.BackupWindow, a.MaintenanceWindow = "03:00-04:01", "sun:04:00-sun:05:00" }), Want: `MaintenanceWindow "sun:04:00-sun:05:00": overlaps BackupWindow 03:00-04:01`},
		"an upgrade that waits":     {Args: with(func(a *Args) { a.AllowMajorUpgrade = true }), Want: `AllowMajorUpgrade true: needs ApplyImmediately`},
		"a key's alias":             {Args: with(func(a *Args) { a.KMSKeyARN = pulumi.String("alias/aws/rds") }), Want: `KMSKeyARN "alias/aws/rds": must be the ARN of a KMS key`},
		"days that CloudWatch lack": {Args: with(func(a *Args) { a.LogRetentionDays = 15 }), Want: `LogRetentionDays 15: must be a number of days that CloudWatch Logs offers`},
	}.Run(t, func(a Args) error { _, err := resolve("main", a); return err })
}

func TestResolveRefusesNamesThatAreNoIdentifier(t *testing.T) {
	for _, name := range []string{"", "Main", "1st", "a--b", "main-", "a_b", "sg-main", strings.Repeat("a", 56)} {
		_, err := resolve(name, with(func(*Args) {}))
		checktest.Contains(t, err, "becomes the instance's identifier", "; choose another")
	}
	if _, err := resolve(strings.Repeat("a", 55), with(func(*Args) {})); err != nil {
		t.Error(err)
	}
}

func TestResolveReportsEveryMistakeAtOnce(t *testing.T) {
	_, err := resolve("main", Args{Username: "admin", EngineVersion: "9.6", BackupDays: new(99)})
	checktest.Contains(t, err, `database "main": 6 mistakes:`, "VPCID", "SubnetIDs", "DatabaseName", "Username", "EngineVersion", "BackupDays")
}

func TestStorageGrowsUnlessToldNotTo(t *testing.T) {
	for _, c := range []struct {
		storage int
		given   *int
		want    int
	}{
		{0, nil, 100}, {60, nil, 120}, {65536, nil, 0}, {60000, nil, 0}, {20, new(20), 0}, {40, new(44), 44}, {40, new(0), 0},
	} {
		got, err := resolve("main", with(func(a *Args) { a.StorageGB, a.MaxStorageGB = c.storage, c.given }))
		if err != nil || got.maxStorageGB != c.want {
			t.Errorf("%d GB with a maximum of %v may grow to %d (%v), want %d", c.storage, c.given, got.maxStorageGB, err, c.want)
		}
	}
}

func TestWindowsMeet(t *testing.T) {
	for _, c := range []struct {
		maintenance, backup string
		want                bool
	}{
		{"sun:04:00-sun:05:00", "03:00-04:00", false},
		{"sun:04:00-sun:05:00", "05:00-06:00", false},
		{"sun:04:00-sun:05:00", "04:59-06:00", true},
		{"sun:04:00-sun:05:00", "23:00-04:01", true},
		{"sun:04:00-sun:05:00", "03:00-08:00", true},
		{"sat:23:30-sun:00:30", "00:00-00:30", true},
		{"sun:23:30-mon:00:30", "00:29-01:00", true},
		{"sun:23:30-mon:00:30", "00:30-01:00", false},
		{"mon:00:00-mon:01:00", "23:30-00:01", true},
	} {
		maintenance, ok := parse(maintenanceForm, week, c.maintenance)
		backup, backupOK := parse(backupForm, day, c.backup)
		if !ok || !backupOK || maintenance.meets(backup) != c.want {
			t.Errorf("%s and %s meet: %t, want %t", c.maintenance, c.backup, !c.want, c.want)
		}
	}
}
