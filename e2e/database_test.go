package e2e

import (
	"encoding/json"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/rds"
	rdstypes "github.com/aws/aws-sdk-go-v2/service/rds/types"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
)

// database returns the account's only database instance.
func (a account) database() rdstypes.DBInstance {
	a.Helper()
	found := answer(rds.NewFromConfig(a.Config).DescribeDBInstances(a.Context(), &rds.DescribeDBInstancesInput{}))(a)
	return only(a, "databases", found.DBInstances)
}

func (a account) deleteDatabase(db rdstypes.DBInstance) {
	a.Helper()
	answer(rds.NewFromConfig(a.Config).DeleteDBInstance(a.Context(),
		&rds.DeleteDBInstanceInput{DBInstanceIdentifier: db.DBInstanceIdentifier, SkipFinalSnapshot: aws.Bool(true)}))(a)
}

func (a account) checkDatabase(db rdstypes.DBInstance, host, secretARN string) {
	if aws.ToBool(db.PubliclyAccessible) {
		a.Error("the database has a public address")
	}
	if !aws.ToBool(db.StorageEncrypted) {
		a.Error("the database is not encrypted")
	}
	if db.MasterUserSecret == nil {
		a.Fatal("the database's password is not managed")
	}
	if got := aws.ToString(db.MasterUserSecret.SecretArn); got != secretARN {
		a.Errorf("the password is in %s, the stack says %s", got, secretARN)
	}
	if user := a.credentials(db).Username; user != aws.ToString(db.MasterUsername) || user != "knwl" {
		a.Errorf("the secret is that of the user %q, the database's is %q", user, aws.ToString(db.MasterUsername))
	}
	if got := aws.ToString(db.Endpoint.Address); got != host {
		a.Errorf("the database is at %s, the stack says %s", got, host)
	}
	var ids []string
	for _, subnet := range db.DBSubnetGroup.Subnets {
		ids = append(ids, aws.ToString(subnet.SubnetIdentifier))
	}
	if names := a.subnetNames(ids); !slices.Equal(names, subnets("isolated")) {
		a.Errorf("the database is in the subnets %q", names)
	}
	var groups []string
	for _, member := range db.VpcSecurityGroups {
		groups = append(groups, aws.ToString(member.VpcSecurityGroupId))
	}
	a.checkGroups("the database", groups, "PostgreSQL")
	group := only(a, "parameter groups of the database", db.DBParameterGroups)
	parameters := answer(rds.NewFromConfig(a.Config).DescribeDBParameters(a.Context(),
		&rds.DescribeDBParametersInput{DBParameterGroupName: group.DBParameterGroupName}))(a).Parameters
	if !slices.ContainsFunc(parameters, func(p rdstypes.Parameter) bool {
		return aws.ToString(p.ParameterName) == "rds.force_ssl" && aws.ToString(p.ParameterValue) == "1"
	}) {
		a.Error("the database accepts connections without TLS")
	}
}

// credentials returns the master user's name and password from the secret that RDS manages.
func (a account) credentials(db rdstypes.DBInstance) (c struct{ Username, Password string }) {
	a.Helper()
	if err := json.Unmarshal([]byte(a.secret(aws.ToString(db.MasterUserSecret.SecretArn), "")), &c); err != nil {
		a.Fatal(err)
	}
	return c
}

// secret reads a version of a secret. An empty versionID reads the current value.
func (a account) secret(arn, versionID string) string {
	a.Helper()
	in := &secretsmanager.GetSecretValueInput{SecretId: &arn}
	if versionID != "" {
		in.VersionId = &versionID
	}
	return aws.ToString(answer(secretsmanager.NewFromConfig(a.Config).GetSecretValue(a.Context(), in))(a).SecretString)
}
