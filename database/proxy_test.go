package database_test

import (
	"fmt"
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

const users = pulumi.String("arn:aws:secretsmanager:us-east-1:123456789012:secret:app-AbCdEf")

// proxy creates a proxy from valid arguments with the required fields only, after a change.
func proxy(change func(*database.ProxyArgs), use func(*pulumi.Context, *database.Proxy) error) pulumi.RunFunc {
	return func(ctx *pulumi.Context) error {
		args := database.ProxyArgs{
			Network: infra.Network{
				VPCID: pulumi.String("vpc-1"), SubnetIDs: pulumi.ToStringArray([]string{"subnet-1", "subnet-2"}),
			},
			InstanceID: pulumi.String("main-1"), Database: infra.Connection{SecurityGroupID: pulumi.String("sg-db"), Port: 6432},
			SecretARNs: []pulumi.StringInput{users},
		}
		change(&args)
		made, err := database.NewProxy(ctx, "pool", &args)
		if err != nil {
			return err
		}
		return use(ctx, made)
	}
}

func noProxy(*pulumi.Context, *database.Proxy) error { return nil }

func TestProxyRequiresTLSAndIAM(t *testing.T) {
	g := graphtest.Run(t, proxy(func(*database.ProxyArgs) {}, noProxy))
	made := g.Only("rds/proxy:Proxy")
	for path, want := range map[string]any{
		"requireTls": true, "engineFamily": "POSTGRESQL", "idleClientTimeout": 1800.0, "name": nil,
		"auths[0].authScheme": "SECRETS", "auths[0].iamAuth": "REQUIRED", "auths[0].secretArn": string(users),
		"roleArn": g.Only("iam/role:Role").Output("arn"),
	} {
		if got := made.Get(path); got != want {
			t.Errorf("%s is %v, want %v", path, got, want)
		}
	}
	if !made.WaitsFor(g.Only("RolePolicy")) {
		t.Error("the proxy could start before it may read the secrets")
	}
	pool := g.Only("ProxyDefaultTargetGroup")
	if pool.Get("connectionPoolConfig.maxConnectionsPercent") != 90.0 ||
		pool.Get("connectionPoolConfig.maxIdleConnectionsPercent") != 45.0 {
		t.Errorf("the pool is %v", pool.Get("connectionPoolConfig"))
	}
}

func TestProxyMayReadItsSecretsOnly(t *testing.T) {
	g := graphtest.Run(t, proxy(func(a *database.ProxyArgs) { a.KMSKeyARN = pulumi.String(key) }, noProxy))
	var policy struct {
		Statement []struct {
			Action, Resource []string
			Condition        map[string]map[string]string
		}
	}
	g.Only("RolePolicy").JSON("policy", &policy)
	if len(policy.Statement) != 2 ||
		!slices.Equal(policy.Statement[0].Resource, []string{string(users)}) ||
		!slices.Equal(policy.Statement[1].Resource, []string{key}) {
		t.Errorf("the proxy may %v", policy.Statement)
	}
	via := policy.Statement[1].Condition["StringLike"]["kms:ViaService"]
	if via != "secretsmanager.us-east-1.amazonaws.com*" {
		t.Errorf("the proxy may decrypt through %q", via)
	}
	trust := g.Only("iam/role:Role").Text("assumeRolePolicy")
	for _, want := range []string{
		`"rds.amazonaws.com"`, `"aws:SourceAccount":"123456789012"`,
		`"aws:SourceArn":"arn:aws:rds:us-east-1:123456789012:db-proxy:*"`,
	} {
		if !strings.Contains(trust, want) {
			t.Errorf("the role's trust policy lacks %s: %s", want, trust)
		}
	}
}

// Without the rules the proxy would report the instance as unavailable.
func TestProxyConnectsToTheInstanceBeforeClientsGetItsHost(t *testing.T) {
	g := graphtest.Run(t, proxy(func(*database.ProxyArgs) {}, func(ctx *pulumi.Context, p *database.Proxy) error {
		if p.Port != 5432 || p.Connection().Port != 5432 {
			t.Errorf("the proxy listens on %d, the connection is to %d", p.Port, p.Connection().Port)
		}
		return graphtest.Consume(ctx, map[string]pulumi.StringInput{
			"host": p.Host, "group": p.Connection().SecurityGroupID, "user": p.UserARN("app"), "resource": p.ResourceID,
		})
	}))
	own, target := g.Only("SecurityGroup").ID, g.Only("ProxyTarget")
	in, out := g.Only("SecurityGroupIngressRule"), g.Only("SecurityGroupEgressRule")
	if in.Text("securityGroupId") != "sg-db" || in.Text("referencedSecurityGroupId") != own ||
		in.Get("fromPort") != 6432.0 {
		t.Errorf("the instance admits %v", in.Inputs)
	}
	if out.Text("securityGroupId") != own || out.Text("referencedSecurityGroupId") != "sg-db" ||
		out.Get("toPort") != 6432.0 {
		t.Errorf("the proxy may connect to %v", out.Inputs)
	}
	if target.Text("dbInstanceIdentifier") != "main-1" || target.Text("targetGroupName") != "default" {
		t.Errorf("the target is %v", target.Inputs)
	}
	if !target.WaitsFor(in) || !target.WaitsFor(out) || !g.Named("Topic", "host").WaitsFor(target) {
		t.Error("the instance is registered before the rules, or clients get the host before that")
	}
	resource := g.Named("Topic", "resource").Text("displayName")
	if !strings.HasPrefix(resource, "prx-") ||
		g.Named("Topic", "user").Text("displayName") != "arn:aws:rds-db:us-east-1:123456789012:dbuser:"+resource+"/app" ||
		g.Named("Topic", "group").Text("displayName") != own {
		t.Errorf("the outputs belong to another proxy than %q", resource)
	}
}

// IAM limits the inline policies of a role to 10,240 characters.
func TestThePolicyOfTheProxyHasRoomForTheMostSecrets(t *testing.T) {
	g := graphtest.Run(t, proxy(func(a *database.ProxyArgs) {
		a.SecretARNs, a.KMSKeyARN = secretsOf(70, 65), pulumi.String(key)
	}, noProxy))
	if policy := g.Only("RolePolicy").Text("policy"); len(policy) > 10240 {
		t.Errorf("the policy has %d characters", len(policy))
	}
}

// secretsOf returns secrets with names of so many characters, in the partition with the longest ARNs.
func secretsOf(users, characters int) (all []pulumi.StringInput) {
	for i := range users {
		name := fmt.Sprintf("%0*d", characters, i)
		all = append(all, pulumi.String("arn:aws-us-gov:secretsmanager:us-gov-east-1:123456789012:secret:"+name+"-AbCdEf"))
	}
	return all
}

func TestOptionsReachTheProxy(t *testing.T) {
	g := graphtest.Run(t, proxy(func(a *database.ProxyArgs) {
		a.PasswordLogin, a.ConnectionPercent, a.IdleClientMinutes = true, 50, 480
		a.Transform.Proxy = func(_ string, args *rds.ProxyArgs, _ *[]pulumi.ResourceOption) {
			args.DebugLogging = pulumi.Bool(true)
		}
	}, noProxy))
	made := g.Only("rds/proxy:Proxy")
	if made.Get("auths[0].iamAuth") != "DISABLED" || made.Get("idleClientTimeout") != 28800.0 ||
		made.Get("debugLogging") != true {
		t.Errorf("the proxy is %v", made.Inputs)
	}
	if got := g.Only("ProxyDefaultTargetGroup").Get("connectionPoolConfig.maxConnectionsPercent"); got != 50.0 {
		t.Errorf("the pool has %v%% of the connections", got)
	}
}

func TestProxyWithBadArgumentsIsRefusedBeforeAnythingIsRegistered(t *testing.T) {
	err := graphtest.Fail(t, proxy(func(a *database.ProxyArgs) { *a = database.ProxyArgs{} }, noProxy))
	checktest.Contains(t, err, `database "pool": 6 mistakes:`, "Network.VPCID", "Network.SubnetIDs",
		"InstanceID (not set): is required; give the identifier of the instance",
		"Database.Port", "Database.SecurityGroupID (not set): is required, because the proxy adds a rule to it",
		"SecretARNs (empty): is required; give the secret of each user")
	for want, change := range map[string]func(*database.ProxyArgs){
		"ConnectionPercent 101: must be at most 100": func(a *database.ProxyArgs) { a.ConnectionPercent = 101 },
		"IdleClientMinutes 500: must be at most 480": func(a *database.ProxyArgs) { a.IdleClientMinutes = 500 },
		"Network.SubnetIDs 1: must be subnets in at": func(a *database.ProxyArgs) {
			a.Network.SubnetIDs = pulumi.ToStringArray([]string{"subnet-1"})
		},
		"Database (not set): must have only a security group": func(a *database.ProxyArgs) {
			a.Database.CIDR = "10.20.0.0/16"
		},
		"SecretARNs (71 entries): must have at most 70 entries": func(a *database.ProxyArgs) {
			a.SecretARNs = secretsOf(71, 10)
		},
		"SecretARNs (70 entries): have 9800 characters in": func(a *database.ProxyArgs) { a.SecretARNs = secretsOf(70, 66) },
		"SecretARNs[1] (not shown): is listed twice; leave": func(a *database.ProxyArgs) {
			a.SecretARNs = append(a.SecretARNs, users)
		},
		"SecretARNs[2] (not shown): is listed twice; leave": func(a *database.ProxyArgs) {
			late := users.ToStringOutput()
			a.SecretARNs = []pulumi.StringInput{late, pulumi.String(strings.Replace(string(users), "app", "web", 1)), late}
		},
		`InstanceID "main.abc.us-east-1.rds.amazonaws.com": must be the identifier of an RDS`: func(a *database.ProxyArgs) {
			a.InstanceID = pulumi.String("main.abc.us-east-1.rds.amazonaws.com")
		},
		`SecretARNs[0] (not shown): must be a Secrets`: func(a *database.ProxyArgs) {
			a.SecretARNs[0] = pulumi.String("hunter2")
		},
	} {
		checktest.Contains(t, graphtest.Fail(t, proxy(change, noProxy)), `database "pool": `+want)
	}
}
