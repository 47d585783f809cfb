package components

import (
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/rds"
	"github.com/pulumi/pulumi/sdk/v3/go/auto"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/events"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optpreview"
	"github.com/pulumi/pulumi/sdk/v3/go/auto/optup"
	"github.com/pulumi/pulumi/sdk/v3/go/common/apitype"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/database"
)

// lives are updates of databases, by the name of the database, and what a preview must show of them.
var lives = map[string]struct {
	before, after func(*database.Args)
	want          []string
}{
	"restored-once": {fromSnapshot("shop-1-final"), asItIs, nil},
	"restored-late": {asItIs, fromSnapshot("shop-1-final"), nil},
	"from-another": {fromSnapshot("shop-1-final"), func(a *database.Args) {
		a.Restore = &database.Restore{InstanceID: pulumi.String("shop-1"), Time: "2026-01-31T03:00:00Z"}
	}, nil},
	"other-key": {fromSnapshot("shop-1-final"), func(a *database.Args) { // and what has the identifier in its name
		a.Restore, a.KMSKeyARN = &database.Restore{SnapshotID: pulumi.String("shop-1-copy")}, keyARN
	}, []string{"replace Instance", "replace LogGroup", "replace LogGroup", "replace SubnetGroup"}},
	"corrected": {keepsItsName, func(a *database.Args) { // the instance has the name of its backup
		keepsItsName(a)
		a.DatabaseName = "other"
	}, []string{"replace Instance", "replace LogGroup", "replace LogGroup", "replace SubnetGroup"}},
	"own-password": {asItIs, ownPassword, []string{"create Secret", "create SecretVersion", "update Instance"}},
	"managed-password": {ownPassword, func(a *database.Args) {
		a.Password = nil
	}, []string{"delete Secret", "delete SecretVersion", "update Instance"}},
	"upgraded": {asItIs, func(a *database.Args) {
		a.EngineVersion, a.AllowMajorUpgrade, a.ApplyImmediately = "17", true, true
	}, []string{"replace ParameterGroup", "update Instance"}},
	"tuned": {asItIs, func(a *database.Args) {
		a.Parameters = map[string]string{"max_connections": "200"}
	}, []string{"update ParameterGroup"}},
	"monitored": {asItIs, func(a *database.Args) {
		a.MonitoringSeconds = 60
	}, []string{"create Role", "create RolePolicy", "update Instance"}},
}

func asItIs(*database.Args) {}

// keepsItsName makes a change of DatabaseName none of the instance, as it is after Restore.
func keepsItsName(a *database.Args) {
	a.Transform.Instance = func(_ string, args *rds.InstanceArgs, _ *[]pulumi.ResourceOption) {
		args.DbName = pulumi.String("other")
	}
}

func ownPassword(a *database.Args) { a.Password = pulumi.String("correct-horse-battery") }

func fromSnapshot(id string) func(*database.Args) {
	return func(a *database.Args) { a.Restore = &database.Restore{SnapshotID: pulumi.String(id)} }
}

// replicaLives are updates of replicas.
var replicaLives = map[string]struct {
	after func(*database.ReplicaArgs)
	want  []string
}{
	"promoted": {func(a *database.ReplicaArgs) { a.Promoted = true }, []string{"update Instance"}},
	"moved": {func(a *database.ReplicaArgs) {
		a.PrimaryARN = pulumi.String("arn:aws:rds:" + inAccount + "db:other")
	}, []string{"replace Instance", "replace LogGroup", "replace LogGroup", "replace SubnetGroup"}},
}

func TestLifeOfDatabases(t *testing.T) {
	later := false
	stack := engine(t, func(ctx *pulumi.Context) error {
		for name, life := range lives {
			args := &database.Args{Network: subnetsOfVPC(), DatabaseName: "shop", AllowDeletion: true}
			if life.before(args); later {
				args.Restore = nil
				life.after(args)
			}
			if _, err := database.New(ctx, name, args); err != nil {
				return err
			}
		}
		for name, life := range replicaLives {
			args := &database.ReplicaArgs{
				Network: subnetsOfVPC(), PrimaryARN: pulumi.String("arn:aws:rds:" + inAccount + "db:shop"), AllowDeletion: true,
			}
			if later {
				life.after(args)
			}
			if _, err := database.NewReplica(ctx, name, args); err != nil {
				return err
			}
		}
		return nil
	})
	if _, err := stack.Up(t.Context()); err != nil {
		t.Fatal(err)
	}
	later = true
	shown := previewed(t, stack)
	for name, life := range lives {
		if !slices.Equal(shown[name], life.want) {
			t.Errorf("the update of %s would %q, want %q", name, shown[name], life.want)
		}
	}
	for name, life := range replicaLives {
		if !slices.Equal(shown[name], life.want) {
			t.Errorf("the update of %s would %q, want %q", name, shown[name], life.want)
		}
	}
}

// shownOperations are those that a person reads; a replacement consists of others too.
var shownOperations = []apitype.OpType{apitype.OpCreate, apitype.OpUpdate, apitype.OpReplace, apitype.OpDelete}

// previewed returns the operations that a preview shows, by the names of the components.
func previewed(t *testing.T, stack auto.Stack) map[string][]string {
	t.Helper()
	seen, done := make(chan events.EngineEvent), make(chan map[string][]string)
	go func() {
		shown := map[string][]string{}
		for event := range seen {
			if event.ResourcePreEvent == nil {
				continue
			}
			operation, urn := event.ResourcePreEvent.Metadata.Op, resource.URN(event.ResourcePreEvent.Metadata.URN)
			if slices.Contains(shownOperations, operation) {
				name, _, _ := strings.Cut(urn.Name(), "--")
				shown[name] = append(shown[name], string(operation)+" "+string(urn.Type().Name()))
			}
		}
		for _, operations := range shown {
			slices.Sort(operations)
		}
		done <- shown
	}()
	if _, err := stack.Preview(t.Context(), optpreview.EventStreams(seen)); err != nil {
		t.Fatal(err)
	}
	return <-done
}

// RDS can only promote what exists, and only the engine knows whether it does.
func TestAReplicaThatDoesNotExistIsNotPromoted(t *testing.T) {
	stack := engine(t, func(ctx *pulumi.Context) error {
		_, err := database.NewReplica(ctx, "heir", &database.ReplicaArgs{
			Network: subnetsOfVPC(), PrimaryARN: pulumi.String("arn:aws:rds:" + inAccount + "db:shop"), Promoted: true,
		})
		return err
	})
	_, err := stack.Preview(t.Context())
	if err == nil || !strings.Contains(err.Error(), `database "heir": Promoted true: would create or replace`) {
		t.Errorf("the preview ends with %v", err)
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
	if shown := previewed(t, stack); len(shown) > 0 {
		t.Errorf("without Restore, the next update would %v", shown)
	}
}

// onlyOf returns the only resource of a type in the stack.
func onlyOf(t *testing.T, stack auto.Stack, typ string) apitype.ResourceV3 {
	t.Helper()
	var found []apitype.ResourceV3
	for _, r := range stateOf(t, stack) {
		if string(r.Type) == typ {
			found = append(found, r)
		}
	}
	if len(found) != 1 {
		t.Fatalf("the stack has %d resources of type %s", len(found), typ)
	}
	return found[0]
}
