package platform

import (
	"slices"
	"strings"
	"testing"

	"github.com/knwl-platform/infra/internal/graphtest"
)

// The public controls that prod meets, by Security Hub's id or, without one, Checkov's (CKV).
func TestProdMeetsPublicControls(t *testing.T) {
	g := run(t, `{"preset":"prod",
		"ingress":{"certificateArn":"arn:aws:acm:eu-west-1:123456789012:certificate/x","serverName":"api.example.com"},
		"alarms":{"emails":["ops@example.com"]},"network":{"zones":["eu-west-1a","eu-west-1b"]},
		"service":{"image":"123456789012.dkr.ecr.eu-west-1.amazonaws.com/knwl-service:1.0.0"}}`)
	const ecsService, instance = "aws:ecs/service:Service", "aws:rds/instance:Instance"
	for control, holds := range map[string]func() bool{
		"EC2.2": func() bool {
			emptied := g.Only("DefaultSecurityGroup")
			return len(emptied.Strings("ingress")) == 0 && len(emptied.Strings("egress")) == 0
		},
		"EC2.6":  func() bool { return g.Only("FlowLog").Text("vpcId") == g.Only("Vpc").ID },
		"EC2.15": func() bool { return every(g.All("Subnet"), "mapPublicIpOnLaunch", false) },
		"EC2.18": func() bool { return !admitsTheWorld(g, func(port float64) bool { return port != 80 && port != 443 }) },
		"EC2.19": func() bool {
			return !admitsTheWorld(g, func(port float64) bool { return port == 22 || port == 5432 || port == 8080 })
		},
		"CKV_AWS_23": func() bool {
			return described(g.All("SecurityGroup")) &&
				described(g.All("SecurityGroupIngressRule")) && described(g.All("SecurityGroupEgressRule"))
		},
		"CKV_AWS_382": func() bool { return every(g.All("SecurityGroupEgressRule"), "ipProtocol", "tcp") },
		"ECS.2":       func() bool { return g.Only(ecsService).Get("networkConfiguration.assignPublicIp") == false },
		"ECS.4": func() bool {
			return everyContainer(g, func(c map[string]any) bool { return c["privileged"] != true })
		},
		"ECS.5": func() bool {
			return everyContainer(g, func(c map[string]any) bool { return c["readonlyRootFilesystem"] == true })
		},
		"ECS.8": func() bool {
			definitions := g.Only("TaskDefinition").Text("containerDefinitions")
			return !strings.Contains(definitions, "AWS_ACCESS_KEY_ID") &&
				!strings.Contains(definitions, "AWS_SECRET_ACCESS_KEY") &&
				!strings.Contains(definitions, "ECS_ENGINE_AUTH_DATA")
		},
		"ECS.9": func() bool {
			return everyContainer(g, func(c map[string]any) bool { return c["logConfiguration"] != nil })
		},
		"ECS.12": func() bool {
			setting := g.Only("aws:ecs/cluster:Cluster").Get("settings[0].value")
			return setting == "enabled" || setting == "enhanced"
		},
		"ECS.17": func() bool { return g.Only("TaskDefinition").Text("networkMode") == "awsvpc" },
		"ECS.20": func() bool {
			return everyContainer(g, func(c map[string]any) bool {
				user, _ := c["user"].(string)
				return user != "" && user != "root" && user[0] != '0'
			})
		},
		"ECS.21": func() bool {
			return g.Only("TaskDefinition").Text("runtimePlatform.operatingSystemFamily") == "LINUX"
		},
		"CKV_AWS_249": func() bool {
			d := g.Only("TaskDefinition")
			return d.Text("taskRoleArn") != d.Text("executionRoleArn")
		},
		"ELB.1": func() bool {
			for _, listener := range g.All("Listener") {
				if listener.Text("protocol") == "HTTP" && listener.Text("defaultActions[0].type") != "redirect" {
					return false
				}
			}
			return true
		},
		"ELB.4": func() bool { return g.Only("LoadBalancer").Get("dropInvalidHeaderFields") == true },
		"ELB.6": func() bool { return g.Only("LoadBalancer").Get("enableDeletionProtection") == true },
		"ELB.12": func() bool {
			return slices.Contains([]string{"", "defensive", "strictest"}, g.Only("LoadBalancer").Text("desyncMitigationMode"))
		},
		"ELB.13": func() bool { return len(g.Only("LoadBalancer").Strings("subnets")) >= 2 },
		"ELB.17": func() bool {
			for _, listener := range g.All("Listener") {
				modern := strings.HasPrefix(listener.Text("sslPolicy"), "ELBSecurityPolicy-TLS13-1-2-Res")
				if listener.Text("protocol") == "HTTPS" && !modern {
					return false
				}
			}
			return true
		},
		"APIGateway.9": func() bool { return g.Only("Stage").Get("accessLogSettings") != nil },
		"APIGateway.10": func() bool {
			return g.Only("Integration").Text("tlsConfig.serverNameToVerify") == "api.example.com"
		},
		"RDS.2":  func() bool { return g.Only(instance).Get("publiclyAccessible") == false },
		"RDS.3":  func() bool { return g.Only(instance).Get("storageEncrypted") == true },
		"RDS.5":  func() bool { return g.Only(instance).Get("multiAz") == true },
		"RDS.8":  func() bool { return g.Only(instance).Get("deletionProtection") == true },
		"RDS.9":  func() bool { return len(g.Only(instance).Strings("enabledCloudwatchLogsExports")) == 2 },
		"RDS.10": func() bool { return g.Only(instance).Get("iamDatabaseAuthenticationEnabled") == true },
		"RDS.11": func() bool { days, _ := g.Only(instance).Get("backupRetentionPeriod").(float64); return days >= 7 },
		"RDS.13": func() bool { return g.Only(instance).Get("autoMinorVersionUpgrade") == true },
		"RDS.17": func() bool { return g.Only(instance).Get("copyTagsToSnapshot") == true },
		"RDS.20": func() bool {
			events := g.Named("EventSubscription", "knwl")
			categories := []string{"configuration change", "failure", "maintenance"}
			return events.Text("sourceType") == "db-instance" && slices.Equal(events.Strings("eventCategories"), categories)
		},
		"RDS.21": func() bool {
			events := g.Named("EventSubscription", "knwl--parameters")
			return events.Text("sourceType") == "db-parameter-group" && events.Get("sourceIds") == nil &&
				slices.Equal(events.Strings("eventCategories"), []string{"configuration change"})
		},
		"RDS.36": func() bool {
			return slices.Contains(g.Only(instance).Strings("enabledCloudwatchLogsExports"), "postgresql")
		},
		"RDS.25": func() bool {
			return !slices.Contains([]string{"postgres", "admin"}, g.Only(instance).Text("username"))
		},
		"RDS.38":           func() bool { return strings.Contains(parameters(g), "rds.force_ssl=1") },
		"RDS.46":           func() bool { return !isolatedReachesTheInternet(g) },
		"SecretsManager.1": func() bool { return g.Only(instance).Get("manageMasterUserPassword") == true },
		"CKV_AWS_66": func() bool {
			return all(g.All("LogGroup"), func(n *graphtest.Node) bool { return n.Get("retentionInDays") != nil })
		},
		"CKV_AWS_61": func() bool { return all(g.All("aws:iam/role:Role"), trustsThisAccountOnly) },
		"KMS.3":      func() bool { return every(g.All("aws:kms/key:Key"), "deletionWindowInDays", 30.0) },
		"SNS.1":      func() bool { return g.Only("Topic").Text("kmsMasterKeyId") != "" },
		"KMS.4":      func() bool { return every(g.All("aws:kms/key:Key"), "enableKeyRotation", true) },
		"CKV_AWS_319": func() bool {
			return all(g.All("MetricAlarm"), func(n *graphtest.Node) bool {
				return n.Get("actionsEnabled") != false && len(n.Strings("alarmActions")) > 0
			})
		},
		"IAM.21": func() bool { return !allowsEveryAction(g) },
		"CodeDeploy rollback": func() bool {
			return g.Only("aws:codedeploy/deploymentGroup:DeploymentGroup").Get("autoRollbackConfiguration.enabled") == true
		},
	} {
		t.Run(control, func(t *testing.T) {
			if !holds() {
				t.Errorf("%s does not hold", control)
			}
		})
	}
}

func all(nodes []*graphtest.Node, holds func(*graphtest.Node) bool) bool {
	return len(nodes) > 0 && !slices.ContainsFunc(nodes, func(n *graphtest.Node) bool { return !holds(n) })
}

func every(nodes []*graphtest.Node, path string, want any) bool {
	return all(nodes, func(n *graphtest.Node) bool { return n.Get(path) == want })
}

func described(nodes []*graphtest.Node) bool {
	return all(nodes, func(n *graphtest.Node) bool { return n.Text("description") != "" })
}

func admitsTheWorld(g *graphtest.Graph, on func(port float64) bool) bool {
	return slices.ContainsFunc(g.All("SecurityGroupIngressRule"), func(rule *graphtest.Node) bool {
		port, _ := rule.Get("fromPort").(float64)
		return (rule.Text("cidrIpv4") == "0.0.0.0/0" || rule.Text("cidrIpv6") == "::/0") && on(port)
	})
}

func everyContainer(g *graphtest.Graph, holds func(map[string]any) bool) bool {
	var containers []map[string]any
	g.Only("TaskDefinition").JSON("containerDefinitions", &containers)
	return len(containers) > 0 && !slices.ContainsFunc(containers, func(c map[string]any) bool { return !holds(c) })
}

func parameters(g *graphtest.Graph) string {
	var list []string
	for _, p := range g.Only("ParameterGroup").Get("parameters").([]any) {
		parameter := p.(map[string]any)
		list = append(list, parameter["name"].(string)+"="+parameter["value"].(string))
	}
	return strings.Join(list, " ")
}

func isolatedReachesTheInternet(g *graphtest.Graph) bool {
	table := g.Named("RouteTable", "knwl--isolated").ID
	return slices.ContainsFunc(g.All("Route"), func(r *graphtest.Node) bool { return r.Text("routeTableId") == table })
}

// trustsThisAccountOnly reports whether every statement of a role's trust policy names a service, and
// this account as its source.
func trustsThisAccountOnly(role *graphtest.Node) bool {
	var trust struct {
		Statement []struct {
			Principal map[string]string
			Condition map[string]map[string]string
		}
	}
	role.JSON("assumeRolePolicy", &trust)
	for _, s := range trust.Statement {
		if !strings.HasSuffix(s.Principal["Service"], ".amazonaws.com") ||
			s.Condition["StringEquals"]["aws:SourceAccount"] != "123456789012" {
			return false
		}
	}
	return len(trust.Statement) > 0
}

// allowsEveryAction looks for an action "*" or "service:*" in the roles' policies.
func allowsEveryAction(g *graphtest.Graph) bool {
	return slices.ContainsFunc(g.All("RolePolicy"), func(p *graphtest.Node) bool {
		var policy struct{ Statement []struct{ Action []string } }
		p.JSON("policy", &policy)
		for _, statement := range policy.Statement {
			all := func(action string) bool { return action == "*" || strings.HasSuffix(action, ":*") }
			if slices.ContainsFunc(statement.Action, all) {
				return true
			}
		}
		return false
	})
}
