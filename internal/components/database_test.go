package components

import (
	"encoding/json"
	"maps"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/auto"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optup"
	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/database"
)

func TestLifeOfADatabase(t *testing.T) {
	fromSnapshot := func(id string) func(*database.Args) {
		return func(a *database.Args) { a.Restore = &database.Restore{SnapshotID: pulumi.String(id)} }
	}
	unchanged := func(*database.Args) {}
	for name, c := range map[string]struct {
		before, after func(*database.Args)
		want          map[apitype.OpType]int // operations that the preview shows
	}{
		"a restore is forgotten":   {fromSnapshot("shop-1-final"), unchanged, nil},
		"a restore comes too late": {unchanged, fromSnapshot("shop-1-final"), nil},
		"another backup": {fromSnapshot("shop-1-final"), func(a *database.Args) {
			a.Restore = &database.Restore{InstanceID: pulumi.String("shop-1"), Time: "2030-01-31T03:00:00Z"}
		}, nil},
		"another key": {fromSnapshot("shop-1-final"), func(a *database.Args) { // with all that has the identifier in its name
			a.Restore = &database.Restore{SnapshotID: pulumi.String("shop-1-copy")}
			a.KMSKeyARN = keyARN
		}, map[apitype.OpType]int{apitype.OpReplace: 4}},
		"an own password": {unchanged, func(a *database.Args) { a.Password = pulumi.String("correct-horse-battery") },
			map[apitype.OpType]int{apitype.OpUpdate: 1, apitype.OpCreate: 2}},
		"a major upgrade": {unchanged, func(a *database.Args) {
			a.EngineVersion, a.AllowMajorUpgrade, a.ApplyImmediately = "17", true, true
		}, map[apitype.OpType]int{apitype.OpUpdate: 1, apitype.OpReplace: 1}},
		"a static parameter": {unchanged, func(a *database.Args) {
			a.Parameters = map[string]string{"max_connections": "200"}
		}, map[apitype.OpType]int{apitype.OpUpdate: 1}},
		"monitoring": {unchanged, func(a *database.Args) { a.MonitoringSeconds = 60 },
			map[apitype.OpType]int{apitype.OpUpdate: 1, apitype.OpCreate: 2}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			change := c.before
			stack := engine(t, func(ctx *pulumi.Context) error {
				args := &database.Args{Network: subnetsOfVPC(), DatabaseName: "shop", AllowDeletion: true}
				change(args)
				_, err := database.New(ctx, "main", args)
				return err
			})
			if _, err := stack.Up(t.Context()); err != nil {
				t.Fatal(err)
			}
			change = c.after
			checkPreview(t, stack, c.want)
		})
	}
}

func checkPreview(t *testing.T, stack auto.Stack, want map[apitype.OpType]int) {
	t.Helper()
	preview, err := stack.Preview(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	got := maps.Clone(preview.ChangeSummary)
	delete(got, apitype.OpSame)
	if !maps.Equal(got, want) {
		t.Errorf("the next update would %v, want %v:\n%s", got, want, preview.StdOut)
	}
}

// A replica moves to another primary by replacement, and is promoted in place.
func TestLifeOfAReplica(t *testing.T) {
	for name, c := range map[string]struct {
		after func(*database.ReplicaArgs)
		want  map[apitype.OpType]int
	}{
		"promoted": {func(a *database.ReplicaArgs) { a.Promoted = true }, map[apitype.OpType]int{apitype.OpUpdate: 1}},
		"another primary": {func(a *database.ReplicaArgs) {
			a.PrimaryARN = pulumi.String("arn:aws:rds:" + inAccount + "db:other")
		}, map[apitype.OpType]int{apitype.OpReplace: 4}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			change := func(*database.ReplicaArgs) {}
			stack := engine(t, func(ctx *pulumi.Context) error {
				args := components["database replica"].args().(*database.ReplicaArgs)
				args.MonitoringSeconds = 0
				change(args)
				_, err := database.NewReplica(ctx, "reader", args)
				return err
			})
			if _, err := stack.Up(t.Context()); err != nil {
				t.Fatal(err)
			}
			change = c.after
			checkPreview(t, stack, c.want)
		})
	}
}

// docs/recovery.md restores an instance under its name, after somebody renamed the old one.
func TestInstanceIsRestoredUnderItsName(t *testing.T) {
	var from *database.Restore
	stack := engine(t, func(ctx *pulumi.Context) error {
		_, err := database.New(ctx, "main", &database.Args{
			Network: subnetsOfVPC(), DatabaseName: "shop", AllowDeletion: true, Restore: from,
		})
		return err
	})
	if _, err := stack.Up(t.Context()); err != nil {
		t.Fatal(err)
	}
	before := onlyOf(t, stack, "aws:rds/instance:Instance")
	from = &database.Restore{InstanceID: pulumi.String("main-old")}
	result, err := stack.Up(t.Context(), optup.Replace([]string{string(before.URN)}))
	if err != nil {
		t.Fatal(err)
	}
	if changes := *result.Summary.ResourceChanges; changes["replace"] != 1 || changes["update"]+changes["create"] != 0 {
		t.Errorf("more than the instance changes: %v", changes)
	}
	after := onlyOf(t, stack, "aws:rds/instance:Instance")
	point, _ := after.Inputs["restoreToPointInTime"].(map[string]any)
	if point["sourceDbInstanceIdentifier"] != "main-old" || after.Inputs["identifier"] != before.Inputs["identifier"] {
		t.Errorf("the instance %v is restored from %v", after.Inputs["identifier"], point)
	}
	if after.Outputs["resourceId"] == before.Outputs["resourceId"] {
		t.Error("it is the old instance")
	}
	from = nil
	checkPreview(t, stack, nil)
}

// onlyOf returns the only resource of a type in the stack.
func onlyOf(t *testing.T, stack auto.Stack, typ string) apitype.ResourceV3 {
	t.Helper()
	exported, err := stack.Export(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var deployment apitype.DeploymentV3
	if err := json.Unmarshal(exported.Deployment, &deployment); err != nil {
		t.Fatal(err)
	}
	var found []apitype.ResourceV3
	for _, r := range deployment.Resources {
		if string(r.Type) == typ {
			found = append(found, r)
		}
	}
	if len(found) != 1 {
		t.Fatalf("the stack has %d resources of type %s", len(found), typ)
	}
	return found[0]
}
