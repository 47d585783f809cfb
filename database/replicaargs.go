package database

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra"
)

// ReplicaArgs configures a [Replica]. Network and PrimaryARN are required. The zero value of all other
// fields is a small protected replica without a standby.
type ReplicaArgs struct {
	// Network is the VPC and the subnets of the replica, in at least two zones. Required. In the region
	// of the primary it must be the primary's VPC. Its Endpoints are not used. Security: public subnets
	// violate RDS.46. Changing its VPCID replaces the security group, and AWS does not move the replica
	// to another VPC.
	Network infra.Network
	// PrimaryARN is the instance to replicate, such as the ARN of a [Postgres]. Required. The primary
	// must have backups and a Password of its own: RDS replicates no instance whose password it manages.
	// Changing it replaces the replica, and the new one is created first. Cost: data transfer to another
	// region.
	PrimaryARN pulumi.StringInput
	// Promoted ends replication and makes the replica a database that can be written to, with a downtime
	// of some minutes. Default: false. It cannot be undone. Stop writing to the primary first: what has
	// not arrived is lost. Keep PrimaryARN, as text once the primary is gone. The preview of an update
	// that would create or replace a promoted replica fails, because RDS can only promote one that exists.
	Promoted bool
	// EngineVersion is the major version of the primary, which determines the parameter group. Default:
	// 16. RDS upgrades replicas in the primary's region with the primary; change both fields in the same
	// update. It upgrades none in another region: create another replica there after the upgrade. Once
	// the replica is Promoted, changing the version requires AllowMajorUpgrade; without it, RDS rejects the
	// update, after the new parameter group exists.
	EngineVersion string
	// Port is the TCP port, 1150 to 65535, which may differ from the primary's. Default: 5432. Changing
	// it restarts the server at once, and replaces the rules of clients that use Connection. Security:
	// the default violates Security Hub control RDS.23.
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
	// InstanceClass is the size of the instance. Default: db.t4g.micro. One smaller than the primary may
	// lag behind. Changing it causes downtime when RDS applies the change. Cost: about $12 a month for
	// the default.
	InstanceClass string
	// MaxStorageGB is the size up to which RDS grows the storage when it runs full. Default: 65536, the
	// most that RDS offers, because replication stops when the storage is full. 0 turns growth off. The
	// storage starts with the size of the primary's, and any other value must be at least 10% more than
	// that, so at least 22. Cost: $0.115 a month per GB.
	MaxStorageGB *int
	// Standby adds a standby in a second zone. Default: false. Without it, maintenance and a zone's
	// failure cause downtime. Cost: twice the instance and the storage. Security: a replica without one
	// violates Security Hub control RDS.5.
	Standby bool
	// BackupDays is how many days back the database can be restored once it is Promoted, 1 to 35.
	// Default: 7. Before that the primary has the backups.
	BackupDays *int
	// MaintenanceWindow is the time of week, in UTC, for minor upgrades and deferred changes, such as
	// "sun:04:00-sun:05:00". It is at least 30 minutes long. Default: AWS chooses.
	MaintenanceWindow string
	// ApplyImmediately applies changes to the replica at once, even those that cause downtime. Default:
	// false. Without it, such changes wait for the maintenance window.
	ApplyImmediately bool
	// AllowMajorUpgrade allows a change of EngineVersion to upgrade the instance once it is Promoted.
	// Default: false. An upgrade causes minutes of downtime and cannot be undone. Requires Promoted and
	// ApplyImmediately.
	AllowMajorUpgrade bool
	// AllowDeletion allows Pulumi to delete or replace the replica. Default: false. Without it the
	// preview of a deletion or replacement fails, and AWS rejects the deletion. Apply the change to
	// true before the update that deletes. Security: setting it violates Security Hub control RDS.8.
	AllowDeletion bool
	// SkipFinalSnapshot deletes the data with the instance, if it is Promoted. Default: false. RDS takes
	// no final snapshot of a replica.
	SkipFinalSnapshot bool
	// KMSKeyARN is a KMS key in the replica's region, which encrypts the storage and Performance
	// Insights. Default: the key of the primary. Required in another region than the primary's. RDS takes
	// none in the primary's region: leave it nil there. Changing it replaces the replica.
	KMSKeyARN pulumi.StringInput
	// LogRetentionDays is how long the server's logs are kept, one of the retention periods of
	// CloudWatch Logs. Default: 14. Cost: about $0.50 per GB ingested.
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
	// Transform customizes children in ways that ReplicaArgs has no field for. Its Secret and
	// SecretVersion are not used.
	Transform Transform
}

// primary returns the arguments that a replica shares with its primary.
func (r ReplicaArgs) primary() Args {
	return Args{
		Network: r.Network, EngineVersion: r.EngineVersion, InstanceClass: r.InstanceClass,
		MaxStorageGB: r.MaxStorageGB, SingleZone: !r.Standby, BackupDays: r.BackupDays,
		MaintenanceWindow: r.MaintenanceWindow, ApplyImmediately: r.ApplyImmediately,
		AllowMajorUpgrade: r.AllowMajorUpgrade, AllowDeletion: r.AllowDeletion, SkipFinalSnapshot: r.SkipFinalSnapshot,
		Port: r.Port, Parameters: r.Parameters, CACertificate: r.CACertificate, KMSKeyARN: r.KMSKeyARN,
		LogRetentionDays: r.LogRetentionDays, LogKMSKeyARN: r.LogKMSKeyARN, MonitoringSeconds: r.MonitoringSeconds,
		PermissionsBoundaryARN: r.PermissionsBoundaryARN, RolePath: r.RolePath, AdvancedInsights: r.AdvancedInsights,
		Tags: r.Tags, Transform: r.Transform,
	}
}
