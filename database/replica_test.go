package database_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra"
	"github.com/knwl-platform/infra/database"
	"github.com/knwl-platform/infra/internal/check/checktest"
	"github.com/knwl-platform/infra/internal/graphtest"
)

const (
	near = pulumi.String("arn:aws:rds:us-east-1:123456789012:db:main-1")
	far  = pulumi.String("arn:aws:rds:eu-west-1:123456789012:db:main-1")
)

// replica creates a replica from valid arguments with the required fields only, after a change.
func replica(
	change func(*database.ReplicaArgs), use func(*pulumi.Context, *database.Replica) error,
) pulumi.RunFunc {
	return func(ctx *pulumi.Context) error {
		args := database.ReplicaArgs{
			Network: infra.Network{
				VPCID: pulumi.String("vpc-1"), SubnetIDs: pulumi.ToStringArray([]string{"subnet-1", "subnet-2"}),
			},
			PrimaryARN: near,
		}
		change(&args)
		made, err := database.NewReplica(ctx, "reader", &args)
		if err != nil {
			return err
		}
		return use(ctx, made)
	}
}

func unused(*pulumi.Context, *database.Replica) error { return nil }

func TestReplicaIsSafeByDefaultAndTakesTheRestFromItsPrimary(t *testing.T) {
	instance := graphtest.Run(t, replica(func(*database.ReplicaArgs) {}, unused)).Only("Instance")
	for property, want := range map[string]any{
		"replicateSourceDb":                string(near),
		"publiclyAccessible":               false, // RDS.2
		"storageEncrypted":                 true,  // RDS.3
		"multiAz":                          false,
		"deletionProtection":               true, // RDS.8
		"iamDatabaseAuthenticationEnabled": true, // RDS.10
		"autoMinorVersionUpgrade":          true, // RDS.13
		"maxAllocatedStorage":              65536.0,
		"skipFinalSnapshot":                true, // RDS refuses a snapshot
		"finalSnapshotIdentifier":          nil,
		"backupRetentionPeriod":            nil,
		"allocatedStorage":                 nil,
		"engine":                           nil,
		"engineVersion":                    nil,
		"dbName":                           nil,
		"username":                         nil,
		"password":                         nil,
		"manageMasterUserPassword":         nil,
		"kmsKeyId":                         nil,
	} {
		if got := instance.Get(property); got != want {
			t.Errorf("%s is %v, want %v", property, got, want)
		}
	}
	if !instance.IsProtected() {
		t.Error("the replica is not protected by default")
	}
}

// The subnet group's name is the identifier. With another one, the provider would rename the replica and
// leave it with its old primary.
func TestAnotherPrimaryReplacesTheReplica(t *testing.T) {
	g := graphtest.Run(t, replica(func(*database.ReplicaArgs) {}, unused))
	group, instance := g.Only("SubnetGroup"), g.Only("Instance")
	if !strings.Contains(group.Text("description"), string(near)) || !slices.Contains(group.ReplacesOn(), "description") {
		t.Errorf("another primary does not replace the subnet group, described as %q", group.Text("description"))
	}
	if !slices.Equal(instance.ReplacesOn(), []string{"identifier"}) || !instance.CreatesBeforeReplace() {
		t.Errorf("another identifier does not replace the replica, but %q does", instance.ReplacesOn())
	}
	if !slices.Contains(instance.Ignores(), "replicateSourceDb") { // RDS shortens the ARN to the identifier
		t.Error("after a refresh, the update would change the primary, which fails")
	}
}

// The provider promotes a replica whose source is removed.
func TestPromotionChangesTheReplicaInPlaceAndStartsBackups(t *testing.T) {
	instance := graphtest.Run(t, replica(func(a *database.ReplicaArgs) { a.Promoted = true }, unused)).Only("Instance")
	if instance.Get("replicateSourceDb") != nil || len(instance.ReplacesOn()) > 0 || len(instance.Ignores()) > 0 {
		t.Errorf("the replica still follows %v, is replaced by %q and ignores %q",
			instance.Get("replicateSourceDb"), instance.ReplacesOn(), instance.Ignores())
	}
	if instance.Get("backupRetentionPeriod") != 7.0 || instance.Get("skipFinalSnapshot") != false {
		t.Errorf("a promoted replica has backups of %v days and no final snapshot", instance.Get("backupRetentionPeriod"))
	}
	if got, want := instance.Text("finalSnapshotIdentifier"), instance.Text("identifier")+"-final"; got != want {
		t.Errorf("the final snapshot is %q, want %q", got, want)
	}
}

// RDS upgrades a replica with its primary, but a promoted one has none.
func TestAPromotedReplicaIsUpgradedOnDemand(t *testing.T) {
	upgraded := func(allow bool) *graphtest.Node {
		return graphtest.Run(t, replica(func(a *database.ReplicaArgs) {
			a.Promoted, a.EngineVersion, a.AllowMajorUpgrade, a.ApplyImmediately = true, "17", allow, true
		}, unused)).Only("Instance")
	}
	with, without := upgraded(true), upgraded(false)
	if with.Get("engineVersion") != "17" || with.Get("allowMajorVersionUpgrade") != true {
		t.Errorf("the upgrade is to %v, allowed: %v", with.Get("engineVersion"), with.Get("allowMajorVersionUpgrade"))
	}
	if without.Get("engineVersion") != nil || without.Get("allowMajorVersionUpgrade") != nil {
		t.Error("without AllowMajorUpgrade, the promotion changes the version")
	}
}

func TestReplicaInAnotherRegionNeedsAKey(t *testing.T) {
	abroad := func(a *database.ReplicaArgs) { a.PrimaryARN = far.ToStringOutput() }
	checktest.Contains(t, graphtest.FailLate(t, replica(abroad, unused)),
		`database "reader": KMSKeyARN (not set): is required, because the primary is in eu-west-1 `+
			`and the replica in us-east-1; give a key in us-east-1`)
	instance := graphtest.Run(t, replica(func(a *database.ReplicaArgs) {
		abroad(a)
		a.KMSKeyARN = pulumi.String(key)
	}, unused)).Only("Instance")
	if instance.Text("kmsKeyId") != key || instance.Text("performanceInsightsKmsKeyId") != key ||
		instance.Get("masterUserSecretKmsKeyId") != nil {
		t.Error("the replica does not use the key, or has a secret of its own")
	}
}

func TestOutputsAreThoseOfTheReplica(t *testing.T) {
	g := graphtest.Run(t, replica(func(*database.ReplicaArgs) {}, func(ctx *pulumi.Context, r *database.Replica) error {
		if r.Port != 5432 || r.Connection().Port != 5432 {
			t.Errorf("ports %d and %d", r.Port, r.Connection().Port)
		}
		return graphtest.Consume(ctx, map[string]pulumi.StringInput{
			"host": r.Host, "group": r.Connection().SecurityGroupID, "id": r.InstanceID, "arn": r.ARN,
			"resource": r.ResourceID, "user": r.UserARN("app"),
		})
	}))
	instance := g.Only("Instance")
	resource := instance.Output("resourceId").(string)
	for name, want := range map[string]string{
		"host": instance.Output("address").(string), "group": g.Only("SecurityGroup").ID, "id": instance.Text("identifier"),
		"arn": instance.Output("arn").(string), "resource": resource,
		"user": "arn:aws:rds-db:us-east-1:123456789012:dbuser:" + resource + "/app",
	} {
		if got := g.Named("Topic", name).Text("displayName"); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	g.None("SecurityGroupIngressRule")
}

func TestReplicaHasGroupsOfItsOwn(t *testing.T) {
	g := graphtest.Run(t, replica(func(a *database.ReplicaArgs) {
		a.EngineVersion, a.LogRetentionDays, a.Standby = "17", 30, true
	}, unused))
	instance, groups := g.Only("Instance"), g.All("LogGroup")
	if len(groups) != 2 || !instance.WaitsFor(groups[0]) || groups[0].Get("retentionInDays") != 30.0 {
		t.Errorf("the replica has %d log groups, does not wait for them, or they keep logs for another time", len(groups))
	}
	if g.Only("ParameterGroup").Text("family") != "postgres17" || instance.Get("multiAz") != true {
		t.Error("the version or the standby does not reach the replica")
	}
}

func TestReplicaWithBadArgumentsIsRefusedBeforeAnythingIsRegistered(t *testing.T) {
	err := graphtest.Fail(t, func(ctx *pulumi.Context) error {
		_, err := database.NewReplica(ctx, "reader", nil)
		return err
	})
	checktest.Contains(t, err, `database "reader": 3 mistakes:`, "Network.VPCID", "Network.SubnetIDs",
		"PrimaryARN (not set): is required; give the ARN of the instance to replicate")
	for want, change := range map[string]func(*database.ReplicaArgs){
		"MaxStorageGB 21: must be at least 10% more than the storage of the primary": func(a *database.ReplicaArgs) {
			a.MaxStorageGB = new(21)
		},
		"AllowMajorUpgrade true: requires Promoted, because RDS": func(a *database.ReplicaArgs) {
			a.AllowMajorUpgrade, a.ApplyImmediately = true, true
		},
		"AllowMajorUpgrade true: requires ApplyImmediately": func(a *database.ReplicaArgs) {
			a.AllowMajorUpgrade, a.Promoted = true, true
		},
		`InstanceClass "db.T4g.micro": must be an RDS instance class`: func(a *database.ReplicaArgs) {
			a.InstanceClass = "db.T4g.micro"
		},
		`KMSKeyARN "` + key + `": is in us-east-1, like the primary; leave it out`: func(a *database.ReplicaArgs) {
			a.KMSKeyARN = pulumi.String(key)
		},
	} {
		checktest.Contains(t, graphtest.Fail(t, replica(change, unused)), `database "reader": `+want)
	}
	for _, most := range []int{0, 22} {
		graphtest.Run(t, replica(func(a *database.ReplicaArgs) { a.MaxStorageGB = &most }, unused))
	}
}

// RDS rejects another subnet group of the same VPC for an instance that stays.
func TestAPromotedReplicaKeepsItsSubnetGroup(t *testing.T) {
	promoted := graphtest.Run(t, replica(func(a *database.ReplicaArgs) { a.Promoted = true }, unused))
	if group := promoted.Only("SubnetGroup"); len(group.ReplacesOn()) > 0 {
		t.Errorf("%q replaces the subnet group", group.ReplacesOn())
	}
	if group := run(t, unchanged).Only("SubnetGroup"); !slices.Contains(group.ReplacesOn(), "description") {
		t.Error("another database name does not replace the subnet group")
	}
}
