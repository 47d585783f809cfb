package e2e

import (
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/rds"
	rdstypes "github.com/aws/aws-sdk-go-v2/service/rds/types"
)

// instance returns the database instance with an identifier.
func (l living) instance(id string) rdstypes.DBInstance {
	l.Helper()
	found := answer(rds.NewFromConfig(l.Config).DescribeDBInstances(l.Context(),
		&rds.DescribeDBInstancesInput{DBInstanceIdentifier: &id}))(l.account)
	return only(l.account, "instances "+id, found.DBInstances)
}

// modify changes an instance at once, as somebody would by hand.
func (a account) modify(id string, change rds.ModifyDBInstanceInput) {
	a.Helper()
	change.DBInstanceIdentifier, change.ApplyImmediately = &id, aws.Bool(true)
	answer(rds.NewFromConfig(a.Config).ModifyDBInstance(a.Context(), &change))(a)
}

// deleteInstance deletes an instance that is not protected, with a final snapshot.
func (a account) deleteInstance(id, final string) {
	a.Helper()
	answer(rds.NewFromConfig(a.Config).DeleteDBInstance(a.Context(),
		&rds.DeleteDBInstanceInput{DBInstanceIdentifier: &id, FinalDBSnapshotIdentifier: &final}))(a)
}

func (a account) takeSnapshot(id, name string) {
	a.Helper()
	answer(rds.NewFromConfig(a.Config).CreateDBSnapshot(a.Context(),
		&rds.CreateDBSnapshotInput{DBInstanceIdentifier: &id, DBSnapshotIdentifier: &name}))(a)
}

// moveSnapshot gives a snapshot another name.
func (a account) moveSnapshot(from, to string) {
	a.Helper()
	client := rds.NewFromConfig(a.Config)
	answer(client.CopyDBSnapshot(a.Context(),
		&rds.CopyDBSnapshotInput{SourceDBSnapshotIdentifier: &from, TargetDBSnapshotIdentifier: &to}))(a)
	answer(client.DeleteDBSnapshot(a.Context(), &rds.DeleteDBSnapshotInput{DBSnapshotIdentifier: &from}))(a)
}

// originals returns the resource ids of the instances that the snapshots were taken of, by the name of
// the snapshot. It leaves out automated backups.
func (a account) originals() map[string]string {
	a.Helper()
	found := answer(rds.NewFromConfig(a.Config).DescribeDBSnapshots(a.Context(),
		&rds.DescribeDBSnapshotsInput{SnapshotType: aws.String("manual")}))(a)
	of := map[string]string{}
	for _, snapshot := range found.DBSnapshots {
		of[aws.ToString(snapshot.DBSnapshotIdentifier)] = aws.ToString(snapshot.DbiResourceId)
	}
	return of
}

// deleteLogGroups deletes the log groups of an instance.
func (a account) deleteLogGroups(id string) {
	a.Helper()
	for _, name := range a.logGroups(id) {
		answer(cloudwatchlogs.NewFromConfig(a.Config).DeleteLogGroup(a.Context(),
			&cloudwatchlogs.DeleteLogGroupInput{LogGroupName: &name}))(a)
	}
}

// logGroups returns the names of the log groups of an instance, sorted.
func (a account) logGroups(id string) (names []string) {
	a.Helper()
	found := answer(cloudwatchlogs.NewFromConfig(a.Config).DescribeLogGroups(a.Context(),
		&cloudwatchlogs.DescribeLogGroupsInput{LogGroupNamePrefix: aws.String("/aws/rds/instance/" + id + "/")}))(a)
	for _, group := range found.LogGroups {
		names = append(names, aws.ToString(group.LogGroupName))
	}
	slices.Sort(names)
	return names
}

// parameter returns the value of a parameter in the instance's only parameter group.
func (a account) parameter(db rdstypes.DBInstance, name string) (value string) {
	a.Helper()
	group := only(a, "parameter groups", db.DBParameterGroups)
	for _, p := range answer(rds.NewFromConfig(a.Config).DescribeDBParameters(a.Context(),
		&rds.DescribeDBParametersInput{DBParameterGroupName: group.DBParameterGroupName}))(a).Parameters {
		if aws.ToString(p.ParameterName) == name {
			value = aws.ToString(p.ParameterValue)
		}
	}
	return value
}
