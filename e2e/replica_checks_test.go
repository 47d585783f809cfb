package e2e

import (
	"encoding/json"
	"fmt"
	"net/url"
	"reflect"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/rds"
	rdstypes "github.com/aws/aws-sdk-go-v2/service/rds/types"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
)

// in returns the account in another region.
func (a account) in(region string) account {
	a.Config = a.Copy()
	a.Region = region
	return a
}

// instance returns the instance with an ARN.
func (a account) instance(arn any) rdstypes.DBInstance {
	a.Helper()
	id := arn.(string)[strings.LastIndex(arn.(string), ":")+1:]
	found := answer(rds.NewFromConfig(a.Config).DescribeDBInstances(a.Context(),
		&rds.DescribeDBInstancesInput{DBInstanceIdentifier: &id}))(a)
	return only(a, "instances "+id, found.DBInstances)
}

// checkReplicas checks the primary, its two replicas and its proxy, from the outputs of the two stacks.
func (a account) checkReplicas(home, away map[string]any) {
	there := a.in(abroad)
	primary, heir := a.instance(home["mainArn"]), there.instance(away["arn"])
	if len(primary.ReadReplicaDBInstanceIdentifiers) != 2 {
		a.Fatalf("the primary has the replicas %q", primary.ReadReplicaDBInstanceIdentifiers)
	}
	reader := a.instance(primary.ReadReplicaDBInstanceIdentifiers[0])
	if got := primary.ReadReplicaDBInstanceIdentifiers[1]; got != away["arn"] {
		a.Errorf("the replica abroad is %q", got)
	}
	a.checkSource("reader", reader, aws.ToString(primary.DBInstanceIdentifier), home["keyArn"])
	there.checkSource("heir", heir, aws.ToString(primary.DBInstanceArn), away["keyArn"])
	if !aws.ToBool(heir.MultiAZ) || aws.ToBool(reader.MultiAZ) {
		a.Errorf("standbys: %t abroad, %t here", aws.ToBool(heir.MultiAZ), aws.ToBool(reader.MultiAZ))
	}
	a.checkOwnPassword(primary, home)
	a.checkProxy(primary, home)
	for _, of := range []struct {
		account
		db      rdstypes.DBInstance
		seconds float64
	}{{a, reader, 60}, {there, heir, 300}} {
		of.checkLagAlarm(of.db, of.seconds)
		of.checkMonitoring(of.db)
	}
	a.checkMonitoring(primary)
	for output, want := range map[string]string{
		"mainUserArn":   "eu-west-1:123456789012:dbuser:" + aws.ToString(primary.DbiResourceId) + "/app",
		"readerUserArn": "eu-west-1:123456789012:dbuser:" + aws.ToString(reader.DbiResourceId) + "/reader",
	} {
		if home[output] != "arn:aws:rds-db:"+want {
			a.Errorf("%s is %s, want %s", output, home[output], want)
		}
	}
	want := "arn:aws:rds-db:us-east-1:123456789012:dbuser:" + aws.ToString(heir.DbiResourceId) + "/app"
	if away["userArn"] != want {
		a.Errorf("the user abroad is %s, want %s", away["userArn"], want)
	}
}

// checkSource checks whom a replica follows, and that its groups are its own.
func (a account) checkSource(name string, replica rdstypes.DBInstance, source string, key any) {
	a.Helper()
	if got := aws.ToString(replica.ReadReplicaSourceDBInstanceIdentifier); got != source {
		a.Errorf("%s follows %q, want %q", name, got, source)
	}
	if aws.ToString(replica.KmsKeyId) != key || !aws.ToBool(replica.StorageEncrypted) {
		a.Errorf("%s is encrypted with %q, want %q", name, aws.ToString(replica.KmsKeyId), key)
	}
	if aws.ToInt32(replica.BackupRetentionPeriod) != 0 || replica.MasterUserSecret != nil {
		a.Errorf("%s has backups, or a password of its own", name)
	}
	if !aws.ToBool(replica.IAMDatabaseAuthenticationEnabled) || !aws.ToBool(replica.DeletionProtection) ||
		aws.ToBool(replica.PubliclyAccessible) || len(replica.EnabledCloudwatchLogsExports) != 2 {
		a.Errorf("%s is not as safe as its primary", name)
	}
	group := only(a, "parameter groups of "+name, replica.DBParameterGroups)
	for what, got := range map[string]*string{
		"identifier": replica.DBInstanceIdentifier, "subnet group": replica.DBSubnetGroup.DBSubnetGroupName,
		"parameter group": group.DBParameterGroupName,
	} {
		if !strings.HasPrefix(aws.ToString(got), name+"-") {
			a.Errorf("the %s of %s is %s", what, name, aws.ToString(got))
		}
	}
	a.checkGroups(name, []string{aws.ToString(only(a, "groups of "+name, replica.VpcSecurityGroups).VpcSecurityGroupId)},
		"PostgreSQL")
}

// checkOwnPassword checks the secret that the component made for the given password.
func (a account) checkOwnPassword(primary rdstypes.DBInstance, home map[string]any) {
	if primary.MasterUserSecret != nil {
		a.Error("RDS manages a password, too")
	}
	arn := home["secretArn"].(string)
	if got, want := a.secret(arn, ""), `{"password":"`+homePassword+`","username":"app"}`; got != want {
		a.Error("the secret does not have the user and the password, and nothing else")
	}
	secret := answer(secretsmanager.NewFromConfig(a.Config).DescribeSecret(a.Context(),
		&secretsmanager.DescribeSecretInput{SecretId: &arn}))(a)
	if aws.ToString(secret.KmsKeyId) != home["keyArn"] {
		a.Errorf("the secret is encrypted with %q", aws.ToString(secret.KmsKeyId))
	}
}

// checkPolicy checks that a role has one inline policy, with exactly these statements.
func (a account) checkPolicy(roleARN, want string) {
	a.Helper()
	client, role := iam.NewFromConfig(a.Config), roleARN[strings.LastIndex(roleARN, "/")+1:]
	names := answer(client.ListRolePolicies(a.Context(), &iam.ListRolePoliciesInput{RoleName: &role}))(a).PolicyNames
	name := only(a, "policies of "+role, names)
	policy := answer(client.GetRolePolicy(a.Context(),
		&iam.GetRolePolicyInput{RoleName: &role, PolicyName: &name}))(a).PolicyDocument
	got, err := url.QueryUnescape(aws.ToString(policy))
	if err != nil {
		a.Fatal(err)
	}
	if !reflect.DeepEqual(parsed(a, got), parsed(a, want)) {
		a.Errorf("%s may %s, want %s", role, got, want)
	}
}

func parsed(a account, document string) (value any) {
	a.Helper()
	if err := json.Unmarshal([]byte(document), &value); err != nil {
		a.Fatal(err)
	}
	return value
}

// checkMonitoring checks Enhanced Monitoring, and that its role may write to its log group only.
func (a account) checkMonitoring(db rdstypes.DBInstance) {
	a.Helper()
	if aws.ToInt32(db.MonitoringInterval) != 60 {
		a.Fatalf("%s is measured every %d seconds", aws.ToString(db.DBInstanceIdentifier), aws.ToInt32(db.MonitoringInterval))
	}
	group := "arn:aws:logs:" + a.Region + ":123456789012:log-group:RDSOSMetrics"
	a.checkPolicy(aws.ToString(db.MonitoringRoleArn), fmt.Sprintf(`{"Version":"2012-10-17","Statement":[
		{"Effect":"Allow","Action":["logs:CreateLogGroup","logs:PutRetentionPolicy"],"Resource":["%s*"]},
		{"Effect":"Allow","Action":["logs:CreateLogStream","logs:PutLogEvents","logs:DescribeLogStreams","logs:GetLogEvents"],
			"Resource":["%[1]s:log-stream:*"]}]}`, group))
}

func (a account) checkLagAlarm(replica rdstypes.DBInstance, seconds float64) {
	a.Helper()
	found := answer(cloudwatch.NewFromConfig(a.Config).DescribeAlarms(a.Context(), &cloudwatch.DescribeAlarmsInput{}))(a)
	for _, alarm := range found.MetricAlarms {
		if aws.ToString(alarm.MetricName) != "ReplicaLag" {
			continue
		}
		dimension := only(a, "dimensions", alarm.Dimensions)
		if aws.ToString(dimension.Value) != aws.ToString(replica.DBInstanceIdentifier) ||
			aws.ToFloat64(alarm.Threshold) != seconds || len(alarm.AlarmActions) != 1 {
			a.Errorf("the alarm on lag watches %s, above %f", aws.ToString(dimension.Value), aws.ToFloat64(alarm.Threshold))
		}
		return
	}
	a.Error("no alarm watches the lag")
}

// checkUpdatedReplicas checks what the update has changed at home.
func (a account) checkUpdatedReplicas(home map[string]any) {
	primary := a.instance(home["mainArn"])
	reader := a.instance(primary.ReadReplicaDBInstanceIdentifiers[0])
	for _, db := range []rdstypes.DBInstance{primary, reader} {
		if aws.ToString(db.DBInstanceClass) != "db.t4g.small" || aws.ToInt32(db.MonitoringInterval) != 30 {
			a.Errorf("%s has the class %s", aws.ToString(db.DBInstanceIdentifier), aws.ToString(db.DBInstanceClass))
		}
	}
	if aws.ToInt32(primary.AllocatedStorage) != 50 || aws.ToInt32(reader.MaxAllocatedStorage) != 300 {
		a.Errorf("storage %d and at most %d", aws.ToInt32(primary.AllocatedStorage), aws.ToInt32(reader.MaxAllocatedStorage))
	}
	proxy, pool := a.proxy()
	if aws.ToInt32(proxy.IdleClientTimeout) != 600 || aws.ToInt32(pool.MaxConnectionsPercent) != 70 ||
		aws.ToInt32(pool.MaxIdleConnectionsPercent) != 35 {
		a.Errorf("clients may be idle for %d seconds, the pool is %+v", aws.ToInt32(proxy.IdleClientTimeout), pool)
	}
	a.checkLagAlarm(reader, 120)
}

// checkPromoted checks that the replica abroad is a database of its own, in the same place.
func (a account) checkPromoted(replica rdstypes.DBInstance, away, home map[string]any) {
	promoted := a.in(abroad).instance(away["arn"])
	if promoted.ReadReplicaSourceDBInstanceIdentifier != nil || aws.ToInt32(promoted.BackupRetentionPeriod) != 7 {
		a.Errorf("it follows %q, with backups of %d days",
			aws.ToString(promoted.ReadReplicaSourceDBInstanceIdentifier), aws.ToInt32(promoted.BackupRetentionPeriod))
	}
	for what, pair := range map[string][2]*string{
		"identifier": {replica.DBInstanceIdentifier, promoted.DBInstanceIdentifier},
		"host":       {replica.Endpoint.Address, promoted.Endpoint.Address},
		"resource":   {replica.DbiResourceId, promoted.DbiResourceId},
	} {
		if aws.ToString(pair[0]) != aws.ToString(pair[1]) {
			a.Errorf("the %s was %s and is %s", what, aws.ToString(pair[0]), aws.ToString(pair[1]))
		}
	}
	if left := a.instance(home["mainArn"]).ReadReplicaDBInstanceIdentifiers; len(left) != 1 {
		a.Errorf("the primary still has the replicas %q", left)
	}
}
