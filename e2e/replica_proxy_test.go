package e2e

import (
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/rds"
	rdstypes "github.com/aws/aws-sdk-go-v2/service/rds/types"
)

// proxy returns the only proxy, with its target group.
func (a account) proxy() (rdstypes.DBProxy, *rdstypes.ConnectionPoolConfigurationInfo) {
	a.Helper()
	client := rds.NewFromConfig(a.Config)
	found := answer(client.DescribeDBProxies(a.Context(), &rds.DescribeDBProxiesInput{}))(a)
	proxy := only(a, "proxies", found.DBProxies)
	groups := answer(client.DescribeDBProxyTargetGroups(a.Context(),
		&rds.DescribeDBProxyTargetGroupsInput{DBProxyName: proxy.DBProxyName}))(a)
	return proxy, only(a, "target groups", groups.TargetGroups).ConnectionPoolConfig
}

func (a account) checkProxy(primary rdstypes.DBInstance, home map[string]any) {
	proxy, pool := a.proxy()
	if aws.ToString(proxy.Endpoint) != home["proxyHost"] || !aws.ToBool(proxy.RequireTLS) ||
		aws.ToString(proxy.EngineFamily) != "POSTGRESQL" || aws.ToInt32(proxy.IdleClientTimeout) != 1800 {
		a.Errorf("the proxy is %+v", proxy)
	}
	auth := only(a, "users of the proxy", proxy.Auth)
	if aws.ToString(auth.SecretArn) != home["secretArn"] || auth.IAMAuth != rdstypes.IAMAuthModeRequired ||
		auth.AuthScheme != rdstypes.AuthSchemeSecrets {
		a.Errorf("clients log in by %s, the proxy by %s with %s", auth.IAMAuth, auth.AuthScheme, aws.ToString(auth.SecretArn))
	}
	if aws.ToInt32(pool.MaxConnectionsPercent) != 90 || aws.ToInt32(pool.MaxIdleConnectionsPercent) != 45 {
		a.Errorf("the pool is %+v", pool)
	}
	targets := answer(rds.NewFromConfig(a.Config).DescribeDBProxyTargets(a.Context(),
		&rds.DescribeDBProxyTargetsInput{DBProxyName: proxy.DBProxyName}))(a)
	target := only(a, "targets", targets.Targets)
	id, port := aws.ToString(target.RdsResourceId), aws.ToInt32(target.Port)
	if id != aws.ToString(primary.DBInstanceIdentifier) || port != 6432 {
		a.Errorf("the target is %s on %d", id, port)
	}
	resource := aws.ToString(proxy.DBProxyArn)[strings.LastIndex(aws.ToString(proxy.DBProxyArn), ":")+1:]
	if want := "arn:aws:rds-db:eu-west-1:123456789012:dbuser:" + resource + "/app"; home["proxyUserArn"] != want {
		a.Errorf("the user is %s, want %s", home["proxyUserArn"], want)
	}
	a.checkPathToInstance(only(a, "groups of the proxy", proxy.VpcSecurityGroupIds),
		aws.ToString(only(a, "groups of the instance", primary.VpcSecurityGroups).VpcSecurityGroupId))
	a.checkPolicy(aws.ToString(proxy.RoleArn), fmt.Sprintf(`{"Version":"2012-10-17","Statement":[
		{"Effect":"Allow","Action":["secretsmanager:GetSecretValue"],"Resource":[%q]},
		{"Effect":"Allow","Action":["kms:Decrypt"],"Resource":[%q],
			"Condition":{"StringLike":{"kms:ViaService":"secretsmanager.eu-west-1.amazonaws.com*"}}}]}`,
		home["secretArn"], home["keyArn"]))
}

// checkPathToInstance checks that the proxy reaches the instance, and nothing else.
func (a account) checkPathToInstance(proxy, instance string) {
	var rules []string
	names := map[string]string{proxy: "proxy", instance: "instance"}
	for group := range names {
		for _, rule := range a.rulesOf(group) {
			rules = append(rules, connection(names, rule))
		}
	}
	slices.Sort(rules)
	if want := []string{"[proxy] -> instance tcp 6432", "proxy -> [instance] tcp 6432"}; !slices.Equal(rules, want) {
		a.Errorf("the rules are %q, want %q", rules, want)
	}
}
