package database

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/check"
	"github.com/knwl-platform/infra/internal/check/checktest"
	"github.com/knwl-platform/infra/internal/graphtest"
)

// In the preview that creates a server, its ARN is not known.
func TestUserARNRefusesWildcardsBeforeTheServerExists(t *testing.T) {
	unknown := pulumi.UnsafeUnknownOutput(nil).ApplyT(func(any) string { return "" }).(pulumi.StringOutput)
	server := access{check.Component{Kind: "database", Name: "main"}, unknown, unknown}
	err := graphtest.FailPreview(t, func(ctx *pulumi.Context) error {
		return graphtest.Consume(ctx, map[string]pulumi.StringOutput{"user": server.userARN("*")})
	})
	checktest.Contains(t, err, `database "main": UserARN user "*": must be the name of one user`)
}
