package e2e

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/rds"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	databases "github.com/knwl-platform/infra/database"
)

// The restored instance takes the place of the old one, first of one that exists and then of one that is
// gone.
func restoreUnderItsName(t *testing.T) {
	program := &life{}
	l := born(t, program)
	main := of("main", instanceOf)
	old, final := l.id+"-old", l.id+"-final"
	first := aws.ToString(l.instance(l.id).DbiResourceId)
	wanted := time.Now().UTC().Format("2006-01-02T15:04:05Z")

	program.main.AllowDeletion = true
	l.stack.Up(t).Expect(t, map[string]string{main: "update: deletionProtection"})
	l.modify(l.id, rds.ModifyDBInstanceInput{NewDBInstanceIdentifier: &old})
	l.stack.Refresh(t)
	if known := l.stack.Output(t, main, "identifier"); known != old {
		t.Fatalf("Pulumi would delete %v instead of %s", known, old)
	}
	program.main.Restore = &databases.Restore{InstanceID: pulumi.String(old), Time: wanted}
	replaced := map[string]string{main: "replace, create first", clientOfMain: "update: policy"}
	preview, up := l.stack.Replace(t, main)
	preview.Expect(t, replaced)
	up.Expect(t, replaced)
	second := l.checkSuccessor(first, final)
	l.deleteLogGroups(old)
	l.moveSnapshot(final, l.id+"-1")
	program.main.Restore, program.main.AllowDeletion = nil, false
	l.up(map[string]string{ // a point in time comes without Performance Insights
		main: "update: deletionProtection, performanceInsightsEnabled, performanceInsightsRetentionPeriod",
	})
	l.checkRestored("main", program.main)
	l.settled()

	l.modify(l.id, rds.ModifyDBInstanceInput{DeletionProtection: aws.Bool(false)})
	l.deleteInstance(l.id, final)
	l.stack.Refresh(t)
	program.main.Restore = &databases.Restore{SnapshotID: pulumi.String(final)}
	l.up(map[string]string{main: "create", clientOfMain: "update: policy"})
	l.checkSuccessor(second, final)
	l.checkRestored("main", program.main)
	l.moveSnapshot(final, l.id+"-2")
	program.main.Restore = nil
	l.settled()

	program.main.AllowDeletion = true
	l.stack.Up(t)
	l.end(l.id+"-1", l.id+"-2", final)
}

// checkSuccessor expects the only instance to have the identifier and the log groups of the one before it,
// whose final snapshot there is. It returns the resource id.
func (l living) checkSuccessor(before, final string) string {
	l.Helper()
	now := l.database()
	if got := aws.ToString(now.DBInstanceIdentifier); got != l.id || l.output("main", "id") != l.id {
		l.Errorf("the instance is %s, and the program says %s", got, l.output("main", "id"))
	}
	resourceID := aws.ToString(now.DbiResourceId)
	if resourceID == before || resourceID != l.output("main", "resourceId") {
		l.Errorf("the instance is still %s, or the program says %s", before, l.output("main", "resourceId"))
	}
	if taken := l.originals(); taken[final] != before {
		l.Errorf("the snapshots are of %q; %s must be of %s", taken, final, before)
	}
	return resourceID
}
