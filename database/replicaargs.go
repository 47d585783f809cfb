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
	// not arrived is lost. Keep PrimaryARN, as text once the primary is gone. Not for a new replica.
	Promoted bool
	// EngineVersion is the major version of the primary, which determines the parameter group. Default:
	// 16. RDS upgrades replicas in the primary's region with the primary; change both fields in the same
	// update. It upgrades none in another region: create another replica there after the upgrade.
	EngineVersion string
	// InstanceClass is the size of the instance. Default: db.t4g.micro. One smaller than the primary may
	// lag behind. Changing it causes downtime when RDS applies the change. Cost: about $12 a month for
	// the default.
	InstanceClass string
	// MaxStorageGB is the size up to which RDS grows the storage when it runs full. Default: 65536, the
	// most that RDS offers, because replication stops when the storage is full. 0 turns growth off. The
	// storage starts with the size of the primary's. Cost: $0.115 a month per GB.
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
	// AllowDeletion allows Pulumi to delete or replace the replica. Default: false. Without it the
	// preview of a deletion or replacement fails, and AWS rejects the deletion. Apply the change to
	// true before the update that deletes. Security: setting it violates Security Hub control RDS.8.
	AllowDeletion bool
	// SkipFinalSnapshot deletes the data with the instance, if it is Promoted. Default: false. RDS takes
	// no final snapshot of a replica.
	SkipFinalSnapshot bool
	// KMSKeyARN is a KMS key in the replica's region, which encrypts the storage and Performance
	// Insights. Default: the key of the primary. Required in another region than the primary's. Changing
	// it replaces the replica.
	KMSKeyARN pulumi.StringInput
	// LogRetentionDays is how long the server's logs are kept, one of the retention periods of
	// CloudWatch Logs. Default: 14. Cost: about $0.50 per GB ingested.
	LogRetentionDays int
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
		AllowDeletion: r.AllowDeletion, SkipFinalSnapshot: r.SkipFinalSnapshot,
		KMSKeyARN: r.KMSKeyARN, LogRetentionDays: r.LogRetentionDays, Tags: r.Tags, Transform: r.Transform,
	}
}
