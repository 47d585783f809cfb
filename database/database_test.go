package database_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/rds"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra"
	"github.com/knwl-platform/infra/database"
	"github.com/knwl-platform/infra/internal/check/checktest"
	"github.com/knwl-platform/infra/internal/graphtest"
)

const key = "arn:aws:kms:us-east-1:123456789012:key/1234"

// run creates a database from valid arguments with the required fields only, after a change.
func run(t testing.TB, change func(*database.Args)) *graphtest.Graph {
	t.Helper()
	return graphtest.Run(t, program(change, func(*pulumi.Context, *database.Postgres) error { return nil }))
}

func program(change func(*database.Args), use func(*pulumi.Context, *database.Postgres) error) pulumi.RunFunc {
	return func(ctx *pulumi.Context) error {
		args := database.Args{
			Network: infra.Network{
				VPCID: pulumi.String("vpc-1"), SubnetIDs: pulumi.ToStringArray([]string{"subnet-1", "subnet-2"}),
			},
			DatabaseName: "shop",
		}
		change(&args)
		db, err := database.New(ctx, "main", &args)
		if err != nil {
			return err
		}
		return use(ctx, db)
	}
}

func unchanged(*database.Args) {}

func TestSecurityGroupAdmitsNobodyByItself(t *testing.T) {
	g := run(t, unchanged)
	g.None("SecurityGroupIngressRule")
	g.None("SecurityGroupEgressRule")
	group := g.Only("SecurityGroup")
	if group.Get("ingress") != nil || group.Get("egress") != nil || group.Text("description") == "" {
		t.Errorf("the security group is %v", group.Inputs)
	}
}

func TestOutputsAreThoseOfTheInstance(t *testing.T) {
	g := graphtest.Run(t, program(unchanged, func(ctx *pulumi.Context, db *database.Postgres) error {
		if db.Port != 5432 {
			t.Errorf("port %d", db.Port)
		}
		return graphtest.Consume(ctx, map[string]pulumi.StringOutput{
			"host": db.Host, "database": db.DatabaseName, "user": db.Username, "secret": db.SecretARN,
			"group": db.SecurityGroupID, "id": db.InstanceID, "arn": db.ARN, "resource": db.ResourceID,
		})
	}))
	instance := g.Only("Instance")
	id := instance.Text("identifier")
	for name, want := range map[string]string{
		"host": id + ".", "database": "shop", "user": "app", "group": "sg-", "id": id,
		"secret": "arn:aws:secretsmanager:us-east-1:123456789012:secret:rds!",
		"arn":    "arn:aws:rds:us-east-1:123456789012:db:" + id, "resource": "db-",
	} {
		if got := g.Named("Topic", name); !strings.HasPrefix(got.Text("displayName"), want) {
			t.Errorf("%s is %q, want %q...", name, got.Text("displayName"), want)
		}
	}
	for _, name := range []string{"host", "secret", "id", "arn", "resource"} {
		if !g.Named("Topic", name).WaitsFor(instance) {
			t.Errorf("%s resolves before the instance exists", name)
		}
	}
	if g.Named("Topic", "group").WaitsFor(instance) {
		t.Error("the security group waits for the instance, which takes many minutes")
	}
}

func TestConnectionIsToTheInstance(t *testing.T) {
	withPort := func(a *database.Args) { a.Port = 6432 }
	g := graphtest.Run(t, program(withPort, func(ctx *pulumi.Context, db *database.Postgres) error {
		if port := db.Connection().Port; port != 6432 {
			t.Errorf("port %d", port)
		}
		return graphtest.Consume(ctx, map[string]pulumi.StringInput{"group": db.Connection().SecurityGroupID})
	}))
	if got, want := g.Named("Topic", "group").Text("displayName"), g.Only("SecurityGroup").ID; got != want {
		t.Errorf("the group is %q, want that of the instance, %q", got, want)
	}
}

func TestTagsAndTransformReachTheChildren(t *testing.T) {
	g := run(t, func(a *database.Args) {
		a.Tags = map[string]string{"team": "search"}
		a.Transform.Instance = func(_ string, args *rds.InstanceArgs, opts *[]pulumi.ResourceOption) {
			args.DedicatedLogVolume = pulumi.Bool(true)
			*opts = append(*opts, pulumi.IgnoreChanges([]string{"tags"}))
		}
	})
	for _, typ := range []string{"Instance", "SubnetGroup", "ParameterGroup", "SecurityGroup"} {
		if n := g.Only(typ); n.Text("tags.team") != "search" || n.Text("tags.Name") != "main" {
			t.Errorf("the tags of the %s are %v", typ, n.Get("tags"))
		}
	}
	instance := g.Only("Instance")
	if instance.Get("dedicatedLogVolume") != true || !slices.Contains(instance.Ignores(), "tags") {
		t.Error("the edit did not reach the instance")
	}
}

// A managed password that an edit turns off leaves no secret, as no client would find out later.
func TestSecretThatTurnsOutMissingIsNamed(t *testing.T) {
	err := graphtest.FailLate(t, program(func(a *database.Args) {
		a.Transform.Instance = func(_ string, args *rds.InstanceArgs, _ *[]pulumi.ResourceOption) {
			args.ManageMasterUserPassword = nil
		}
	}, func(*pulumi.Context, *database.Postgres) error { return nil }))
	checktest.Contains(t, err,
		`database "main": SecretARN (not set): RDS has no secret for the instance; set Password instead of changing`)
}

func TestBadArgumentsAreRefusedBeforeAnythingIsRegistered(t *testing.T) {
	graphtest.Fail(t, func(ctx *pulumi.Context) error {
		_, err := database.New(ctx, "main", nil)
		return err
	})
}

func TestKeyOfTheWrongKindIsRefusedOnceItIsKnown(t *testing.T) {
	err := graphtest.FailLate(t, program(func(a *database.Args) {
		a.KMSKeyARN = pulumi.String("arn:aws:iam::123456789012:role/task").ToStringOutput()
	}, func(*pulumi.Context, *database.Postgres) error { return nil }))
	checktest.Contains(t, err,
		`database "main": KMSKeyARN "arn:aws:iam::123456789012:role/task": must be a KMS key ARN`)
}

// A caller that declares a StringOutput and sets it under an if passes a zero output.
func TestZeroOutputIsNoKey(t *testing.T) {
	instance := run(t, func(a *database.Args) { a.KMSKeyARN = pulumi.StringOutput{} }).Only("Instance")
	if key := instance.Get("kmsKeyId"); key != nil {
		t.Errorf("the storage's key is %v", key)
	}
}
