package database

import (
	"time"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/rds"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/check"
)

// Restore names the backup that a new instance starts from. Exactly one of SnapshotID and InstanceID
// is required.
//
// The backup also determines the databases, the master user, the encryption and the version.
// DatabaseName, Username and KMSKeyARN must be those of the backup, and the backup must be encrypted,
// which New checks once the instance exists; it does not compare a KMSKeyARN that is nil. Correcting
// one of them replaces the instance by another one that is restored, so set AllowDeletion until the
// first update has succeeded, and do not remove Restore before: without it, the replacement is an
// empty database. To encrypt a snapshot, or to change its key, copy it. EngineVersion must be the
// major version of the backup: upgrade after restoring. StorageGB must not be less than the backup's
// storage. RDS generates a new password for the master user, unless Password is set. All other
// settings are those of Args, so security group, parameters and log groups are as without Restore. See
// docs/recovery.md for the steps.
type Restore struct {
	// SnapshotID is the identifier of a DB snapshot, such as "main-1a2b3c4-final" or
	// "rds:main-1a2b3c4-2026-01-31-03-10". For a snapshot that another account shares, it is the ARN.
	SnapshotID pulumi.StringInput
	// InstanceID is the identifier of an instance in the same account and region, to restore to a point
	// in time, such as the InstanceID of another [Postgres]. The instance must exist and have backups. A
	// second update is needed for StorageGB, BackupDays, the windows, CACertificate and Database Insights:
	// in the first, RDS takes them from that instance, or leaves them off.
	InstanceID pulumi.StringInput
	// Time is the time in UTC to restore InstanceID to, such as "2026-01-31T03:00:00Z", at most
	// BackupDays of that instance ago and not in the future. Default: the latest possible time, usually
	// within the last five minutes. Not allowed with SnapshotID.
	Time string
}

// ignoreRestore makes the two properties count at creation only. The provider replaces an instance
// when one of them changes.
var ignoreRestore = pulumi.IgnoreChanges([]string{"snapshotIdentifier", "restoreToPointInTime"})

func (r *Restore) check(wrong *check.Mistakes, now time.Time) {
	if r == nil {
		return
	}
	if (r.SnapshotID == nil) == (r.InstanceID == nil) && !wrong.Has("Restore") {
		wrong.Add("Restore", nil, "needs exactly one of SnapshotID and InstanceID; set the one, and leave the other nil")
	}
	if r.Time == "" {
		return
	}
	const layout = "2006-01-02T15:04:05Z"
	switch at, err := time.Parse(layout, r.Time); {
	case err != nil || at.Format(layout) != r.Time: // Go also parses 3:00:00 and fractions of seconds
		wrong.Add("Restore.Time", r.Time, "must be a time in UTC; write it as 2026-01-31T03:00:00Z")
	case r.SnapshotID != nil:
		wrong.Add("Restore.Time", r.Time, "is not allowed with SnapshotID, which is of one time; "+
			"remove it, or restore InstanceID")
	case at.After(now):
		wrong.Add("Restore.Time", r.Time, "is in the future; give a time that has passed, or none for the latest")
	}
}

// apply adds the backup to the arguments of an instance.
func (r *Restore) apply(args *rds.InstanceArgs) {
	switch {
	case r == nil:
	case r.SnapshotID != nil:
		args.SnapshotIdentifier = r.SnapshotID.ToStringOutput()
	default:
		point := rds.InstanceRestoreToPointInTimeArgs{SourceDbInstanceIdentifier: r.InstanceID.ToStringOutput()}
		if r.Time != "" {
			point.RestoreTime = pulumi.String(r.Time)
		} else {
			point.UseLatestRestorableTime = pulumi.Bool(true)
		}
		args.RestoreToPointInTime = point
	}
}

// asInBackup returns what the instance has. If it is restored, RDS took the value from the backup and
// ignored the wanted one, and the next update would replace the instance.
func (b *builder) asInBackup(field string, has pulumi.StringOutput, want pulumi.StringInput) pulumi.StringOutput {
	if b.Restore == nil {
		return has
	}
	return pulumi.All(has, want).ApplyT(func(known []any) (string, error) {
		got, want := known[0].(string), known[1].(string)
		if got != want {
			return "", b.Errorf("%s %q: the backup has %q, which RDS keeps; set %s to %q", field, want, got, field, got)
		}
		return got, nil
	}).(pulumi.StringOutput)
}

// encryptedARN returns the instance's ARN. If the instance is restored, RDS took the encryption from the
// backup too.
func (b *builder) encryptedARN() pulumi.StringOutput {
	if b.Restore == nil {
		return b.instance.Arn
	}
	awaited := []any{b.instance.Arn, b.instance.StorageEncrypted}
	if b.KMSKeyARN != nil {
		awaited = append(awaited, b.asInBackup("KMSKeyARN", b.instance.KmsKeyId, b.KMSKeyARN))
	}
	return pulumi.All(awaited...).ApplyT(func(known []any) (string, error) {
		if encrypted, ok := known[1].(*bool); ok && encrypted != nil && !*encrypted {
			return "", b.Errorf("Restore: the backup is not encrypted, and RDS keeps that; " +
				"copy the snapshot with a key, and restore the copy")
		}
		return known[0].(string), nil
	}).(pulumi.StringOutput)
}
