package database

import (
	"cmp"
	"maps"
	"strconv"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/arn"
	"github.com/knwl-platform/infra/internal/check"
)

func init() {
	rules := map[string]check.Field{
		"Port":             {Rule: "omitempty,min=1150,max=65535", Fix: "choose a port from 1150 to 65535, which RDS offers"},
		"MaxStorageGB":     {Rule: "omitnil,min=0,max=65536", Fix: "choose 0 for no growth, or up to 65536"},
		"BackupDays":       {Rule: "omitnil,min=1,max=35", Fix: "choose 1 to 35 days, because 0 would turn backups off"},
		"KMSKeyARN":        {Kind: arn.KMSKey},
		"LogRetentionDays": {Rule: "omitempty,retention", Fix: "choose one of these"},
		"LogKMSKeyARN":     {Kind: arn.KMSKey},
		"CACertificate": {
			Rule: "omitempty,oneof=rds-ca-rsa2048-g1 rds-ca-rsa4096-g1 rds-ca-ecc384-g1", Fix: "choose one of these",
		},
		"MonitoringSeconds":      {Rule: "omitempty,oneof=1 5 10 15 30 60", Fix: "choose one of these, or 0 for never"},
		"PermissionsBoundaryARN": {Kind: arn.IAMPolicy},
		"RolePath":               {Rule: "omitempty,rolepath", Fix: "write it as /platform/"},
	}
	replica := maps.Clone(rules)
	replica["PrimaryARN"] = check.Field{
		Kind: arn.Database, Rule: "required", Fix: "give the ARN of the instance to replicate",
	}
	check.Fields[ReplicaArgs](replica)
	maps.Copy(rules, map[string]check.Field{
		"DatabaseName": {
			Rule: "required,sqlname,max=63",
			Fix:  "choose a name with a-z, 0-9 and underscores, such as app",
		},
		"Username": {
			Rule: "omitempty,sqlname,max=16,ne=postgres,ne=admin",
			Fix:  "choose a word such as app, which attackers do not try first",
		},
		"StorageGB": {Rule: "omitempty,min=20,max=65536", Fix: "choose 20 to 65536, which RDS for PostgreSQL offers"},
		"IOPS":      {Rule: "omitempty,min=12000,max=64000", Fix: "choose 12000 to 64000, or leave the field out"},
		"ThroughputMBps": {
			Rule: "omitempty,min=500,max=4000", Fix: "choose 500 to 4000, or leave the field out",
		},
	})
	check.Fields[Args](rules)
	check.Fields[Restore](map[string]check.Field{
		"SnapshotID": {Kind: arn.DBSnapshot}, "InstanceID": {Kind: arn.DBInstance},
	})
}

// config is Args with all defaults applied and all rules checked. A MaxStorageGB of 0 means that the
// storage does not grow. A replica has no values for what it takes from its primary.
type config struct {
	Args
	primaryARN pulumi.StringInput // nil if this is no replica
	promoted   bool
}

const defaultPort = 5432

// longestName leaves room for Pulumi's suffix: RDS allows 63 characters in an identifier.
const longestName = 63 - len(check.Suffix)

func resolve(name string, a Args, now time.Time) (config, error) {
	wrong := check.In("database", name)
	a = check.Args(wrong, a)

	c := config{Args: a}
	c.Username = cmp.Or(a.Username, "app")
	c.StorageGB = cmp.Or(a.StorageGB, leastStorageGB)
	c.MaxStorageGB = cmp.Or(a.MaxStorageGB, new(min(max(100, 2*c.StorageGB), mostStorageGB)))
	c.settle(wrong, name)

	for _, field := range []struct{ name, value string }{{"DatabaseName", c.DatabaseName}, {"Username", c.Username}} {
		if err := CheckName(field.value); err != nil {
			wrong.Add(field.name, field.value, "%v", err)
		}
	}
	c.Password = checkPassword(wrong, check.Component{Kind: "database", Name: name}, a.Password)
	a.Restore.check(wrong, now)
	c.checkGrowth(wrong, a.MaxStorageGB)
	c.checkPerformance(wrong)
	return c, wrong.Err()
}

// settle applies the defaults and rules of what an instance and a replica have in common.
func (c *config) settle(wrong *check.Mistakes, name string) {
	c.EngineVersion = cmp.Or(c.EngineVersion, "16")
	c.InstanceClass = cmp.Or(c.InstanceClass, "db.t4g.micro")
	c.BackupDays = cmp.Or(c.BackupDays, new(7))
	c.LogRetentionDays = cmp.Or(c.LogRetentionDays, 14)
	c.Port = cmp.Or(c.Port, defaultPort)

	wrong.ResourceTags("Tags", c.Tags)
	wrong.LowerName(name, longestName, "the instance")
	if !classForm.MatchString(c.InstanceClass) {
		wrong.Add("InstanceClass", c.InstanceClass,
			"must be an RDS instance class in lower case; choose one, such as db.t4g.small")
	}
	if c.AllowMajorUpgrade && !c.ApplyImmediately {
		wrong.Add("AllowMajorUpgrade", true, "requires ApplyImmediately, because the parameter group of the old version "+
			"cannot be deleted while the upgrade is pending; set both")
	}
	if major, _ := strconv.Atoi(c.EngineVersion); major < 14 || strconv.Itoa(major) != c.EngineVersion {
		wrong.Add("EngineVersion", c.EngineVersion,
			"must be a major version, 14 or later; give the number alone, such as 16, because RDS chooses the minor version")
	}
	if ids, ok := c.Network.SubnetIDs.(pulumi.StringArray); ok && len(ids) < 2 && !wrong.Has("Network.SubnetIDs") {
		wrong.Add("Network.SubnetIDs", len(ids),
			"must be subnets in at least two zones, which RDS requires even without a standby; add a subnet in another zone")
	}
	c.checkWindows(wrong)
	c.checkParameters(wrong)
}
