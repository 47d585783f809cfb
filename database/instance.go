package database

import (
	"reflect"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/rds"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/child"
)

// createParameterGroup gives the group no fixed name. Pulumi can then create the group of another
// major version and move the instance to it before it deletes the old group.
func (b *builder) createParameterGroup() (err error) {
	b.parameters, err = child.New(b.Parent, rds.NewParameterGroup, b.Name, &rds.ParameterGroupArgs{
		Family:      pulumi.String("postgres" + b.EngineVersion),
		Description: pulumi.String("PostgreSQL parameters"),
		Parameters: rds.ParameterGroupParameterArray{
			// RDS always reports pending-reboot for this one; another method would show as a change in
			// every preview. A new instance starts with it.
			parameter("rds.force_ssl", "1", "pending-reboot"),
			parameter("log_statement", "ddl", "immediate"),
			parameter("log_min_duration_statement", "1000", "immediate"), // ms
		},
		Tags: child.Tags(b.Tags, b.Name),
	}, b.Transform.ParameterGroup)
	return err
}

func parameter(name, value, method string) rds.ParameterGroupParameterArgs {
	return rds.ParameterGroupParameterArgs{
		Name: pulumi.String(name), Value: pulumi.String(value), ApplyMethod: pulumi.String(method),
	}
}

func (b *builder) createInstance() (err error) {
	args := &rds.InstanceArgs{
		Identifier:              child.After(b.subnets.Name, b.logs...),
		FinalSnapshotIdentifier: pulumi.Sprintf("%s-final", b.subnets.Name),
		SkipFinalSnapshot:       pulumi.Bool(b.SkipFinalSnapshot),
		DeletionProtection:      pulumi.Bool(!b.AllowDeletion),

		Engine:                   pulumi.String("postgres"),
		EngineVersion:            pulumi.String(b.EngineVersion),
		AutoMinorVersionUpgrade:  pulumi.Bool(true),
		AllowMajorVersionUpgrade: pulumi.Bool(b.AllowMajorUpgrade),
		EngineLifecycleSupport:   pulumi.String("open-source-rds-extended-support-disabled"),
		ApplyImmediately:         pulumi.Bool(b.ApplyImmediately),
		ParameterGroupName:       b.parameters.Name,

		InstanceClass:       pulumi.String(b.InstanceClass),
		MultiAz:             pulumi.Bool(!b.SingleZone),
		StorageType:         pulumi.String("gp3"),
		AllocatedStorage:    pulumi.Int(b.StorageGB),
		MaxAllocatedStorage: pulumi.Int(*b.MaxStorageGB),
		StorageEncrypted:    pulumi.Bool(true),

		DbSubnetGroupName:   b.subnets.Name,
		VpcSecurityGroupIds: pulumi.StringArray{b.security.ID()},
		PubliclyAccessible:  pulumi.Bool(false),
		Port:                pulumi.Int(Port),

		DbName:                           pulumi.String(b.DatabaseName),
		Username:                         pulumi.String(b.Username),
		ManageMasterUserPassword:         pulumi.Bool(true),
		IamDatabaseAuthenticationEnabled: pulumi.Bool(true),

		BackupRetentionPeriod: pulumi.Int(*b.BackupDays),
		CopyTagsToSnapshot:    pulumi.Bool(true),

		EnabledCloudwatchLogsExports:       pulumi.ToStringArray(exports),
		PerformanceInsightsEnabled:         pulumi.Bool(true),
		PerformanceInsightsRetentionPeriod: pulumi.Int(7), // days, free of charge

		Tags: child.Tags(b.Tags, b.Name),
	}
	if b.BackupWindow != "" {
		args.BackupWindow = pulumi.String(b.BackupWindow)
	}
	if b.MaintenanceWindow != "" {
		args.MaintenanceWindow = pulumi.String(b.MaintenanceWindow)
	}
	if b.KMSKeyARN != nil {
		key := b.KMSKeyARN.ToStringOutput()
		args.KmsKeyId, args.MasterUserSecretKmsKeyId, args.PerformanceInsightsKmsKeyId = key, key, key
	}
	// By default, the provider deletes an instance with a given identifier before it creates the
	// replacement. The other order loses nothing if AWS rejects the new instance.
	b.instance, err = child.New(b.Parent, rds.NewInstance, b.Name, args, b.Transform.Instance,
		pulumi.DeleteBeforeReplace(false),
		child.ProtectIf(!b.AllowDeletion)) // else a destroy deletes other resources before AWS rejects this one
	b.managedPassword = isTrueOrUnknown(args.ManageMasterUserPassword)
	return err
}

// isTrueOrUnknown reports whether an edit left a value that is true or may become true. It may be
// nil, pulumi.Bool, pulumi.BoolPtr or an output.
func isTrueOrUnknown(in any) bool {
	v := reflect.Indirect(reflect.ValueOf(in))
	return v.IsValid() && (v.Kind() != reflect.Bool || v.Bool())
}
