package database_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/rds"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/sns"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/database"
	"github.com/knwl-platform/infra/internal/check/checktest"
	"github.com/knwl-platform/infra/internal/graph"
)

const key = "arn:aws:kms:us-east-1:123456789012:key/1234"

// run makes the least database there is, changed.
func run(t testing.TB, change func(*database.Args)) *graph.Graph {
	t.Helper()
	return graph.Run(t, program(change, func(*pulumi.Context, *database.Postgres) error { return nil }))
}

func program(change func(*database.Args), use func(*pulumi.Context, *database.Postgres) error) pulumi.RunFunc {
	return func(ctx *pulumi.Context) error {
		args := database.Args{VPCID: pulumi.String("vpc-1"), SubnetIDs: pulumi.ToStringArray([]string{"subnet-1", "subnet-2"}), DatabaseName: "shop"}
		change(&args)
		db, err := database.New(ctx, "main", &args)
		if err != nil {
			return err
		}
		return use(ctx, db)
	}
}

func unchanged(*database.Args) {}

// Each is a control that holds without the caller doing anything.
func TestInstanceIsSafeByDefault(t *testing.T) {
	instance := run(t, unchanged).Only("Instance")
	for property, want := range map[string]any{
		"publiclyAccessible":                 false,               // RDS.2
		"storageEncrypted":                   true,                // RDS.3
		"multiAz":                            true,                // RDS.5
		"deletionProtection":                 true,                // RDS.8
		"iamDatabaseAuthenticationEnabled":   true,                // RDS.10
		"backupRetentionPeriod":              7.0,                 // RDS.11
		"autoMinorVersionUpgrade":            true,                // RDS.13
		"copyTagsToSnapshot":                 true,                // RDS.17
		"username":                           "app",               // RDS.25
		"performanceInsightsEnabled":         true,                // CKV_AWS_353
		"performanceInsightsRetentionPeriod": 7.0,                 // more days cost
		"caCertIdentifier":                   "rds-ca-rsa2048-g1", // CKV_AWS_211
		"manageMasterUserPassword":           true,                // SecretsManager.1
		"password":                           nil,
		"skipFinalSnapshot":                  false,
		"allowMajorVersionUpgrade":           false,
		"applyImmediately":                   false,
		"engine":                             "postgres",
		"engineVersion":                      "16",
		"storageType":                        "gp3",
		"allocatedStorage":                   20.0,
		"maxAllocatedStorage":                100.0,
		"port":                               5432.0,
		"dbName":                             "shop",
		"kmsKeyId":                           nil,
		"backupWindow":                       nil,
		"maintenanceWindow":                  nil,
	} {
		if got := instance.Get(property); got != want {
			t.Errorf("%s is %v, want %v", property, got, want)
		}
	}
}

func TestOptOuts(t *testing.T) {
	instance := run(t, func(a *database.Args) {
		a.SingleZone, a.AllowDeletion, a.SkipFinalSnapshot = true, true, true
	}).Only("Instance")
	if instance.Get("multiAz") != false || instance.Get("deletionProtection") != false || instance.Get("skipFinalSnapshot") != true {
		t.Errorf("the instance is still protected: %v", instance.Inputs)
	}
}

// RDS.9, RDS.36, CKV_AWS_66: RDS would create these groups itself, without retention, and leave them behind.
func TestLogGroupsAreOwnedAndThereFirst(t *testing.T) {
	g := run(t, func(a *database.Args) { a.LogRetentionDays = 30 })
	instance := g.Only("Instance")
	if exports := instance.Strings("enabledCloudwatchLogsExports"); !slices.Equal(exports, []string{"postgresql", "upgrade"}) {
		t.Errorf("the instance exports %q", exports)
	}
	for _, log := range instance.Strings("enabledCloudwatchLogsExports") {
		group := g.Named("LogGroup", "main-"+log)
		if want := "/aws/rds/instance/" + instance.Text("identifier") + "/" + log; group.Text("name") != want {
			t.Errorf("the group of %s is %q, want %q", log, group.Text("name"), want)
		}
		if group.Get("retentionInDays") != 30.0 || !instance.WaitsFor(group) {
			t.Errorf("the group of %s comes too late or keeps its logs for %v days", log, group.Get("retentionInDays"))
		}
	}
}

// Lesson 18: a second final snapshot of the same name would be refused, and the destruction with it.
func TestEachIncarnationHasItsOwnNames(t *testing.T) {
	g := run(t, func(a *database.Args) { a.KMSKeyARN = pulumi.String(key) })
	group, instance := g.Only("SubnetGroup"), g.Only("Instance")
	id, _ := group.State("name").(string)
	if id == "main" || group.Get("name") != nil || instance.Text("identifier") != id || instance.Text("finalSnapshotIdentifier") != id+"-final" {
		t.Errorf("the instance is %q with the snapshot %q, want both after the auto-named subnet group %q",
			instance.Text("identifier"), instance.Text("finalSnapshotIdentifier"), id)
	}
	if !slices.Equal(group.ReplacesOn(), []string{"description"}) || !instance.CreatesBeforeReplace() {
		t.Error("a new instance would take the name of the old one")
	}
	for _, fixed := range []string{"shop", "app", key} { // what an instance cannot change
		if !strings.Contains(group.Text("description"), fixed) {
			t.Errorf("a change of %q keeps the old identity: the description is %q", fixed, group.Text("description"))
		}
	}
}

// Lesson 17: flags that are set when the stack is destroyed come too late.
func TestSnapshotHasItsNameEvenWhileItIsSkipped(t *testing.T) {
	if name := run(t, func(a *database.Args) { a.SkipFinalSnapshot = true }).Only("Instance").Text("finalSnapshotIdentifier"); name == "" {
		t.Error("an instance without a snapshot name cannot be destroyed once snapshots are wanted again")
	}
}

// Lessons 19 and 20: what the instance stands on is created before it and deleted after it.
func TestInstanceGoesBeforeWhatItStandsOn(t *testing.T) {
	g := run(t, unchanged)
	for _, typ := range []string{"SubnetGroup", "ParameterGroup", "SecurityGroup"} {
		if !g.Only("Instance").WaitsFor(g.Only(typ)) {
			t.Errorf("the %s could be deleted while the instance lives", typ)
		}
	}
	instance, group := g.Only("Instance"), g.Only("SubnetGroup")
	if instance.Text("dbSubnetGroupName") != group.State("name") || !slices.Equal(group.Strings("subnetIds"), []string{"subnet-1", "subnet-2"}) ||
		!slices.Equal(instance.Strings("vpcSecurityGroupIds"), []string{g.Only("SecurityGroup").ID}) {
		t.Errorf("the instance stands in %q behind %q", instance.Text("dbSubnetGroupName"), instance.Strings("vpcSecurityGroupIds"))
	}
}

// Lesson 20: the provider can only create the group of a new major version first if its name is free to differ.
func TestParameterGroupFollowsTheMajorVersion(t *testing.T) {
	g := run(t, func(a *database.Args) { a.EngineVersion, a.AllowMajorUpgrade, a.ApplyImmediately = "17", true, true })
	group := g.Only("ParameterGroup")
	if group.Text("family") != "postgres17" || group.Get("name") != nil || group.DeletesBeforeReplace() {
		t.Errorf("the parameter group is %v", group.Inputs)
	}
	if instance := g.Only("Instance"); instance.Get("allowMajorVersionUpgrade") != true || instance.Get("applyImmediately") != true {
		t.Error("the upgrade is not let through")
	}
}

// RDS.38, CKV2_AWS_30.
func TestServerWantsTLSAndLogsModestly(t *testing.T) {
	settings := map[string]string{}
	list, _ := run(t, unchanged).Only("ParameterGroup").Get("parameters").([]any)
	for _, p := range list {
		p := p.(map[string]any)
		settings[p["name"].(string)] = p["value"].(string) + " " + p["applyMethod"].(string)
	}
	for name, want := range map[string]string{
		"rds.force_ssl": "1 pending-reboot", "log_statement": "ddl immediate", "log_min_duration_statement": "1000 immediate",
	} {
		if settings[name] != want {
			t.Errorf("%s is %q, want %q", name, settings[name], want)
		}
	}
}

func TestSecurityGroupAdmitsNobodyByItself(t *testing.T) {
	g := run(t, unchanged)
	g.None("SecurityGroupIngressRule")
	g.None("SecurityGroupEgressRule")
	group := g.Only("SecurityGroup")
	if group.Get("ingress") != nil || group.Get("egress") != nil || group.Text("description") == "" {
		t.Errorf("the security group is %v", group.Inputs)
	}
}

func TestOwnKeyServesEveryPart(t *testing.T) {
	instance := run(t, func(a *database.Args) { a.KMSKeyARN = pulumi.String(key).ToStringOutput() }).Only("Instance")
	for _, property := range []string{"kmsKeyId", "masterUserSecretKmsKeyId", "performanceInsightsKmsKeyId"} { // CKV_AWS_149, CKV_AWS_354
		if instance.Text(property) != key {
			t.Errorf("%s is %q", property, instance.Text(property))
		}
	}
}

func TestWindowsReachTheInstance(t *testing.T) {
	instance := run(t, func(a *database.Args) { a.BackupWindow, a.MaintenanceWindow = "23:45-00:15", "sun:04:00-sun:05:00" }).Only("Instance")
	if instance.Text("backupWindow") != "23:45-00:15" || instance.Text("maintenanceWindow") != "sun:04:00-sun:05:00" {
		t.Errorf("the windows are %q and %q", instance.Text("backupWindow"), instance.Text("maintenanceWindow"))
	}
}

func TestOutputs(t *testing.T) {
	g := graph.Run(t, program(unchanged, func(ctx *pulumi.Context, db *database.Postgres) error {
		if db.Port != 5432 {
			t.Errorf("port %d", db.Port)
		}
		return consume(ctx, map[string]pulumi.StringOutput{
			"host": db.Host, "database": db.DatabaseName, "user": db.Username, "secret": db.SecretARN, "group": db.SecurityGroupID, "id": db.InstanceID, "arn": db.ARN,
		})
	}))
	instance := g.Only("Instance")
	id := instance.Text("identifier")
	for name, want := range map[string]string{
		"host": id + ".", "database": "shop", "user": "app", "secret": "arn:aws:secretsmanager:us-east-1:123456789012:secret:rds!",
		"group": "sg-", "id": id, "arn": "arn:aws:rds:us-east-1:123456789012:db:" + id,
	} {
		if got := g.Named("Topic", name); !strings.HasPrefix(got.Text("displayName"), want) {
			t.Errorf("%s is %q, want %q...", name, got.Text("displayName"), want)
		}
	}
	for _, name := range []string{"host", "secret", "id", "arn"} {
		if !g.Named("Topic", name).WaitsFor(instance) {
			t.Errorf("%s is handed out before the instance exists", name)
		}
	}
	if g.Named("Topic", "group").WaitsFor(instance) {
		t.Error("rules wait for the instance, which takes many minutes")
	}
}

// consume makes something that depends on each value.
func consume(ctx *pulumi.Context, values map[string]pulumi.StringOutput) error {
	type owner struct{ pulumi.ResourceState }
	parent := &owner{}
	if err := ctx.RegisterComponentResource("test:index:Consumer", "consumer", parent); err != nil {
		return err
	}
	for name, value := range values {
		if _, err := sns.NewTopic(ctx, name, &sns.TopicArgs{DisplayName: value}, pulumi.Parent(parent)); err != nil {
			return err
		}
	}
	return nil
}

func TestTagsAndTransformReachTheChildren(t *testing.T) {
	g := run(t, func(a *database.Args) {
		a.Tags = map[string]string{"team": "search"}
		a.Transform.Instance = func(_ string, args *rds.InstanceArgs, opts *[]pulumi.ResourceOption) {
			args.StorageThroughput = pulumi.Int(500)
			*opts = append(*opts, pulumi.IgnoreChanges([]string{"tags"}))
		}
	})
	for _, typ := range []string{"Instance", "SubnetGroup", "ParameterGroup", "SecurityGroup"} {
		if n := g.Only(typ); n.Text("tags.team") != "search" || n.Text("tags.Name") != "main" {
			t.Errorf("the tags of the %s are %v", typ, n.Get("tags"))
		}
	}
	if instance := g.Only("Instance"); instance.Get("storageThroughput") != 500.0 || !slices.Equal(instance.Ignores(), []string{"tags"}) {
		t.Error("the edit did not reach the instance")
	}
}

func TestBadArgumentsAreRefusedBeforeAnythingIsRegistered(t *testing.T) {
	graph.Fail(t, func(ctx *pulumi.Context) error {
		_, err := database.New(ctx, "main", nil)
		return err
	})
}

func TestKeyOfTheWrongKindIsRefusedOnceItIsKnown(t *testing.T) {
	err := graph.FailLate(t, program(func(a *database.Args) {
		a.KMSKeyARN = pulumi.String("arn:aws:iam::123456789012:role/task").ToStringOutput()
	}, func(*pulumi.Context, *database.Postgres) error { return nil }))
	checktest.Contains(t, err, `database "main": KMSKeyARN "arn:aws:iam::123456789012:role/task": must be the ARN of a KMS key`)
}
