package database

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/cloudwatch"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/ec2"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/iam"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/rds"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/secretsmanager"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra"
)

// Args configures a [Postgres]. Network and DatabaseName are required. The zero value of all other
// fields is a small protected instance with a standby.
type Args struct {
	// Network is the VPC of the instance, and the subnets for the instance and its standby, in at
	// least two zones. Required. Its Endpoints are not used. Security: public subnets, which route to
	// an internet gateway, violate RDS.46; use those of network.VPC.Isolated.
	//
	// Its VPCID is immutable in practice: changing it replaces the security group, and AWS does not
	// move the instance to another VPC. Create a second database instead.
	Network infra.Network
	// DatabaseName is the database to create in the instance, 1 to 63 lower-case letters, digits and
	// underscores. Required. Changing it replaces the instance, and the new instance is empty.
	DatabaseName string
	// Username is the master user, 1 to 16 lower-case letters, digits and underscores. Default: app.
	// Changing it replaces the instance, and the new instance is empty. Security: postgres and admin
	// violate RDS.25 and are rejected.
	Username string
	// Password is the master user's password, 8 to 128 printable ASCII characters without / " @ and
	// spaces. Default: nil; RDS generates the password and rotates it every seven days. Set it if the
	// instance has read replicas: RDS creates none of an instance whose password it manages. New keeps it
	// in a secret of its own, so SecretARN has the same content either way. Changing it changes the
	// instance in place, at once even without ApplyImmediately. Open connections stay, but clients cannot
	// open new ones until the secret has the new password, a minute or two later, and they have read it
	// again. Setting or removing it does the same, and gives SecretARN another secret. Cost: $0.40 a month,
	// as for the secret of RDS. Security: Pulumi encrypts it in the stack's state, and nobody rotates it, which
	// violates Security Hub control SecretsManager.1. Let programs log in by IAM as a user of their own;
	// see [Postgres.UserARN].
	Password pulumi.StringInput
	// Restore creates the instance from a backup instead of empty. Default: nil. It only matters when
	// Pulumi creates the instance: adding, changing or removing it later changes nothing. If another
	// field replaces the instance, the new one is restored from the backup that Restore then names.
	Restore *Restore
	// EngineVersion is the major version of PostgreSQL, 14 or later. Default: 16. RDS chooses the
	// minor version and upgrades it in the maintenance window. Changing the major version requires
	// AllowMajorUpgrade. When the version's standard support ends, RDS upgrades the instance to the
	// next one by itself, with downtime, and rejects new instances of the old one. Upgrade it before
	// that. Cost: RDS Extended Support is off. If Transform.Instance turns it on, it costs $0.10 per
	// vCPU-hour from the end of standard support, about $146 a month for the default instance
	// without its standby.
	EngineVersion string
	// Port is the TCP port, 1150 to 65535. Default: 5432. Changing it restarts the server at once, and
	// replaces the rules of clients that use Connection. Security: the default violates Security Hub
	// control RDS.23.
	Port int
	// Parameters are settings of the server by their names in PostgreSQL or RDS, such as "work_mem".
	// Default: "log_statement" is "ddl" and "log_min_duration_statement" is "1000", in milliseconds;
	// "rds.force_ssl" is always "1", which requires TLS. A change of a static parameter, such as
	// "max_connections", only takes effect when somebody reboots the instance: no preview shows that.
	Parameters map[string]string
	// CACertificate is the authority that signs the server's certificate: rds-ca-rsa2048-g1,
	// rds-ca-rsa4096-g1 or rds-ca-ecc384-g1. Default: AWS chooses, rds-ca-rsa2048-g1 unless the account
	// has another default. Clients that verify the server must trust it. Changing it changes the
	// certificate without a restart.
	CACertificate string
	// InstanceClass is the size of the instance. Default: db.t4g.micro, with 2 burstable vCPUs and 1
	// GiB of memory. Changing it causes downtime when RDS applies the change: a minute or two with a
	// standby, several minutes with SingleZone. Cost: about $12 a month for the default, and the same
	// again for the standby.
	InstanceClass string
	// StorageGB is the gp3 storage to start with, 20 to 65536. Default: 20. It can grow but never
	// shrink. Cost: $0.115 a month per GB, twice that with a standby.
	StorageGB int
	// MaxStorageGB is the size up to which RDS grows the storage when it runs full, at most 65536.
	// Default: 100, or twice StorageGB if that is more. 0, or the same as StorageGB, turns growth off.
	// Any other value must be at least 10% more than StorageGB.
	MaxStorageGB *int
	// IOPS are the input and output operations per second of the storage, 12000 to 64000. Default: what
	// gp3 has without a charge, 3000, or 12000 from 400 GB on. Not allowed with a StorageGB below 400. To
	// return to the default, set 12000. Cost: $0.02 a month for each above 12000, twice that with a
	// standby.
	IOPS int
	// ThroughputMBps is the throughput of the storage in MiB per second, 500 to 4000, and at most a
	// quarter of IOPS. Default: what gp3 has without a charge, 125, or 500 from 400 GB on. Not allowed
	// with a StorageGB below 400. To return to the default, set 500. Cost: $0.08 a month for each above
	// 500, twice that with a standby.
	ThroughputMBps int
	// SingleZone omits the standby in a second zone. Default: false. Without the standby, maintenance
	// and a zone's failure cause downtime. Cost: half of that with a standby. Security: setting it
	// violates Security Hub control RDS.5.
	SingleZone bool
	// BackupDays is how many days back the database can be restored to any second, 1 to 35. Default:
	// 7. Cost: backups up to the size of the storage are free. Security: less than 7 violates Security
	// Hub control RDS.11.
	BackupDays *int
	// BackupWindow is the time of day, in UTC, for the daily backup, such as "03:00-03:30". It is at
	// least 30 minutes long. Default: AWS chooses.
	BackupWindow string
	// MaintenanceWindow is the time of week, in UTC, for upgrades and deferred changes, such as
	// "sun:04:00-sun:05:00". It is at least 30 minutes long and must not overlap BackupWindow. Default:
	// AWS chooses.
	MaintenanceWindow string
	// ApplyImmediately applies changes to the instance at once, even those that cause downtime.
	// Default: false. Without it, such changes wait for the maintenance window.
	ApplyImmediately bool
	// AllowMajorUpgrade allows a change of EngineVersion to upgrade the instance. Default: false. An
	// upgrade causes minutes of downtime and cannot be undone. Requires ApplyImmediately, because the
	// parameter group of the old version cannot be deleted while an upgrade is pending.
	AllowMajorUpgrade bool
	// AllowDeletion allows Pulumi to delete or replace the instance. Default: false. Without it the
	// preview of a deletion or replacement fails, and AWS rejects the deletion. Apply the change to
	// true before the update that deletes. Security: setting it violates Security Hub control RDS.8.
	AllowDeletion bool
	// SkipFinalSnapshot deletes the data with the instance. Default: false. Without it, a final
	// snapshot with a unique name remains. Cost: $0.095 a month per GB of the snapshot.
	SkipFinalSnapshot bool
	// KMSKeyARN is the KMS key that encrypts the storage, the master user's secret and Performance
	// Insights. Default: AWS managed keys, which are free. Changing it replaces the instance, and the
	// new instance is empty. Readers of the secret also need kms:Decrypt on this key.
	KMSKeyARN pulumi.StringInput
	// LogRetentionDays is how long the server's logs are kept, one of the retention periods of
	// CloudWatch Logs. Default: 14. They contain connection errors, schema changes, and statements that
	// took over a second, including the values in them. Cost: about $0.50 per GB ingested.
	LogRetentionDays int
	// LogKMSKeyARN is the KMS key that encrypts the log groups. Default: a key of CloudWatch Logs. The
	// key's policy must admit CloudWatch Logs. Logs that exist keep their key. Cost: $1 a month per key.
	LogKMSKeyARN pulumi.StringInput
	// MonitoringSeconds is how often RDS measures the processes and the operating system of the instance
	// (Enhanced Monitoring): every 1, 5, 10, 15, 30 or 60 seconds. Default: 0, for never. Cost: logs in
	// RDSOSMetrics, the log group of all instances in the region, well under $1 a month at 60. Security: 0
	// violates Security Hub control RDS.6.
	MonitoringSeconds int
	// PermissionsBoundaryARN is an IAM policy that limits the role of Enhanced Monitoring, whatever its
	// other policy allows. Default: nil, for none. It must allow writing to CloudWatch Logs. Changing it
	// updates the role in place.
	PermissionsBoundaryARN pulumi.StringInput
	// RolePath is the IAM path of the role of Enhanced Monitoring, such as "/platform/". Default: "/".
	// Changing it replaces the role and updates the instance.
	RolePath string
	// AdvancedInsights turns on the advanced mode of Database Insights, with 15 months of history.
	// Default: false, for the standard mode of seven days, which is free. Cost: $0.0125 per vCPU-hour,
	// about $18 a month for the default instance.
	AdvancedInsights bool
	// Tags are put on every child that supports tags, and on snapshots. Default: none. At most 49
	// tags; keys must be unique ignoring case. The key "Name" is reserved: each child's Name tag is
	// its logical name, which Transform can override.
	Tags map[string]string
	// Transform customizes children in ways that Args has no field for.
	Transform Transform
}

// Transform has an [infra.Edit] for each type of child.
type Transform struct {
	// Instance edits the instance. An edit that replaces the instance must also change Identifier and
	// FinalSnapshotIdentifier.
	Instance infra.Edit[rds.InstanceArgs]
	// SubnetGroup edits the subnet group, whose physical name is also the instance's identifier.
	SubnetGroup infra.Edit[rds.SubnetGroupArgs]
	// ParameterGroup edits the parameter group, which has the settings of the server.
	ParameterGroup infra.Edit[rds.ParameterGroupArgs]
	// SecurityGroup edits the security group.
	SecurityGroup infra.Edit[ec2.SecurityGroupArgs]
	// LogGroup edits each log group.
	LogGroup infra.Edit[cloudwatch.LogGroupArgs]
	// MonitoringRole edits the role of Enhanced Monitoring.
	MonitoringRole infra.Edit[iam.RoleArgs]
	// MonitoringPolicy edits the inline policy of that role.
	MonitoringPolicy infra.Edit[iam.RolePolicyArgs]
	// Secret edits the secret that keeps Password.
	Secret infra.Edit[secretsmanager.SecretArgs]
	// SecretVersion edits the secret's value.
	SecretVersion infra.Edit[secretsmanager.SecretVersionArgs]
}
