package conformance

import (
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"pgregory.net/rapid"

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
		Tags:              a.tags(),
	}
	args.AllowMajorUpgrade = args.ApplyImmediately && a.maybe()
	return drawn{name, args, func(ctx *pulumi.Context) error { _, err := database.New(ctx, name, args); return err }}
}

func (a arguments) identifier(room int) string {
	length, characters := a.positive(1, room-1), rapid.SampledFrom([]rune("abcxyz019_"))
	return a.text("x"+rapid.StringOfN(characters, length, length, -1).Draw(a.T, "identifier"), room)
}
