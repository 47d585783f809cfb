package iampolicy_test

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/graphtest"
	"github.com/knwl-platform/infra/internal/iampolicy"
)

// Pulumi compares policies as text, so the same parts must always give the same JSON.
func TestDocumentIsTheSameJSONEveryTime(t *testing.T) {
	text := func(s string) pulumi.StringInput { return pulumi.String(s) }
	list := func(s ...string) pulumi.StringArrayInput { return pulumi.ToStringArray(s) }
	read := []string{"s3:GetObject", "s3:ListBucket"}
	for name, c := range map[string]struct {
		document pulumi.StringOutput
		want     string
	}{
		"grants": {
			iampolicy.Document(iampolicy.Statement{
				Actions: read, Resources: []pulumi.StringInput{text("arn:a"), text("arn:b")},
			}),
			`{"Statement":[{"Action":["s3:GetObject","s3:ListBucket"],"Effect":"Allow",` +
				`"Resource":["arn:a","arn:b"]}],"Version":"2012-10-17"}`,
		},
		"grants on a list known late": {
			iampolicy.Document(iampolicy.Statement{Actions: read[:1], ResourceList: list("arn:a")}),
			`{"Statement":[{"Action":["s3:GetObject"],"Effect":"Allow","Resource":["arn:a"]}],` +
				`"Version":"2012-10-17"}`,
		},
		"omits a statement without resources": {
			iampolicy.Document(
				iampolicy.Statement{Actions: read, ResourceList: list()},
				iampolicy.Statement{Actions: read[:1], Resources: []pulumi.StringInput{text("*")}},
			),
			`{"Statement":[{"Action":["s3:GetObject"],"Effect":"Allow","Resource":["*"]}],"Version":"2012-10-17"}`,
		},
		"shares with accounts": {
			iampolicy.Document(iampolicy.Statement{
				Actions: read[:1], Resources: []pulumi.StringInput{text("*")}, Principals: list("arn:root"),
			}),
			`{"Statement":[{"Action":["s3:GetObject"],"Effect":"Allow",` +
				`"Principal":{"AWS":["arn:root"]},"Resource":["*"]}],"Version":"2012-10-17"}`,
		},
		"trusts a service under every condition": {
			iampolicy.AssumeRole(text("ecs-tasks.amazonaws.com"), iampolicy.Conditions{
				"StringEquals": {"aws:SourceAccount": text("1"), "aws:SourceOrgID": text("o")},
				"ArnLike":      {"aws:SourceArn": text("arn:x")},
			}),
			`{"Statement":[{"Action":["sts:AssumeRole"],"Condition":{"ArnLike":{"aws:SourceArn":"arn:x"},` +
				`"StringEquals":{"aws:SourceAccount":"1","aws:SourceOrgID":"o"}},` +
				`"Effect":"Allow","Principal":{"Service":"ecs-tasks.amazonaws.com"}}],"Version":"2012-10-17"}`,
		},
		"trusts without conditions": {
			iampolicy.AssumeRole(text("ecs-tasks.amazonaws.com"), nil),
			`{"Statement":[{"Action":["sts:AssumeRole"],"Effect":"Allow",` +
				`"Principal":{"Service":"ecs-tasks.amazonaws.com"}}],"Version":"2012-10-17"}`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			g := graphtest.Run(t, func(ctx *pulumi.Context) error {
				return graphtest.Consume(ctx, map[string]pulumi.StringOutput{"policy": c.document})
			})
			if got := g.Only("Topic").Text("displayName"); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}
