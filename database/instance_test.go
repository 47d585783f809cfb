package database_test

import (
	"slices"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/database"
)

// Each is a control that holds without the caller doing anything.
func TestInstanceIsSafeByDefault(t *testing.T) {
	instance := run(t, unchanged).Only("Instance")
	for property, want := range map[string]any{
		"publiclyAccessible":                 false, // RDS.2
		"storageEncrypted":                   true,  // RDS.3
		"multiAz":                            true,  // RDS.5
		"deletionProtection":                 true,  // RDS.8
		"iamDatabaseAuthenticationEnabled":   true,  // RDS.10
		"backupRetentionPeriod":              7.0,   // RDS.11
		"autoMinorVersionUpgrade":            true,  // RDS.13
		"copyTagsToSnapshot":                 true,  // RDS.17
		"username":                           "app", // RDS.25
		"performanceInsightsEnabled":         true,  // CKV_AWS_353
		"performanceInsightsRetentionPeriod": 7.0,   // more days cost
		"manageMasterUserPassword":           true,  // SecretsManager.1
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

// The provider modifies a new instance that is given a certificate authority, and waits for it a second time. RDS takes the same one by itself.
func TestInstanceIsCreatedInOneStep(t *testing.T) {
	if authority := run(t, unchanged).Only("Instance").Get("caCertIdentifier"); authority != nil {
		t.Errorf("the certificate authority is given: %v", authority)
	}
}

// Without the engine's refusal a destroy by mistake deletes all that needs the database, and only then learns from AWS that the database stays.
func TestEngineRefusesWhatAWSWouldRefuse(t *testing.T) {
	if !run(t, unchanged).Only("Instance").IsProtected() {
		t.Error("the engine would delete the instance")
	}
	if run(t, func(a *database.Args) { a.AllowDeletion = true }).Only("Instance").IsProtected() {
		t.Error("AllowDeletion does not reach the engine")
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
