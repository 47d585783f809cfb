package database

import (
	"cmp"
	"strconv"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/arn"
	"github.com/knwl-platform/infra/internal/check"
)

func init() {
	check.Fields[Args](map[string]check.Field{
		"DatabaseName": {
			Rule: "required,sqlname,max=63",
			Fix:  "choose a name with a-z, 0-9 and underscores, such as app",
		},
		"Username": {
			Rule: "omitempty,sqlname,max=16,ne=postgres,ne=admin",
			Fix:  "choose a word such as app, which attackers do not try first",
		},
		"InstanceClass":    {Rule: "omitempty,startswith=db.", Fix: "choose an RDS instance class, such as db.t4g.small"},
		"StorageGB":        {Rule: "omitempty,min=20,max=65536", Fix: "choose 20 to 65536, which RDS for PostgreSQL offers"},
		"MaxStorageGB":     {Rule: "omitnil,min=0,max=65536", Fix: "choose 0 for no growth, or up to 65536"},
		"BackupDays":       {Rule: "omitnil,min=1,max=35", Fix: "choose 1 to 35 days, because 0 would turn backups off"},
		"KMSKeyARN":        {Kind: arn.KMSKey},
		"LogRetentionDays": {Rule: "omitempty,retention", Fix: "choose one of these"},
	})
}

// config is Args with all defaults applied and all rules checked. A MaxStorageGB of 0 means that the
// storage does not grow.
type config struct{ Args }

// longestName leaves room for Pulumi's suffix: RDS allows 63 characters in an identifier.
const longestName = 63 - len(check.Suffix)

func resolve(name string, a Args) (config, error) {
	wrong := check.In("database", name)
	a = check.Args(wrong, a)
	wrong.ResourceTags("Tags", a.Tags)

	c := config{Args: a}
	c.Username = cmp.Or(a.Username, "app")
	c.EngineVersion = cmp.Or(a.EngineVersion, "16")
	c.InstanceClass = cmp.Or(a.InstanceClass, "db.t4g.micro")
	c.StorageGB = cmp.Or(a.StorageGB, 20)
	c.MaxStorageGB = cmp.Or(a.MaxStorageGB, new(min(max(100, 2*c.StorageGB), 65536)))
	c.BackupDays = cmp.Or(a.BackupDays, new(7))
	c.LogRetentionDays = cmp.Or(a.LogRetentionDays, 14)

	wrong.LowerName(name, longestName, "the instance")
	for _, field := range []struct{ name, value string }{{"DatabaseName", c.DatabaseName}, {"Username", c.Username}} {
		if err := CheckName(field.value); err != nil {
			wrong.Add(field.name, field.value, "%v", err)
		}
	}
	if major, _ := strconv.Atoi(c.EngineVersion); major < 14 || strconv.Itoa(major) != c.EngineVersion {
		wrong.Add("EngineVersion", c.EngineVersion,
			"must be a major version, 14 or later; give the number alone, such as 16, because RDS chooses the minor version")
	}
	if ids, ok := a.Network.SubnetIDs.(pulumi.StringArray); ok && len(ids) < 2 && !wrong.Has("Network.SubnetIDs") {
		wrong.Add("Network.SubnetIDs", len(ids),
			"must be subnets in at least two zones, which RDS requires even without a standby; add a subnet in another zone")
	}
	if a.AllowMajorUpgrade && !a.ApplyImmediately {
		wrong.Add("AllowMajorUpgrade", true, "requires ApplyImmediately, because the parameter group of the old version "+
			"cannot be deleted while the upgrade is pending; set both")
	}
	c.checkGrowth(wrong, a.MaxStorageGB)
	c.checkWindows(wrong)
	return c, wrong.Err()
}

// checkGrowth records a maximum that is too close to StorageGB for RDS, if the caller gave it. It
// turns growth off where there is no room for it.
func (c *config) checkGrowth(wrong *check.Mistakes, given *int) {
	if *c.MaxStorageGB*10 >= c.StorageGB*11 {
		return
	}
	if given != nil && *given != 0 && *given != c.StorageGB && !wrong.Has("MaxStorageGB") {
		least := (c.StorageGB*11 + 9) / 10
		wrong.Add("MaxStorageGB", given,
			"must be at least 10%% more than StorageGB, %d; raise it to %d, or set 0 to turn growth off", c.StorageGB, least)
	}
	c.MaxStorageGB = new(0)
}
