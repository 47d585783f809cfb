package database_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/database"
	"github.com/knwl-platform/infra/internal/check/checktest"
	"github.com/knwl-platform/infra/internal/graphtest"
)

func TestUserARNNamesOneUserOfThisInstance(t *testing.T) {
	g := graphtest.Run(t, program(unchanged, func(ctx *pulumi.Context, db *database.Postgres) error {
		return graphtest.Consume(ctx, map[string]pulumi.StringOutput{"user": db.UserARN("shop_app")})
	}))
	id := g.Only("Instance").Output("resourceId").(string)
	want := "arn:aws:rds-db:us-east-1:123456789012:dbuser:" + id + "/shop_app"
	if got := g.Named("Topic", "user").Text("displayName"); got != want {
		t.Errorf("the user is %q, want %q", got, want)
	}
}

// A policy with a wildcard would admit the master user too.
func TestUserARNRefusesWildcards(t *testing.T) {
	for _, user := range []string{"", "*", "app_*", "app?", "a/b"} {
		err := graphtest.FailLate(t, program(unchanged, func(ctx *pulumi.Context, db *database.Postgres) error {
			return graphtest.Consume(ctx, map[string]pulumi.StringOutput{"user": db.UserARN(user)})
		}))
		checktest.Contains(t, err, `database "main": UserARN user "`+user+`": must be the name of one user`, "; give a name")
	}
}
