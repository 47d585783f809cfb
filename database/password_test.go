package database_test

import (
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/database"
	"github.com/knwl-platform/infra/internal/check/checktest"
	"github.com/knwl-platform/infra/internal/graphtest"
)

const password = "correct-horse-battery"

func withPassword(a *database.Args) { a.Password = pulumi.String(password).ToStringOutput() }

// RDS creates no replica of an instance whose password it manages.
func TestOwnPasswordIsSecretAndIsKeptAsRDSWould(t *testing.T) {
	g := graphtest.Run(t, program(withPassword, func(ctx *pulumi.Context, db *database.Postgres) error {
		return graphtest.Consume(ctx, map[string]pulumi.StringOutput{"secret": db.SecretARN})
	}))
	instance, version := g.Only("Instance"), g.Only("SecretVersion")
	if instance.Text("password") != password || instance.Get("manageMasterUserPassword") != nil {
		t.Errorf("the instance has another password, or one that RDS manages: %v", instance.Get("manageMasterUserPassword"))
	}
	var content map[string]string
	version.JSON("secretString", &content)
	if len(content) != 2 || content["username"] != "app" || content["password"] != password {
		t.Error("the secret has another content than one of RDS")
	}
	if !instance.IsSecret("password") || !version.IsSecret("secretString") {
		t.Error("the password is in the state in plain text")
	}
	if !version.WaitsFor(instance) {
		t.Error("the secret has the password before the instance has it")
	}
	topic := g.Named("Topic", "secret")
	if topic.Text("displayName") != g.Only("secretsmanager/secret:Secret").Output("arn") || !topic.WaitsFor(version) {
		t.Errorf("SecretARN is %q, or resolves before the secret has a value", topic.Text("displayName"))
	}
}

func TestSecretOfAnOwnPasswordIsKeptAndEncryptedLikeTheData(t *testing.T) {
	for skip, days := range map[bool]float64{false: 30, true: 0} {
		secret := run(t, func(a *database.Args) {
			withPassword(a)
			a.SkipFinalSnapshot, a.KMSKeyARN = skip, pulumi.String(key)
		}).Only("secretsmanager/secret:Secret")
		if secret.Get("recoveryWindowInDays") != days || secret.Text("kmsKeyId") != key {
			t.Errorf("the secret is kept for %v days, with the key %v",
				secret.Get("recoveryWindowInDays"), secret.Get("kmsKeyId"))
		}
	}
}

func TestPasswordThatTurnsOutInvalidIsNotShown(t *testing.T) {
	err := graphtest.FailLate(t, program(func(a *database.Args) {
		a.Password = pulumi.String("hunter 2").ToStringOutput()
	}, func(*pulumi.Context, *database.Postgres) error { return nil }))
	checktest.Contains(t, err, `database "main": Password (not shown): must have 8 to 128 printable ASCII`, "; generate")
	if strings.Contains(err.Error(), "hunter") {
		t.Errorf("the error shows the password: %v", err)
	}
}
