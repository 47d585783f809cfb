package e2e

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"

	databases "github.com/knwl-platform/infra/database"
)

// checkRestored compares a restored instance in AWS with its arguments, and with the outputs of the program.
func (l living) checkRestored(name string, args databases.Args) {
	l.Helper()
	id := l.output(name, "id")
	db := l.instance(id)
	var groups []string
	for _, group := range db.VpcSecurityGroups {
		groups = append(groups, aws.ToString(group.VpcSecurityGroupId))
	}
	l.checkGroups(name, groups, "PostgreSQL")
	if db.MasterUserSecret == nil {
		l.Fatalf("RDS does not manage the password of %s", name)
	}
	for what, pair := range map[string][2]any{
		"host":                 {aws.ToString(db.Endpoint.Address), l.output(name, "host")},
		"ARN":                  {aws.ToString(db.DBInstanceArn), l.output(name, "arn")},
		"resource id":          {aws.ToString(db.DbiResourceId), l.output(name, "resourceId")},
		"secret":               {aws.ToString(db.MasterUserSecret.SecretArn), l.output(name, "secretArn")},
		"user in the secret":   {l.credentials(db).Username, "app"},
		"database":             {aws.ToString(db.DBName), "shop"},
		"port":                 {aws.ToInt32(db.Endpoint.Port), int32(cmp.Or(args.Port, 5432))},
		"class":                {aws.ToString(db.DBInstanceClass), cmp.Or(args.InstanceClass, "db.t4g.micro")},
		"storage":              {aws.ToInt32(db.AllocatedStorage), int32(cmp.Or(args.StorageGB, 20))},
		"most storage":         {aws.ToInt32(db.MaxAllocatedStorage), int32(*cmp.Or(args.MaxStorageGB, new(100)))},
		"encryption":           {aws.ToBool(db.StorageEncrypted), true},
		"standby":              {aws.ToBool(db.MultiAZ), !args.SingleZone},
		"subnet group":         {aws.ToString(db.DBSubnetGroup.DBSubnetGroupName), id},
		"public":               {aws.ToBool(db.PubliclyAccessible), false},
		"protection":           {aws.ToBool(db.DeletionProtection), !args.AllowDeletion},
		"login by IAM":         {aws.ToBool(db.IAMDatabaseAuthenticationEnabled), true},
		"days of backups":      {aws.ToInt32(db.BackupRetentionPeriod), int32(*cmp.Or(args.BackupDays, new(7)))},
		"tags on snapshots":    {aws.ToBool(db.CopyTagsToSnapshot), true},
		"monitoring":           {aws.ToInt32(db.MonitoringInterval), int32(args.MonitoringSeconds)},
		"Performance Insights": {aws.ToBool(db.PerformanceInsightsEnabled), true},
		"extended support":     {aws.ToString(db.EngineLifecycleSupport), "open-source-rds-extended-support-disabled"},
		"exported logs":        {slices.Sorted(slices.Values(db.EnabledCloudwatchLogsExports)), "[postgresql upgrade]"},
		"log groups":           {l.logGroups(id), []string{logGroup(id, "postgresql"), logGroup(id, "upgrade")}},
		"TLS":                  {l.parameter(db, "rds.force_ssl"), "1"},
		"a parameter":          {l.parameter(db, "work_mem"), args.Parameters["work_mem"]},
	} {
		if got, want := fmt.Sprint(pair[0]), fmt.Sprint(pair[1]); got != want {
			l.Errorf("%s of %s: %s, want %s", what, name, got, want)
		}
	}
	if args.BackupWindow != "" && aws.ToString(db.PreferredBackupWindow) != args.BackupWindow {
		l.Errorf("%s is backed up at %s", name, aws.ToString(db.PreferredBackupWindow))
	}
	if args.CACertificate != "" && aws.ToString(db.CACertificateIdentifier) != args.CACertificate {
		l.Errorf("the certificate of %s is signed by %s", name, aws.ToString(db.CACertificateIdentifier))
	}
}

func logGroup(id, log string) string { return "/aws/rds/instance/" + id + "/" + log }
