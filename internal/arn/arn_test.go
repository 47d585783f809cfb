package arn_test

import (
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/arn"
	"github.com/knwl-platform/infra/internal/check/checktest"
	"github.com/knwl-platform/infra/internal/graphtest"
)

func TestKindMatchesItsARNsOnly(t *testing.T) {
	const account = "123456789012"
	for _, c := range []struct {
		kind arn.Kind
		arn  string
		ok   bool
	}{
		{arn.TargetGroup, "arn:aws:elasticloadbalancing:eu-west-1:" + account + ":targetgroup/web/73e2d6bc", true},
		{arn.TargetGroup, "arn:aws-us-gov:elasticloadbalancing:us-gov-west-1:" + account + ":targetgroup/web/73e2d6bc", true},
		{arn.TargetGroup, "arn:aws:elasticloadbalancing:eu-west-1:" + account + ":loadbalancer/app/web/50dc6c49", false},
		{arn.Listener, "arn:aws:elasticloadbalancing:eu-west-1:" + account + ":listener-rule/app/web/1/2/3", false},
		{arn.Secret, "arn:aws:secretsmanager:eu-west-1:" + account + ":secret:api-keys-AbCdEf", true},
		{arn.Secret, "arn:aws:secretsmanager:eu-west-1:" + account + ":secret:rds!db-0f0f-AbCdEf", true},
		{arn.Secret, "arn:aws:secretsmanager:eu-west-1:" + account + ":secret:api-keys", false},
		{arn.Secret, "arn:aws:ssm:eu-west-1:" + account + ":parameter/api/keys", true},
		{arn.LoginSecret, "arn:aws:secretsmanager:eu-west-1:" + account + ":secret:registry-AbCdEf", true},
		{arn.LoginSecret, "arn:aws:ssm:eu-west-1:" + account + ":parameter/registry", false},
		{arn.LoadBalancer, "arn:aws:elasticloadbalancing:eu-west-1:" + account + ":loadbalancer/app/web/50dc6c49", true},
		{arn.LoadBalancer, "arn:aws:elasticloadbalancing:eu-west-1:" + account + ":loadbalancer/net/web/50dc6c49", false},
		{arn.Database, "arn:aws:rds:eu-west-1:" + account + ":db:main", true},
		{arn.Database, "arn:aws:rds:eu-west-1:" + account + ":cluster:main", false},
		{arn.Secret, "arn:aws:s3:::api-keys", false},
		{arn.IAMRole, "arn:aws:iam::" + account + ":role/path/task", true},
		{arn.IAMRole, "arn:aws:iam::" + account + ":user/task", false},
		{arn.IAMPolicy, "arn:aws:iam::aws:policy/ReadOnlyAccess", true},
		{arn.Topic, "arn:aws:sns:eu-west-1:" + account + ":alarms", true},
		{arn.Topic, "arn:aws:sns:eu-west-1:" + account + ":alarms:0f0f", false},
		{arn.Certificate, "knwl.example.com", false},
		{arn.DBInstance, "main-1a2b3c4", true},
		{arn.DBInstance, "M" + strings.Repeat("1", 62), true},
		{arn.DBInstance, "m" + strings.Repeat("1", 63), false},
		{arn.DBInstance, "1main", false},
		{arn.DBInstance, "not valid!", false},
		{arn.DBInstance, "main.abc.eu-west-1.rds.amazonaws.com", false},
		{arn.DBInstance, "arn:aws:rds:eu-west-1:" + account + ":db:main", false},
		{arn.DBSnapshot, "main-1a2b3c4-final", true},
		{arn.DBSnapshot, "rds:main-1-2026-01-31-03-10", true},
		{arn.DBSnapshot, "awsbackup:job-f8a00e0c-0f0f", true},
		{arn.DBSnapshot, "arn:aws-cn:rds:cn-north-1:" + account + ":snapshot:rds:main-1-2026-01-31-03-10", true},
		{arn.DBSnapshot, "arn:aws:rds:eu-west-1:" + account + ":snapshot:shared", true},
		{arn.DBSnapshot, "arn:aws:rds:eu-west-1:" + account + ":cluster-snapshot:shared", false},
		{arn.DBSnapshot, "arn:aws:rds:eu-west-1:" + account + ":db:main", false},
		{arn.DBSnapshot, "not valid!", false},
	} {
		if err := c.kind.Check(c.arn); (err == nil) != c.ok {
			t.Errorf("%s: %v", c.arn, err)
		}
	}
}

func TestPlaceOfAValueThatIsNoARNNamesItsOwner(t *testing.T) {
	err := graphtest.FailLate(t, func(ctx *pulumi.Context) error {
		place := arn.PlaceOf(`network "main"`, "the VPC", pulumi.String("").ToStringOutput())
		return graphtest.Consume(ctx, map[string]pulumi.StringOutput{"region": place.Expand("{region}")})
	})
	checktest.Contains(t, err, `network "main": arn of the VPC "": must be an ARN`, ";")
}

func TestPlaceFillsPatterns(t *testing.T) {
	g := graphtest.Run(t, func(ctx *pulumi.Context) error {
		place := arn.PlaceOf(`network "main"`, "the VPC", pulumi.String("arn:aws-cn:ec2:cn-north-1:210987654321:vpc/a:b"))
		filled := place.Expand("{partition} {region} {account} {other}")
		return graphtest.Consume(ctx, map[string]pulumi.StringOutput{"filled": filled})
	})
	if got := g.Only("Topic").Text("displayName"); got != "aws-cn cn-north-1 210987654321 {other}" {
		t.Errorf("the pattern became %q", got)
	}
}
