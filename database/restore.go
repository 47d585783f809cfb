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
// The backup also determines the databases, the master user and the encryption. DatabaseName and
// Username must be those of the backup, which New checks once the instance exists. StorageGB must not
// be less than the backup's storage, and EngineVersion not older than its version. The backup must be
// encrypted, and KMSKeyARN must be its key: copy a snapshot to encrypt it, or to change its key. RDS
// generates a new password for the master user, unless Password is set. All other settings are those
// of Args, so security group, parameters and log groups are as without Restore. See docs/recovery.md
// for the steps.
type Restore struct {
	// SnapshotID is the identifier of a DB snapshot, such as "main-1a2b3c4-final" or
	// "rds:main-1a2b3c4-2030-01-31-03-10". For a snapshot that another account shares, it is the ARN.
	SnapshotID pulumi.StringInput
	// InstanceID is the identifier of an instance in the same account and region, to restore to a point
	// in time, such as the InstanceID of another [Postgres]. The instance must exist and have backups.
	InstanceID pulumi.StringInput
	// Time is the time in UTC to restore InstanceID to, such as "2030-01-31T03:00:00Z", at most
	// BackupDays of that instance ago. Default: the latest possible time, usually within the last five
	// minutes. Not allowed with SnapshotID.
	Time string
}

// ignoreRestore makes the two properties count at creation only. The provider replaces an instance
// when one of them changes.
var ignoreRestore = pulumi.IgnoreChanges([]string{"snapshotIdentifier", "restoreToPointInTime"})

func (r *Restore) check(wrong *check.Mistakes) {
	if r == nil {
		return
	}
	if (r.SnapshotID == nil) == (r.InstanceID == nil) && !wrong.Has("Restore") {
		wrong.Add("Restore", nil, "needs exactly one of SnapshotID and InstanceID; set the one, and leave the other nil")
	}
	if r.Time == "" {
		return
	}
	if _, err := time.Parse("2006-01-02T15:04:05Z", r.Time); err != nil {
		wrong.Add("Restore.Time", r.Time, "must be a time in UTC; write it as 2030-01-31T03:00:00Z")
	} else if r.SnapshotID != nil {
		wrong.Add("Restore.Time", r.Time, "is not allowed with SnapshotID, which is of one time; "+
			"remove it, or restore InstanceID")
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
func (b *builder) asInBackup(field string, has pulumi.StringOutput, want string) pulumi.StringOutput {
	if b.Restore == nil {
		return has
	}
	return has.ApplyT(func(got string) (string, error) {
		if got != want {
			return "", b.Errorf("%s %q: the backup has %q, which RDS keeps; set %s to %q", field, want, got, field, got)
		}
		return got, nil
	}).(pulumi.StringOutput)
}
