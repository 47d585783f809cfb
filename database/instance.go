package database

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/rds"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/child"
)

func (b *builder) createInstance() (err error) {
	args := b.server()
	b.addPrimary(args)
	b.Restore.apply(args)
	// By default, the provider deletes an instance with a given identifier before it creates the
	// replacement. The other order loses nothing if AWS rejects the new instance.
	b.instance, err = child.New(b.Parent, rds.NewInstance, b.Name, args, b.Transform.Instance,
		pulumi.DeleteBeforeReplace(false), ignoreRestore, newSubnetsReplace,
		child.ProtectIf(!b.AllowDeletion)) // else a destroy deletes other resources before AWS rejects this one
	return err
}

// server returns what an instance and a replica have in common.
func (b *builder) server() *rds.InstanceArgs {
	args := &rds.InstanceArgs{
		Identifier:         child.After(b.subnets.Name, b.logs...),
		DeletionProtection: pulumi.Bool(!b.AllowDeletion),

		AutoMinorVersionUpgrade: pulumi.Bool(true),
		ApplyImmediately:        pulumi.Bool(b.ApplyImmediately),
		ParameterGroupName:      b.parameters.Name,

		InstanceClass:       pulumi.String(b.InstanceClass),
		MultiAz:             pulumi.Bool(!b.SingleZone),
		StorageType:         pulumi.String("gp3"),
		MaxAllocatedStorage: pulumi.Int(*b.MaxStorageGB),
		StorageEncrypted:    pulumi.Bool(true),

		DbSubnetGroupName:   b.subnets.Name,
		VpcSecurityGroupIds: pulumi.StringArray{b.security.ID()},
		PubliclyAccessible:  pulumi.Bool(false),
		Port:                pulumi.Int(b.Port),

		IamDatabaseAuthenticationEnabled: pulumi.Bool(true),
		CopyTagsToSnapshot:               pulumi.Bool(true),

		EnabledCloudwatchLogsExports:       pulumi.ToStringArray(exports),
		DatabaseInsightsMode:               pulumi.String("standard"),
		PerformanceInsightsEnabled:         pulumi.Bool(true), // the API's name for Database Insights
		PerformanceInsightsRetentionPeriod: pulumi.Int(7),     // days

		Tags: child.Tags(b.Tags, b.Name),
	}
	if b.AdvancedInsights {
		args.DatabaseInsightsMode = pulumi.String("advanced")
		args.PerformanceInsightsRetentionPeriod = pulumi.Int(465) // what the mode requires
	}
	if b.MonitoringSeconds != 0 {
		args.MonitoringInterval = pulumi.Int(b.MonitoringSeconds)
		args.MonitoringRoleArn = b.monitoringRoleARN
	}
	if b.CACertificate != "" {
		args.CaCertIdentifier = pulumi.String(b.CACertificate)
	}
	if b.MaintenanceWindow != "" {
		args.MaintenanceWindow = pulumi.String(b.MaintenanceWindow)
	}
	if b.KMSKeyARN != nil {
		key := b.KMSKeyARN.ToStringOutput()
		args.KmsKeyId, args.PerformanceInsightsKmsKeyId = key, key
	}
	return args
}

// addPrimary adds what a replica takes from its primary.
func (b *builder) addPrimary(args *rds.InstanceArgs) {
	args.Engine = pulumi.String("postgres")
	args.EngineVersion = pulumi.String(b.EngineVersion)
	args.AllowMajorVersionUpgrade = pulumi.Bool(b.AllowMajorUpgrade)
	args.EngineLifecycleSupport = pulumi.String("open-source-rds-extended-support-disabled")
	args.AllocatedStorage = pulumi.Int(b.StorageGB)
	if b.IOPS != 0 {
		args.Iops = pulumi.Int(b.IOPS)
	}
	if b.ThroughputMBps != 0 {
		args.StorageThroughput = pulumi.Int(b.ThroughputMBps)
	}
	args.DbName = pulumi.String(b.DatabaseName)
	args.Username = pulumi.String(b.Username)
	if b.Password != nil {
		args.Password = b.Password.ToStringOutput()
	} else {
		args.ManageMasterUserPassword = pulumi.Bool(true)
		if b.KMSKeyARN != nil {
			args.MasterUserSecretKmsKeyId = b.KMSKeyARN.ToStringOutput()
		}
	}
	if b.BackupWindow != "" {
		args.BackupWindow = pulumi.String(b.BackupWindow)
	}
	b.keepData(args)
}

// keepData adds the backups and the final snapshot, which RDS refuses for a replica.
func (b *builder) keepData(args *rds.InstanceArgs) {
	args.BackupRetentionPeriod = pulumi.Int(*b.BackupDays)
	args.SkipFinalSnapshot = pulumi.Bool(b.SkipFinalSnapshot)
	args.FinalSnapshotIdentifier = pulumi.Sprintf("%s-final", b.subnets.Name)
}
