package platform

import (
	"slices"
	"strings"

	"github.com/knwl-platform/infra/internal/graphtest"
)

const (
	ecsService = "aws:ecs/service:Service"
	instance   = "aws:rds/instance:Instance"
	group      = "aws:codedeploy/deploymentGroup:DeploymentGroup"
)

// controls has a check for each row of docs/controls.md: whether a stack meets the control.
var controls = map[string]func(*graphtest.Graph) bool{
	// Network
	"EC2.2": func(g *graphtest.Graph) bool {
		emptied := g.Only("DefaultSecurityGroup")
		return len(emptied.Strings("ingress")) == 0 && len(emptied.Strings("egress")) == 0
	},
	"EC2.6":  func(g *graphtest.Graph) bool { return g.Only("FlowLog").Text("vpcId") == g.Only("Vpc").ID },
	"EC2.15": func(g *graphtest.Graph) bool { return every(g.All("Subnet"), "mapPublicIpOnLaunch", false) },
	"EC2.18": func(g *graphtest.Graph) bool {
		return !admitsTheWorld(g, func(port int) bool { return port != 80 && port != 443 })
	},
	"EC2.19": func(g *graphtest.Graph) bool {
		return !admitsTheWorld(g, func(port int) bool { return slices.Contains(highRisk, port) })
	},
	"EC2.55": func(g *graphtest.Graph) bool { return hasEndpoints(g, "ecr.api", "ecr.dkr") },
	"EC2.10": func(g *graphtest.Graph) bool {
		return hasEndpoints(g, "ec2", "ssm", "ssm-contacts", "ssm-incidents")
	},
	"CKV_AWS_260": func(g *graphtest.Graph) bool {
		return !admitsTheWorld(g, func(port int) bool { return port == 80 })
	},
	"CKV_AWS_382": func(g *graphtest.Graph) bool {
		return every(g.All("SecurityGroupEgressRule"), "ipProtocol", "tcp")
	},
	"AWS-0104": func(g *graphtest.Graph) bool {
		return !slices.ContainsFunc(g.All("SecurityGroupEgressRule"), func(rule *graphtest.Node) bool {
			return rule.Get("cidrIpv4") == "0.0.0.0/0"
		})
	},
	"endpoint policy": func(g *graphtest.Graph) bool { return given(g.All("VpcEndpoint"), "policy") },
	"CKV_AWS_23": func(g *graphtest.Graph) bool {
		return given(g.All("SecurityGroup"), "description") && given(g.All("SecurityGroupIngressRule"), "description") &&
			given(g.All("SecurityGroupEgressRule"), "description")
	},

	// Service
	"ECS.2": func(g *graphtest.Graph) bool {
		return !g.Only(ecsService).Bool("networkConfiguration.assignPublicIp")
	},
	"ECS.3": func(g *graphtest.Graph) bool { return g.Only("TaskDefinition").Get("pidMode") != "host" },
	"ECS.4": func(g *graphtest.Graph) bool {
		return everyContainer(g, func(c map[string]any) bool { return c["privileged"] != true })
	},
	"ECS.5": func(g *graphtest.Graph) bool {
		return everyContainer(g, func(c map[string]any) bool { return c["readonlyRootFilesystem"] == true })
	},
	"ECS.8": func(g *graphtest.Graph) bool {
		definitions := g.Only("TaskDefinition").Text("containerDefinitions")
		return !slices.ContainsFunc([]string{"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "ECS_ENGINE_AUTH_DATA"},
			func(name string) bool { return strings.Contains(definitions, name) })
	},
	"ECS.9": func(g *graphtest.Graph) bool {
		return everyContainer(g, func(c map[string]any) bool { return c["logConfiguration"] != nil })
	},
	"ECS.10": func(g *graphtest.Graph) bool { return g.Only(ecsService).Text("platformVersion") == "LATEST" },
	"ECS.12": func(g *graphtest.Graph) bool {
		return slices.Contains([]string{"enabled", "enhanced"}, g.Only("aws:ecs/cluster:Cluster").Text("settings[0].value"))
	},
	"ECS.17": func(g *graphtest.Graph) bool { return g.Only("TaskDefinition").Text("networkMode") == "awsvpc" },
	"ECS.18": func(g *graphtest.Graph) bool {
		volumes, _ := g.Only("TaskDefinition").Get("volumes").([]any)
		return len(volumes) == 0
	},
	"ECS.20": func(g *graphtest.Graph) bool {
		return everyContainer(g, func(c map[string]any) bool {
			user, _ := c["user"].(string)
			return user != "" && user != "root" && user[0] != '0'
		})
	},
	"ECS.21": func(g *graphtest.Graph) bool {
		return g.Only("TaskDefinition").Text("runtimePlatform.operatingSystemFamily") == "LINUX"
	},
	"CKV_AWS_249": func(g *graphtest.Graph) bool {
		d := g.Only("TaskDefinition")
		return d.Text("taskRoleArn") != d.Text("executionRoleArn")
	},
	"IAM.1": func(g *graphtest.Graph) bool {
		return everyStatement(g, func(s statement) bool {
			return !slices.ContainsFunc(s.Action, func(a string) bool { return a == "*" || strings.HasSuffix(a, ":*") })
		})
	},
	"KMS.1": func(g *graphtest.Graph) bool {
		return everyStatement(g, func(s statement) bool {
			everyKey := func(r string) bool { return r == "*" || strings.HasSuffix(r, ":key/*") }
			kms := func(a string) bool { return strings.HasPrefix(a, "kms:") }
			return !slices.ContainsFunc(s.Resource, everyKey) || !slices.ContainsFunc(s.Action, kms)
		})
	},
	"CKV_AWS_60": func(g *graphtest.Graph) bool { return all(g.All("aws:iam/role:Role"), trustsThisAccountOnly) },
	"CKV_AWS_355": func(g *graphtest.Graph) bool {
		return everyStatement(g, func(s statement) bool {
			scoped := func(action string) bool { return !slices.Contains(unscoped, action) }
			return !slices.Contains(s.Resource, "*") || !slices.ContainsFunc(s.Action, scoped)
		})
	},

	// Load balancer and API
	"ELB.1": func(g *graphtest.Graph) bool {
		return all(g.All("Listener"), func(l *graphtest.Node) bool {
			return l.Text("protocol") != "HTTP" || l.Text("defaultActions[0].type") == "redirect"
		})
	},
	"AWS-0053": func(g *graphtest.Graph) bool { return g.Only("LoadBalancer").Bool("internal") },
	"ELB.4":    func(g *graphtest.Graph) bool { return g.Only("LoadBalancer").Bool("dropInvalidHeaderFields") },
	"ELB.5":    func(g *graphtest.Graph) bool { return g.Only("LoadBalancer").Get("accessLogs.enabled") == true },
	"ELB.6":    func(g *graphtest.Graph) bool { return g.Only("LoadBalancer").Bool("enableDeletionProtection") },
	"ELB.12": func(g *graphtest.Graph) bool {
		mode, _ := g.Only("LoadBalancer").Get("desyncMitigationMode").(string)
		return slices.Contains([]string{"", "defensive", "strictest"}, mode)
	},
	"ELB.13": func(g *graphtest.Graph) bool { return len(g.Only("LoadBalancer").Strings("subnets")) >= 2 },
	"ELB.16": func(g *graphtest.Graph) bool { return len(g.All("WebAclAssociation")) > 0 },
	"ELB.17": func(g *graphtest.Graph) bool {
		plain := func(l *graphtest.Node) bool { return l.Text("protocol") != "HTTPS" }
		return all(slices.DeleteFunc(g.All("Listener"), plain), func(l *graphtest.Node) bool {
			return strings.HasPrefix(l.Text("sslPolicy"), "ELBSecurityPolicy-TLS13-1-2-Res")
		})
	},
	"ELB.18": func(g *graphtest.Graph) bool { return every(g.All("Listener"), "protocol", "HTTPS") },
	"ELB.21": func(g *graphtest.Graph) bool { return every(g.All("TargetGroup"), "protocol", "HTTPS") },
	"APIGateway.8": func(g *graphtest.Graph) bool {
		return all(g.All("aws:apigatewayv2/route:Route"), func(r *graphtest.Node) bool {
			return r.Get("authorizationType") != nil && r.Text("authorizationType") != "NONE"
		})
	},
	"APIGateway.9": func(g *graphtest.Graph) bool { return g.Only("Stage").Get("accessLogSettings") != nil },
	"APIGateway.10": func(g *graphtest.Graph) bool {
		return g.Only("Integration").Get("tlsConfig.serverNameToVerify") != nil
	},

	// Database and secrets
	"RDS.2": func(g *graphtest.Graph) bool { return g.Only(instance).Get("publiclyAccessible") == false },
	"RDS.3": func(g *graphtest.Graph) bool { return g.Only(instance).Bool("storageEncrypted") },
	"RDS.5": func(g *graphtest.Graph) bool { return g.Only(instance).Bool("multiAz") },
	"RDS.6": func(g *graphtest.Graph) bool { return positive(g.Only(instance).Get("monitoringInterval")) },
	"RDS.8": func(g *graphtest.Graph) bool { return g.Only(instance).Bool("deletionProtection") },
	"RDS.9": func(g *graphtest.Graph) bool {
		return len(g.Only(instance).Strings("enabledCloudwatchLogsExports")) == 2
	},
	"RDS.10": func(g *graphtest.Graph) bool { return g.Only(instance).Bool("iamDatabaseAuthenticationEnabled") },
	"RDS.11": func(g *graphtest.Graph) bool { return g.Only(instance).Number("backupRetentionPeriod") >= 7 },
	"RDS.13": func(g *graphtest.Graph) bool { return g.Only(instance).Bool("autoMinorVersionUpgrade") },
	"RDS.17": func(g *graphtest.Graph) bool { return g.Only(instance).Bool("copyTagsToSnapshot") },
	"RDS.20": func(g *graphtest.Graph) bool {
		return notifies(g, "db-instance", "configuration change", "failure", "maintenance")
	},
	"RDS.21": func(g *graphtest.Graph) bool { return notifies(g, "db-parameter-group", "configuration change") },
	"RDS.22": func(g *graphtest.Graph) bool {
		return notifies(g, "db-security-group", "configuration change", "failure")
	},
	"RDS.23": func(g *graphtest.Graph) bool {
		port := g.Only(instance).Get("port")
		return port != nil && port != 5432.0
	},
	"RDS.25": func(g *graphtest.Graph) bool {
		return !slices.Contains([]string{"postgres", "admin"}, g.Only(instance).Text("username"))
	},
	"RDS.26": func(g *graphtest.Graph) bool { return g.Only(instance).Get("tags.backup") != nil },
	"RDS.36": func(g *graphtest.Graph) bool {
		return slices.Contains(g.Only(instance).Strings("enabledCloudwatchLogsExports"), "postgresql")
	},
	"RDS.38": func(g *graphtest.Graph) bool { return strings.Contains(parameters(g), "rds.force_ssl=1") },
	"RDS.46": func(g *graphtest.Graph) bool { return !isolatedReachesTheInternet(g) },
	"SecretsManager.1": func(g *graphtest.Graph) bool {
		return len(g.All("SecretRotation")) >= len(g.All("Secret"))
	},
	"database password": func(g *graphtest.Graph) bool {
		return g.Only(instance).Bool("manageMasterUserPassword")
	},
	"CKV_AWS_149": func(g *graphtest.Graph) bool { return given(g.All("Secret"), "kmsKeyId") },
	"CKV_AWS_354": func(g *graphtest.Graph) bool { return given(g.All(instance), "performanceInsightsKmsKeyId") },

	// Logs, alarms and deployments
	"CKV_AWS_66":  func(g *graphtest.Graph) bool { return given(g.All("LogGroup"), "retentionInDays") },
	"CKV_AWS_158": func(g *graphtest.Graph) bool { return given(g.All("LogGroup"), "kmsKeyId") },
	"CKV_AWS_338": func(g *graphtest.Graph) bool {
		return all(g.All("LogGroup"), func(n *graphtest.Node) bool { return n.Number("retentionInDays") >= 365 })
	},
	"CKV_AWS_319": func(g *graphtest.Graph) bool {
		return all(g.All("MetricAlarm"), func(n *graphtest.Node) bool {
			return n.Get("actionsEnabled") != false && len(n.Strings("alarmActions")) > 0
		})
	},
	"SNS.1": func(g *graphtest.Graph) bool { return given(g.All("Topic"), "kmsMasterKeyId") },
	"KMS.3": func(g *graphtest.Graph) bool {
		return every(g.All("aws:kms/key:Key"), "deletionWindowInDays", 30.0)
	},
	"KMS.4": func(g *graphtest.Graph) bool { return every(g.All("aws:kms/key:Key"), "enableKeyRotation", true) },
	"deployment rollback": func(g *graphtest.Graph) bool {
		if len(g.All(group)) == 0 {
			return g.Only(ecsService).Bool("alarms.rollback")
		}
		return g.Only(group).Bool("autoRollbackConfiguration.enabled") && g.Only(group).Bool("alarmConfiguration.enabled")
	},

	// Other components
	"ACM.2": func(g *graphtest.Graph) bool {
		algorithm, _ := g.Only("aws:acm/certificate:Certificate").Get("keyAlgorithm").(string)
		return slices.Contains([]string{"", "RSA_2048", "RSA_3072", "RSA_4096"}, algorithm)
	},
	"S3.2": func(g *graphtest.Graph) bool {
		block := g.All("BucketPublicAccessBlock")
		return every(block, "blockPublicAcls", true) && every(block, "blockPublicPolicy", true) &&
			every(block, "ignorePublicAcls", true) && every(block, "restrictPublicBuckets", true)
	},
	"S3.5": func(g *graphtest.Graph) bool {
		return strings.Contains(g.Only("BucketPolicy").Text("policy"), "aws:SecureTransport")
	},
	"S3.9":  func(g *graphtest.Graph) bool { return len(g.All("BucketLoggingV2")) > 0 },
	"S3.12": withoutACLs,
	"S3.13": func(g *graphtest.Graph) bool { return len(g.All("BucketLifecycleConfigurationV2")) > 0 },
	"S3.14": func(g *graphtest.Graph) bool {
		return every(g.All("BucketVersioningV2"), "versioningConfiguration.status", "Enabled")
	},
	"S3.17": func(g *graphtest.Graph) bool {
		const algorithm = "rules[0].applyServerSideEncryptionByDefault.sseAlgorithm"
		return every(g.All("BucketServerSideEncryptionConfigurationV2"), algorithm, "aws:kms")
	},
	"SQS.1": func(g *graphtest.Graph) bool {
		return every(g.All("aws:sqs/queue:Queue"), "sqsManagedSseEnabled", true)
	},
}
