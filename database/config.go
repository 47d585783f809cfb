package database

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/check"
)

// config is Args with every default applied and every rule checked.
type config struct {
	databaseName, username          string
	engineVersion, instanceClass    string
	storageGB, maxStorageGB         int // a maximum of 0: the storage does not grow
	multiAZ                         bool
	backupDays                      int
	backupWindow, maintenanceWindow string
	applyImmediately                bool
	allowMajorUpgrade               bool
	deletionProtection              bool
	skipFinalSnapshot               bool
	logRetentionDays                int
	tags                            map[string]string
	in                              Args // its wiring, checked
}

// The instance's identifier is the name and the 8 characters that Pulumi adds, in all 63.
const longestName = 63 - 8

var identifier = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)

func resolve(name string, a Args) (config, error) {
	var wrong check.Mistakes
	a = check.Args(&wrong, "database", name, a)
	wrong.ResourceTags("Tags", a.Tags)

	c := config{
		databaseName:       a.DatabaseName,
		username:           cmp.Or(a.Username, "app"),
		engineVersion:      cmp.Or(a.EngineVersion, "16"),
		instanceClass:      cmp.Or(a.InstanceClass, "db.t4g.micro"),
		storageGB:          cmp.Or(a.StorageGB, 20),
		multiAZ:            !a.SingleZone,
		backupDays:         *cmp.Or(a.BackupDays, new(7)),
		backupWindow:       a.BackupWindow,
		maintenanceWindow:  a.MaintenanceWindow,
		applyImmediately:   a.ApplyImmediately,
		allowMajorUpgrade:  a.AllowMajorUpgrade,
		deletionProtection: !a.AllowDeletion,
		skipFinalSnapshot:  a.SkipFinalSnapshot,
		logRetentionDays:   cmp.Or(a.LogRetentionDays, 14),
		in:                 a,
		tags:               a.Tags,
	}
	c.maxStorageGB = *cmp.Or(a.MaxStorageGB, new(min(max(100, 2*c.storageGB), 65536)))

	if len(name) > longestName || !identifier.MatchString(name) || strings.HasPrefix(name, "sg-") {
		wrong.Add("name", name, "becomes the instance's identifier, with at most %d lower-case letters, digits and inner hyphens after a letter, and not sg-; "+
			"choose another", longestName)
	}
	for _, field := range []struct{ name, value string }{{"DatabaseName", c.databaseName}, {"Username", c.username}} {
		if IsReserved(field.value) {
			wrong.Add(field.name, field.value, "is a word that PostgreSQL or RDS keeps for itself; choose another, such as my_%s", field.value)
		}
	}
	if major, _ := strconv.Atoi(c.engineVersion); major < 14 || strconv.Itoa(major) != c.engineVersion {
		wrong.Add("EngineVersion", c.engineVersion, "must be a major version from 14 on; give the number alone, such as 16: RDS keeps the minor version current")
	}
	if ids, ok := a.SubnetIDs.(pulumi.StringArray); ok && len(ids) < 2 && !wrong.Has("SubnetIDs") {
		wrong.Add("SubnetIDs", len(ids), "are too few: RDS wants subnets in at least two zones, also without a standby; give one of each")
	}
	if c.maxStorageGB*10 < c.storageGB*11 { // no step that RDS takes
		if grows := a.MaxStorageGB != nil && *a.MaxStorageGB != 0 && *a.MaxStorageGB != c.storageGB; grows && !wrong.Has("MaxStorageGB") {
			wrong.Add("MaxStorageGB", a.MaxStorageGB, "must be StorageGB, %d, or at least a tenth more; raise it to %d", c.storageGB, (c.storageGB*11+9)/10)
		}
		c.maxStorageGB = 0
	}
	if a.AllowMajorUpgrade && !a.ApplyImmediately {
		wrong.Add("AllowMajorUpgrade", true, "needs ApplyImmediately: the parameter group of the old version cannot go while the upgrade waits; set both")
	}
	c.checkWindows(&wrong)
	return c, wrong.Err("database", name)
}

// IsReserved reports whether PostgreSQL or RDS keeps a word for itself, so that no database and no user can have it as its name. Configuration code can use
// it to report a mistake where it was made.
func IsReserved(word string) bool {
	return strings.HasPrefix(word, "pg_") || slices.Contains(reserved, word)
}

// reserved are the reserved words of SQL in PostgreSQL, and the databases and roles that RDS has for itself.
var reserved = strings.Fields(`
	all analyse analyze and any array as asc asymmetric authorization between binary both case cast check collate collation column concurrently
	constraint create cross current_catalog current_date current_role current_schema current_time current_timestamp current_user default deferrable
	desc distinct do else end except false fetch for foreign freeze from full grant group having ilike in initially inner intersect into is isnull
	join lateral leading left like limit localtime localtimestamp natural not notnull null offset on only or order outer overlaps placing primary
	references returning right select session_user similar some symmetric system_user table tablesample then to trailing true union unique user
	using variadic verbose when where window with
	db rds_ad rds_iam rds_password rds_replication rds_superuser rdsadmin rdsrepladmin rdstopmgr template0 template1`)
