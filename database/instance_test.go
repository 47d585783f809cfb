package database_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/database"
	"github.com/knwl-platform/infra/internal/graphtest"
)

// Security Hub and Checkov controls that the defaults meet.
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
		"databaseInsightsMode":               "standard",
		"monitoringInterval":                 nil,
		"iops":                               nil,
		"storageThroughput":                  nil,
		"performanceInsightsEnabled":         true, // CKV_AWS_353
		"performanceInsightsRetentionPeriod": 7.0,  // the longest period that is free
		"manageMasterUserPassword":           true, // SecretsManager.1
		"password":                           nil,
		"skipFinalSnapshot":                  false,
		"allowMajorVersionUpgrade":           false,
		"applyImmediately":                   false,
		"engine":                             "postgres",
		"engineVersion":                      "16",
		"engineLifecycleSupport":             "open-source-rds-extended-support-disabled", // costs more than the instance
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

// If a certificate authority is given, the provider modifies the instance after creating it and waits
// a second time. RDS chooses the same authority by default.
func TestInstanceIsCreatedInOneStep(t *testing.T) {
	if authority := run(t, unchanged).Only("Instance").Get("caCertIdentifier"); authority != nil {
		t.Errorf("a certificate authority is given: %v", authority)
	}
}

// Without protect, an accidental destroy deletes everything that depends on the database before AWS
// rejects the deletion of the instance.
func TestDeletionProtectionIsAlsoPulumisProtect(t *testing.T) {
	if !run(t, unchanged).Only("Instance").IsProtected() {
		t.Error("the instance is not protected by default")
	}
	if run(t, func(a *database.Args) { a.AllowDeletion = true }).Only("Instance").IsProtected() {
		t.Error("with AllowDeletion, the instance is still protected")
	}
}

func TestOptOutsReachTheInstance(t *testing.T) {
	instance := run(t, func(a *database.Args) {
		a.SingleZone, a.AllowDeletion, a.SkipFinalSnapshot = true, true, true
	}).Only("Instance")
	for property, want := range map[string]bool{"multiAz": false, "deletionProtection": false, "skipFinalSnapshot": true} {
		if got := instance.Get(property); got != want {
			t.Errorf("%s is %v, want %t", property, got, want)
		}
	}
}

// The provider can create the group of a new major version before it deletes the old one only if the
// group has no fixed name.
func TestParameterGroupFollowsTheMajorVersion(t *testing.T) {
	g := run(t, func(a *database.Args) { a.EngineVersion, a.AllowMajorUpgrade, a.ApplyImmediately = "17", true, true })
	group := g.Only("ParameterGroup")
	if group.Text("family") != "postgres17" || group.Get("name") != nil || group.DeletesBeforeReplace() {
		t.Errorf("the parameter group is %v", group.Inputs)
	}
	instance := g.Only("Instance")
	if instance.Get("allowMajorVersionUpgrade") != true || instance.Get("applyImmediately") != true {
		t.Error("the upgrade is not allowed")
	}
}

// RDS.38, CKV2_AWS_30.
func TestServerRequiresTLSAndLogsSlowStatements(t *testing.T) {
	want := []string{
		"rds.force_ssl 1 pending-reboot", "log_statement ddl immediate", "log_min_duration_statement 1000 immediate",
	}
	if got := parameters(run(t, unchanged)); !slices.Equal(got, want) {
		t.Errorf("the parameters are %q, want %q", got, want)
	}
}

// RDS rejects a static parameter that is to be applied immediately.
func TestParametersAreAppliedAsTheyCanBe(t *testing.T) {
	g := run(t, func(a *database.Args) {
		a.Parameters = map[string]string{
			"work_mem": "8192", "max_connections": "200", "log_statement": "all", "pg_stat_statements.max": "10000",
		}
	})
	want := []string{
		"rds.force_ssl 1 pending-reboot", "log_statement all immediate", "log_min_duration_statement 1000 immediate",
		"max_connections 200 pending-reboot", "pg_stat_statements.max 10000 pending-reboot", "work_mem 8192 immediate",
	}
	if got := parameters(g); !slices.Equal(got, want) {
		t.Errorf("the parameters are %q, want %q", got, want)
	}
}

func parameters(g *graphtest.Graph) (all []string) {
	list, _ := g.Only("ParameterGroup").Get("parameters").([]any)
	for _, p := range list {
		p := p.(map[string]any)
		all = append(all, fmt.Sprint(p["name"], " ", p["value"], " ", p["applyMethod"]))
	}
	return all
}

func TestSettingsReachTheInstance(t *testing.T) {
	instance := run(t, func(a *database.Args) {
		a.Port, a.CACertificate, a.StorageGB, a.IOPS, a.ThroughputMBps = 6432, "rds-ca-ecc384-g1", 400, 16000, 4000
		a.AdvancedInsights = true
	}).Only("Instance")
	for property, want := range map[string]any{
		"port": 6432.0, "caCertIdentifier": "rds-ca-ecc384-g1", "iops": 16000.0, "storageThroughput": 4000.0,
		"databaseInsightsMode": "advanced", "performanceInsightsRetentionPeriod": 465.0,
	} {
		if got := instance.Get(property); got != want {
			t.Errorf("%s is %v, want %v", property, got, want)
		}
	}
}

func TestOwnKeyServesEveryPart(t *testing.T) {
	instance := run(t, func(a *database.Args) { a.KMSKeyARN = pulumi.String(key).ToStringOutput() }).Only("Instance")
	for _, property := range []string{
		"kmsKeyId",
		"masterUserSecretKmsKeyId",    // CKV_AWS_149
		"performanceInsightsKmsKeyId", // CKV_AWS_354
	} {
		if instance.Text(property) != key {
			t.Errorf("%s is %q", property, instance.Text(property))
		}
	}
}

func TestWindowsReachTheInstance(t *testing.T) {
	instance := run(t, func(a *database.Args) {
		a.BackupWindow, a.MaintenanceWindow = "23:45-00:15", "sun:04:00-sun:05:00"
	}).Only("Instance")
	if instance.Text("backupWindow") != "23:45-00:15" || instance.Text("maintenanceWindow") != "sun:04:00-sun:05:00" {
		t.Errorf("the windows are %q and %q", instance.Text("backupWindow"), instance.Text("maintenanceWindow"))
	}
}

// The instance's groups must be created before it and deleted after it.
func TestInstanceDependsOnItsGroups(t *testing.T) {
	g := run(t, unchanged)
	for _, typ := range []string{"SubnetGroup", "ParameterGroup", "SecurityGroup"} {
		if !g.Only("Instance").WaitsFor(g.Only(typ)) {
			t.Errorf("the %s could be deleted before the instance", typ)
		}
	}
	instance, group := g.Only("Instance"), g.Only("SubnetGroup")
	if got := instance.Text("dbSubnetGroupName"); got != group.Output("name") {
		t.Errorf("the instance's subnet group is %q", got)
	}
	if got := group.Strings("subnetIds"); !slices.Equal(got, []string{"subnet-1", "subnet-2"}) {
		t.Errorf("the subnets are %q", got)
	}
	if got := instance.Strings("vpcSecurityGroupIds"); !slices.Equal(got, []string{g.Only("SecurityGroup").ID}) {
		t.Errorf("the instance's security groups are %q", got)
	}
}

// The provider would send the performance of the smaller volume again, which RDS rejects.
func TestStorageThatGrowsIntoSeveralVolumesSaysItsPerformance(t *testing.T) {
	instance := run(t, func(a *database.Args) { a.StorageGB = 400 }).Only("Instance")
	if instance.Get("iops") != 12000.0 || instance.Get("storageThroughput") != 500.0 {
		t.Errorf("the instance has %v IOPS and %v MiB/s", instance.Get("iops"), instance.Get("storageThroughput"))
	}
	if small := run(t, func(a *database.Args) { a.StorageGB = 399 }).Only("Instance"); small.Get("iops") != nil {
		t.Error("RDS rejects IOPS for a small volume")
	}
}
