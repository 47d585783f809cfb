package database

import (
	"reflect"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/rds"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/child"
)

// createParameterGroup leaves the name to Pulumi: the group of another major version is then created, and the instance moved to it, before the old one goes.
func (b *builder) createParameterGroup() (err error) {
	b.parameters, err = child.New(b.Parent, rds.NewParameterGroup, b.name, &rds.ParameterGroupArgs{
		Family:      pulumi.String("postgres" + b.engineVersion),
		Description: pulumi.String("PostgreSQL parameters"),
		Parameters: rds.ParameterGroupParameterArray{
			// RDS reports this one as pending-reboot whatever it is told, so anything else would be a change in every plan. A new instance starts with it.
			parameter("rds.force_ssl", "1", "pending-reboot"),
			parameter("log_statement", "ddl", "immediate"),
			parameter("log_min_duration_statement", "1000", "immediate"), // ms
		},
		Tags: child.Tags(b.tags, b.name),
	}, b.edit.ParameterGroup)
	return err
}

func parameter(name, value, method string) rds.ParameterGroupParameterArgs {
	return rds.ParameterGroupParameterArgs{Name: pulumi.String(name), Value: pulumi.String(value), ApplyMethod: pulumi.String(method)}
}

func (b *builder) createInstance() (err error) {
	args := &rds.InstanceArgs{
		Identifier:              child.After(b.subnets.Name, b.logs...),
		FinalSnapshotIdentifier: pulumi.Sprintf("%s-final", b.subnets.Name),
		SkipFinalSnapshot:       pulumi.Bool(b.skipFinalSnapshot),
		DeletionProtection:      pulumi.Bool(b.deletionProtection),

		Engine:                   pulumi.String("postgres"),
		EngineVersion:            pulumi.String(b.engineVersion),
		AutoMinorVersionUpgrade:  pulumi.Bool(true),
		AllowMajorVersionUpgrade: pulumi.Bool(b.allowMajorUpgrade),
		ApplyImmediately:         pulumi.Bool(b.applyImmediately),
		ParameterGroupName:       b.parameters.Name,

		InstanceClass:       pulumi.String(b.instanceClass),
		MultiAz:             pulumi.Bool(b.multiAZ),
		StorageType:         pulumi.String("gp3"),
		AllocatedStorage:    pulumi.Int(b.storageGB),
		MaxAllocatedStorage: pulumi.Int(b.maxStorageGB),
		StorageEncrypted:    pulumi.Bool(true),

		DbSubnetGroupName:   b.subnets.Name,
		VpcSecurityGroupIds: pulumi.StringArray{b.security.ID()},
		PubliclyAccessible:  pulumi.Bool(false),
		Port:                pulumi.Int(Port),

		DbName:                           pulumi.String(b.databaseName),
		Username:                         pulumi.String(b.username),
		ManageMasterUserPassword:         pulumi.Bool(true),
		IamDatabaseAuthenticationEnabled: pulumi.Bool(true),

		BackupRetentionPeriod: pulumi.Int(b.backupDays),
		CopyTagsToSnapshot:    pulumi.Bool(true),

		EnabledCloudwatchLogsExports:       pulumi.ToStringArray(exports),
		PerformanceInsightsEnabled:         pulumi.Bool(true),
		PerformanceInsightsRetentionPeriod: pulumi.Int(7), // days, free of charge

		Tags: child.Tags(b.tags, b.name),
	}
	if b.backupWindow != "" {
		args.BackupWindow = pulumi.String(b.backupWindow)
	}
	if b.maintenanceWindow != "" {
		args.MaintenanceWindow = pulumi.String(b.maintenanceWindow)
	}
	if b.in.KMSKeyARN != nil {
		key := b.in.KMSKeyARN.ToStringOutput()
		args.KmsKeyId, args.MasterUserSecretKmsKeyId, args.PerformanceInsightsKmsKeyId = key, key, key
	}
	// The provider deletes what has a given name before it replaces it. Here the new instance comes first, or AWS refuses it and nothing is lost.
	b.instance, err = child.New(b.Parent, rds.NewInstance, b.name, args, b.edit.Instance,
		pulumi.DeleteBeforeReplace(false),
		child.ProtectIf(b.deletionProtection)) // the preview then refuses; AWS would only when other resources are gone
	managed := reflect.Indirect(reflect.ValueOf(args.ManageMasterUserPassword)) // the edit may have written pulumi.Bool, pulumi.BoolPtr or nil
	b.managed = managed.IsValid() && (managed.Kind() != reflect.Bool || managed.Bool())
	return err
}
