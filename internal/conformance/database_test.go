package conformance

import (
	"fmt"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"pgregory.net/rapid"

	"github.com/knwl-platform/infra"
	"github.com/knwl-platform/infra/database"
)

func anyDatabase(a arguments) drawn {
	name := strings.ToLower(a.name(55))
	args := &database.Args{
		Network:           a.network(2),
		DatabaseName:      a.identifier(63),
		Username:          oneOf(a, "", a.identifier(16)),
		EngineVersion:     oneOf(a, "", "14", "15", "17"),
		InstanceClass:     oneOf(a, "", "db.t4g.micro", "db."+a.text("r8g.48xlarge", 20)),
		StorageGB:         a.number(20, 65536),
		MaxStorageGB:      a.choice(0, 65536),
		SingleZone:        a.maybe(),
		BackupDays:        a.choice(1, 35),
		BackupWindow:      oneOf(a, "", "03:00-03:30", "23:45-00:15"),
		MaintenanceWindow: oneOf(a, "", "sun:04:00-sun:05:00", "sun:22:00-mon:02:00"),
		ApplyImmediately:  a.maybe(),
		AllowDeletion:     a.maybe(),
		SkipFinalSnapshot: a.maybe(),
		KMSKeyARN:         a.optional(a.arn("kms", "key/12345678-1234-1234-1234-123456789012")),
		LogRetentionDays:  a.retention(),
		Port:              a.number(1150, 65535),
		Parameters:        oneOf(a, nil, map[string]string{"work_mem": a.text("8192", 100), "max_connections": "200"}),
		CACertificate:     oneOf(a, "", "rds-ca-rsa2048-g1", "rds-ca-rsa4096-g1", "rds-ca-ecc384-g1"),
		LogKMSKeyARN:      a.optional(a.arn("kms", "key/12345678-1234-1234-1234-123456789012")),
		MonitoringSeconds: oneOf(a, 0, 1, 5, 10, 15, 30, 60),
		AdvancedInsights:  a.maybe(),
		Tags:              a.tags(),
	}
	args.PermissionsBoundaryARN = a.optional(a.arn("iam", "policy/boundary"))
	args.RolePath = oneOf(a, "", "/platform/")
	args.Password = a.optional(a.wired("correct-horse-battery"))
	if args.StorageGB >= 400 {
		args.IOPS = oneOf(a, 0, 16000, 64000)
		args.ThroughputMBps = oneOf(a, 0, 500, 3000)
	}
	args.Restore = oneOf(a, nil, nil,
		&database.Restore{SnapshotID: a.wired("rds:main-1-2030-01-31-03-10")},
		&database.Restore{InstanceID: a.wired("main-1"), Time: oneOf(a, "", "2026-01-31T03:00:00Z")})
	if args.Restore != nil { // the mocks return the names that are given
		args.DatabaseName, args.Username = "shop", ""
	}
	args.AllowMajorUpgrade = args.ApplyImmediately && a.maybe()
	return drawn{name, args, func(ctx *pulumi.Context) error { _, err := database.New(ctx, name, args); return err }}
}

// otherRegion is another region of the same partition.
var otherRegion = map[string]string{
	"eu-west-1": "us-east-1", "cn-north-1": "cn-northwest-1", "us-gov-west-1": "us-gov-east-1",
}

func anyReplica(a arguments) drawn {
	name := strings.ToLower(a.name(55))
	args := &database.ReplicaArgs{
		Network:           a.network(2),
		PrimaryARN:        a.arn("rds", "db:main-1"),
		Promoted:          a.maybe(),
		EngineVersion:     oneOf(a, "", "14", "17"),
		InstanceClass:     oneOf(a, "", "db."+a.text("r8g.48xlarge", 20)),
		Port:              a.number(1150, 65535),
		Parameters:        oneOf(a, nil, map[string]string{"work_mem": a.text("8192", 100)}),
		CACertificate:     oneOf(a, "", "rds-ca-ecc384-g1"),
		MaxStorageGB:      oneOf(a, nil, new(0), a.choice(22, 65536)),
		Standby:           a.maybe(),
		BackupDays:        a.choice(1, 35),
		MaintenanceWindow: oneOf(a, "", "sun:22:00-mon:02:00"),
		ApplyImmediately:  a.maybe(),
		AllowDeletion:     a.maybe(),
		SkipFinalSnapshot: a.maybe(),
		KMSKeyARN:         a.optional(a.arn("kms", "key/12345678-1234-1234-1234-123456789012")),
		LogRetentionDays:  a.retention(),
		LogKMSKeyARN:      a.optional(a.arn("kms", "key/12345678-1234-1234-1234-123456789012")),
		MonitoringSeconds: oneOf(a, 0, 1, 60),
		AdvancedInsights:  a.maybe(),
		Tags:              a.tags(),
	}
	if args.KMSKeyARN != nil { // RDS takes a key for a replica in another region only
		there := a
		there.cloud.Region = otherRegion[a.cloud.Region]
		args.PrimaryARN = there.arn("rds", "db:main-1")
	}
	args.AllowMajorUpgrade = args.Promoted && args.ApplyImmediately && a.maybe()
	args.PermissionsBoundaryARN = a.optional(a.arn("iam", "policy/boundary"))
	args.RolePath = oneOf(a, "", "/platform/")
	return drawn{name, args, func(ctx *pulumi.Context) error {
		_, err := database.NewReplica(ctx, name, args)
		return err
	}}
}

func anyProxy(a arguments) drawn {
	name := strings.ToLower(a.name(55))
	args := &database.ProxyArgs{
		Network:    a.network(2),
		InstanceID: a.wired("main-1"),
		Database:   infra.Connection{SecurityGroupID: a.id("sg"), Port: a.positive(1150, 65535)},
		SecretARNs: list(a, 1, 3, func(i int) pulumi.StringInput {
			return a.arn("secretsmanager", fmt.Sprintf("secret:user%d-AbCdEf", i))
		}),
		KMSKeyARN:         a.optional(a.arn("kms", "key/12345678-1234-1234-1234-123456789012")),
		PasswordLogin:     a.maybe(),
		ConnectionPercent: a.number(1, 100),
		IdleClientMinutes: a.number(1, 480),
		RolePath:          oneOf(a, "", "/platform/"),
		Tags:              a.tags(),
	}
	args.PermissionsBoundaryARN = a.optional(a.arn("iam", "policy/boundary"))
	return drawn{name, args, func(ctx *pulumi.Context) error { _, err := database.NewProxy(ctx, name, args); return err }}
}

func (a arguments) identifier(room int) string {
	length, characters := a.positive(1, room-1), rapid.SampledFrom([]rune("abcxyz019_"))
	return a.text("x"+rapid.StringOfN(characters, length, length, -1).Draw(a.T, "identifier"), room)
}
