package database

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/cloudwatch"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/rds"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// Args says what database to make. VPCID, SubnetIDs and DatabaseName are required; the zero value of the rest is a small protected instance with a
// standby. Prices are those of us-east-1 at the time of writing.
type Args struct {
	// VPCID is the VPC that the database is reached from. Immutable in practice: changing it replaces
	// the security group, and AWS does not move the instance to another VPC. Make a second database
	// instead.
	VPCID pulumi.StringInput `wire:"vpc" validate:"required" fix:"give the VPC's id, such as network's VPCID"`
	// SubnetIDs are where the instance and its standby stand, in at least two zones. Take subnets without a route to the internet (RDS.46).
	SubnetIDs pulumi.StringArrayInput `wire:"subnet" validate:"required" fix:"give the ids of subnets in at least two zones, such as network's IsolatedSubnetIDs"`
	// DatabaseName is the database to create in the instance. Changing it replaces the instance, and the new one is empty.
	DatabaseName string `validate:"required,identifier,max=63" fix:"name it with a-z, 0-9 and underscores, such as app"`
	// Username is the master user. Default "app": what is guessed first, postgres and admin, is refused (RDS.25). Changing it replaces the instance, and
	// the new one is empty.
	Username string `validate:"omitempty,identifier,max=16,ne=postgres,ne=admin" fix:"choose a name that is not guessed first, such as app"`
	// EngineVersion is the major version of PostgreSQL, 14 or later. Default "16". RDS chooses the minor version and upgrades it in the maintenance window.
	// Moving to another major version needs AllowMajorUpgrade.
	EngineVersion string
	// InstanceClass is the size of the instance. Default db.t4g.micro: 2 burstable CPUs, 1 GiB of memory, about $12 a month and the same again for the
	// standby. Changing it costs a minute or two of downtime when it is applied.
	InstanceClass string `validate:"omitempty,startswith=db." fix:"name an RDS instance class such as db.t4g.small"`
	// StorageGB is the gp3 storage to start with, 20 to 65536. Default 20. It costs $0.115 a GB and month, twice that with a standby, and never shrinks.
	StorageGB int `validate:"omitempty,min=20,max=65536" fix:"RDS for PostgreSQL offers 20 to 65536"`
	// MaxStorageGB is how far RDS may enlarge the storage when it runs full. Default 100, or twice
	// StorageGB if that is more. 0, or the same as StorageGB, keeps it from growing; else RDS wants
	// at least a tenth more.
	MaxStorageGB *int `validate:"omitnil,min=0,max=65536" fix:"RDS for PostgreSQL offers up to 65536"`
	// SingleZone leaves out the standby in a second zone (against control RDS.5). It halves the price; maintenance and a zone's failure then mean downtime.
	SingleZone bool
	// BackupDays is how far back the database can be restored to any second, 1 to 35. Default 7; less goes against control RDS.11. Backups up to the size of
	// the storage are free.
	BackupDays *int `validate:"omitnil,min=1,max=35" fix:"keep backups for 1 to 35 days, as 0 would switch them off"`
	// BackupWindow is when the daily backup starts, in UTC, such as "03:00-03:30". By default AWS chooses.
	BackupWindow string
	// MaintenanceWindow is when upgrades and deferred changes are applied, in UTC, such as "sun:04:00-sun:05:00". By default AWS chooses.
	MaintenanceWindow string
	// ApplyImmediately applies changes of the instance at once, even if that takes the database down for a while. By default they wait for the maintenance
	// window.
	ApplyImmediately bool
	// AllowMajorUpgrade lets a changed EngineVersion upgrade the instance, which takes it down for minutes and cannot be undone. It wants ApplyImmediately as
	// well: the parameter group of the old version cannot go while an upgrade still waits.
	AllowMajorUpgrade bool
	// AllowDeletion lets the instance be deleted (against control RDS.8), and replaced. By default the engine refuses both, and so does AWS, until it is set
	// and applied.
	AllowDeletion bool
	// SkipFinalSnapshot deletes the data with the instance. By default a last snapshot stays behind under a name that no other has, at $0.095 a GB and month.
	SkipFinalSnapshot bool
	// KMSKeyARN is a key of yours for the storage, the master user's secret and Performance Insights. Default: AWS's own keys, which are free. Who reads the
	// secret then needs kms:Decrypt on it. Changing it replaces the instance, and the new one is empty.
	KMSKeyARN pulumi.StringInput `wire:"key"`
	// LogRetentionDays is how long the server's log is kept: one of the numbers of days that CloudWatch Logs offers. Default 14. The log holds connection
	// errors, changes of the schema, and statements that took over a second, with the values in them. A GB costs about $0.50 to take in.
	LogRetentionDays int `validate:"omitempty,retention" fix:"take the next larger one"`
	// Tags are put on every child that takes tags, and on snapshots. Default: none. Each child also
	// has a Name, its logical name: Transform can change it, Tags cannot. At most 49, with keys
	// that differ in more than case.
	Tags map[string]string
	// Transform changes children in ways that Args has no field for.
	Transform Transform
}

// Edit changes the arguments and options of one child, told by its logical name, before it is
// created and after every default has been applied. Children inherit protect, retainOnDelete and
// providers from the component; set other options here, such as ignoreChanges and customTimeouts:
// Pulumi ignores those on a component.
type Edit[A any] func(name string, args *A, opts *[]pulumi.ResourceOption)

// Transform holds an [Edit] for each type of child. Logical names cannot be changed.
type Transform struct {
	// Instance edits the instance. An edit that replaces an instance must give the new one another Identifier and FinalSnapshotIdentifier.
	Instance Edit[rds.InstanceArgs]
	// SubnetGroup edits the subnet group, whose physical name is also the instance's identifier.
	SubnetGroup Edit[rds.SubnetGroupArgs]
	// ParameterGroup edits the parameter group, the place for settings of the server.
	ParameterGroup Edit[rds.ParameterGroupArgs]
	// SecurityGroup edits the security group.
	SecurityGroup Edit[ec2.SecurityGroupArgs]
	// LogGroup edits each log group.
	LogGroup Edit[cloudwatch.LogGroupArgs]
}
