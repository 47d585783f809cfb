package offline

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

// autoNamed has the name property of types that the provider names if the program does not.
var autoNamed = map[string]string{
	"aws:apigatewayv2/api:Api":                           "name",
	"aws:apigatewayv2/authorizer:Authorizer":             "name",
	"aws:apigatewayv2/stage:Stage":                       "name",
	"aws:apigatewayv2/vpcLink:VpcLink":                   "name",
	"aws:appautoscaling/policy:Policy":                   "name",
	"aws:appautoscaling/scheduledAction:ScheduledAction": "name",
	"aws:cloudwatch/logGroup:LogGroup":                   "name",
	"aws:cloudwatch/logMetricFilter:LogMetricFilter":     "name",
	"aws:cloudwatch/metricAlarm:MetricAlarm":             "name",
	"aws:cloudwatch/queryDefinition:QueryDefinition":     "name",
	"aws:codedeploy/application:Application":             "name",
	"aws:ec2/securityGroup:SecurityGroup":                "name",
	"aws:ecr/repository:Repository":                      "name",
	"aws:ecs/cluster:Cluster":                            "name",
	"aws:ecs/service:Service":                            "name",
	"aws:iam/policy:Policy":                              "name",
	"aws:iam/role:Role":                                  "name",
	"aws:iam/rolePolicy:RolePolicy":                      "name",
	"aws:kms/alias:Alias":                                "name",
	"aws:lb/loadBalancer:LoadBalancer":                   "name",
	"aws:lb/targetGroup:TargetGroup":                     "name",
	"aws:rds/eventSubscription:EventSubscription":        "name",
	"aws:rds/instance:Instance":                          "identifier",
	"aws:rds/parameterGroup:ParameterGroup":              "name",
	"aws:rds/proxy:Proxy":                                "name",
	"aws:rds/subnetGroup:SubnetGroup":                    "name",
	"aws:s3/bucketV2:BucketV2":                           "bucket",
	"aws:scheduler/schedule:Schedule":                    "name",
	"aws:scheduler/scheduleGroup:ScheduleGroup":          "name",
	"aws:secretsmanager/secret:Secret":                   "name",
	"aws:servicediscovery/httpNamespace:HttpNamespace":   "name",
	"aws:sns/topic:Topic":                                "name",
	"aws:sqs/queue:Queue":                                "name",
	"aws:ssm/parameter:Parameter":                        "name",
	"aws:wafv2/webAcl:WebAcl":                            "name",
}

// shapes of the types that the components and the example create.
var shapes = map[string]shape{
	"aws:acm/certificate:Certificate":                     {id: "{arn}", service: "acm", arn: "certificate/{hex}"},
	"aws:acm/certificateValidation:CertificateValidation": {id: "{hex}"},
	"aws:apigatewayv2/api:Api": {
		id: "{hex}", service: "apigateway", arn: "/apis/{hex}",
		outputs: map[string]string{
			"apiEndpoint":  "https://{hex}.execute-api.{region}.{suffix}",
			"executionArn": "arn:{partition}:execute-api:{region}:{account}:{hex}",
		},
	},
	"aws:apigatewayv2/domainName:DomainName": {
		id: "{domainName}", service: "apigateway", arn: "/domainnames/{domainName}",
	},
	"aws:apigatewayv2/stage:Stage": {
		id: "{name}", service: "apigateway", arn: "/apis/{apiId}/stages/{name}",
		outputs: map[string]string{"invokeUrl": "https://{apiId}.execute-api.{region}.{suffix}/"},
	},
	"aws:apigatewayv2/vpcLink:VpcLink": {id: "{hex}", service: "apigateway", arn: "/vpclinks/{hex}"},
	"aws:appautoscaling/policy:Policy": {
		id: "{name}", service: "autoscaling", arn: "scalingPolicy:{hex}:policyName/{name}",
	},
	"aws:appautoscaling/target:Target": {
		id: "{resourceId}", service: "application-autoscaling", arn: "scalable-target/{hex}",
	},
	"aws:cloudwatch/dashboard:Dashboard":             {id: "{dashboardName}"},
	"aws:cloudwatch/logGroup:LogGroup":               {id: "{name}", service: "logs", arn: "log-group:{name}"},
	"aws:cloudwatch/logMetricFilter:LogMetricFilter": {id: "{name}"},
	"aws:cloudwatch/metricAlarm:MetricAlarm":         {id: "{name}", service: "cloudwatch", arn: "alarm:{name}"},
	"aws:cloudwatch/queryDefinition:QueryDefinition": {
		id: "{hex}", outputs: map[string]string{"queryDefinitionId": "{hex}"},
	},
	"aws:codedeploy/application:Application": {id: "{name}", service: "codedeploy", arn: "application:{name}"},
	"aws:codedeploy/deploymentConfig:DeploymentConfig": {
		id: "{deploymentConfigName}", service: "codedeploy", arn: "deploymentconfig:{deploymentConfigName}",
	},
	"aws:codedeploy/deploymentGroup:DeploymentGroup": {
		service: "codedeploy", arn: "deploymentgroup:{appName}/{deploymentGroupName}",
	},
	"aws:ec2/eip:Eip": {
		id: "eipalloc-{hex}", service: "ec2", arn: "elastic-ip/{id}",
		outputs: map[string]string{"allocationId": "{id}"},
	},
	"aws:ec2/flowLog:FlowLog":                             {id: "fl-{hex}", service: "ec2", arn: "vpc-flow-log/{id}"},
	"aws:ec2/internetGateway:InternetGateway":             {id: "igw-{hex}", service: "ec2", arn: "internet-gateway/{id}"},
	"aws:ec2/natGateway:NatGateway":                       {id: "nat-{hex}"},
	"aws:ec2/route:Route":                                 {id: "r-{hex}"},
	"aws:ec2/routeTable:RouteTable":                       {id: "rtb-{hex}", service: "ec2", arn: "route-table/{id}"},
	"aws:ec2/routeTableAssociation:RouteTableAssociation": {id: "rtbassoc-{hex}"},
	"aws:ec2/securityGroup:SecurityGroup":                 {id: "sg-{hex}", service: "ec2", arn: "security-group/{id}"},
	"aws:ec2/subnet:Subnet":                               {id: "subnet-{hex}", service: "ec2", arn: "subnet/{id}"},
	"aws:ec2/vpc:Vpc": {
		id: "vpc-{hex}", service: "ec2", arn: "vpc/{id}",
		outputs: map[string]string{"defaultSecurityGroupId": "sg-{hex}", "mainRouteTableId": "rtb-{hex}"},
	},
	"aws:ec2/vpcEndpoint:VpcEndpoint": {
		id: "vpce-{hex}", service: "ec2", arn: "vpc-endpoint/{id}",
		outputs: map[string]string{"prefixListId": "pl-{hex}"},
	},
	"aws:ec2/vpcPeeringConnection:VpcPeeringConnection": {id: "pcx-{hex}"},
	"aws:ec2transitgateway/vpcAttachment:VpcAttachment": {
		id: "tgw-attach-{hex}", service: "ec2", arn: "transit-gateway-attachment/{id}",
	},
	"aws:ecr/repository:Repository": {
		id: "{name}", service: "ecr", arn: "repository/{name}",
		outputs: map[string]string{
			"repositoryUrl": "{account}.dkr.ecr.{region}.{suffix}/{name}", "registryId": "{account}",
		},
	},
	"aws:ecs/cluster:Cluster":               {id: "{arn}", service: "ecs", arn: "cluster/{name}"},
	"aws:ecs/service:Service":               {id: "{arn}", service: "ecs", arn: "service/{name}"},
	"aws:ecs/taskDefinition:TaskDefinition": {id: "{family}", service: "ecs"},
	"aws:iam/policy:Policy":                 {id: "{arn}", service: "iam", arn: "policy/{name}"},
	"aws:iam/role:Role":                     {id: "{name}", service: "iam", arn: "role/{name}"},
	"aws:iam/rolePolicy:RolePolicy":         {id: "{role}:{name}"},
	"aws:kms/alias:Alias":                   {id: "{name}", service: "kms", arn: "{name}"},
	"aws:kms/key:Key": {
		id: "{hex}", service: "kms", arn: "key/{hex}",
		outputs: map[string]string{"keyId": "{hex}"},
	},
	"aws:lb/listener:Listener": {id: "{arn}", service: "elasticloadbalancing", arn: "listener/app/{hex}/{hex}"},
	"aws:lb/listenerRule:ListenerRule": {
		id: "{arn}", service: "elasticloadbalancing", arn: "listener-rule/app/{hex}/{hex}",
	},
	"aws:lb/loadBalancer:LoadBalancer": {
		id: "{arn}", service: "elasticloadbalancing", arn: "loadbalancer/app/{name}/{hex}",
		outputs: map[string]string{
			"arnSuffix": "app/{name}/{hex}", "dnsName": "{name}-{hex}.{region}.elb.{suffix}", "zoneId": "Z32O12XQLNTSW2",
		},
	},
	"aws:lb/targetGroup:TargetGroup": {
		id: "{arn}", service: "elasticloadbalancing", arn: "targetgroup/{name}/{hex}",
		outputs: map[string]string{"arnSuffix": "targetgroup/{name}/{hex}"},
	},
	"aws:rds/eventSubscription:EventSubscription": {id: "{name}", service: "rds", arn: "es:{name}"},
	"aws:rds/instance:Instance": {
		id: "db-{hex}", service: "rds", arn: "db:{identifier}",
		outputs: map[string]string{
			"address": "{identifier}.{hex}.{region}.rds.{suffix}", "endpoint": "{identifier}.{hex}.{region}.rds.{suffix}:5432",
			"resourceId": "db-{hex}", "status": "available",
		},
	},
	"aws:rds/parameterGroup:ParameterGroup": {id: "{name}", service: "rds", arn: "pg:{name}"},
	"aws:rds/proxy:Proxy": {
		id: "{name}", service: "rds", arn: "db-proxy:prx-{hex}",
		outputs: map[string]string{"endpoint": "{name}.proxy-{hex}.{region}.rds.{suffix}"},
	},
	"aws:rds/proxyDefaultTargetGroup:ProxyDefaultTargetGroup": {
		id: "{dbProxyName}", service: "rds", arn: "target-group:prx-tg-{hex}", outputs: map[string]string{"name": "default"},
	},
	"aws:rds/proxyTarget:ProxyTarget": {
		id: "{dbProxyName}/{targetGroupName}/RDS_INSTANCE/{dbInstanceIdentifier}",
	},
	"aws:rds/subnetGroup:SubnetGroup": {id: "{name}", service: "rds", arn: "subgrp:{name}"},
	"aws:route53/record:Record": {
		id: "{zoneId}_{name}_{type}", outputs: map[string]string{"fqdn": "{name}"},
	},
	"aws:route53/zone:Zone": {
		id: "Z{HEX}", service: "route53", arn: "hostedzone/{id}", outputs: map[string]string{"zoneId": "{id}"},
	},
	"aws:s3/bucketV2:BucketV2": {
		id: "{bucket}", service: "s3", arn: "{bucket}", outputs: map[string]string{"region": "{region}"},
	},
	"aws:scheduler/schedule:Schedule": {
		id: "{groupName}/{name}", service: "scheduler", arn: "schedule/{groupName}/{name}",
	},
	"aws:scheduler/scheduleGroup:ScheduleGroup": {id: "{name}", service: "scheduler", arn: "schedule-group/{name}"},
	"aws:secretsmanager/secret:Secret":          {id: "{arn}", service: "secretsmanager", arn: "secret:{name}-AbCdEf"},
	"aws:secretsmanager/secretVersion:SecretVersion": {
		id:      "{secretId}|{hex}",
		outputs: map[string]string{"arn": "{secretId}", "versionId": "{hex}"},
	},
	"aws:sns/topic:Topic":                         {id: "{arn}", service: "sns", arn: "{name}"},
	"aws:sns/topicPolicy:TopicPolicy":             {id: "{arn}"},
	"aws:sns/topicSubscription:TopicSubscription": {id: "{topic}:{hex}", service: "sns", arn: "{hex}"},
	"aws:sqs/queue:Queue": {
		id: "https://sqs.{region}.{suffix}/{account}/{name}", service: "sqs", arn: "{name}",
		outputs: map[string]string{"url": "{id}"},
	},
	"aws:ssm/parameter:Parameter": {id: "{name}", service: "ssm"},
	"aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": {
		id: "sgr-{hex}", service: "ec2", arn: "security-group-rule/{id}",
	},
	"aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": {
		id: "sgr-{hex}", service: "ec2", arn: "security-group-rule/{id}",
	},
	"aws:wafv2/webAcl:WebAcl": {id: "{hex}", service: "wafv2", arn: "regional/webacl/{name}/{hex}"},
	"aws:appautoscaling/scheduledAction:ScheduledAction": {
		id: "{name}", service: "autoscaling", arn: "scheduledAction:{hex}:scheduledActionName/{name}",
	},
	"aws:servicediscovery/httpNamespace:HttpNamespace": {
		id: "ns-{hex}", service: "servicediscovery", arn: "namespace/ns-{hex}",
		outputs: map[string]string{"httpName": "{name}"},
	},
}

// given has the shapes of types whose ARNs or ids a component takes, but that neither a component nor the
// example creates. The offline provider does not know them; a user's unit tests may have them.
var given = map[string]shape{
	"aws:efs/accessPoint:AccessPoint": {id: "fsap-{hex}", service: "elasticfilesystem", arn: "access-point/{id}"},
	"aws:efs/fileSystem:FileSystem":   {id: "fs-{hex}", service: "elasticfilesystem", arn: "file-system/{id}"},
	"aws:lambda/function:Function":    {id: "{name}", service: "lambda", arn: "function:{name}"},
	"aws:s3/bucket:Bucket": {
		id: "{bucket}", service: "s3", arn: "{bucket}", outputs: map[string]string{"bucket": "{name}"},
	},
}

// specials compute outputs that no pattern can express.
var specials = map[string]func(*answer){
	"aws:acm/certificate:Certificate": validationOptions,
	"aws:apigatewayv2/domainName:DomainName": func(a *answer) {
		if configuration := a.get("domainNameConfiguration"); configuration.IsObject() {
			known := configuration.ObjectValue().Copy()
			known["targetDomainName"] = resource.NewProperty(a.expand("d-{hex}.execute-api.{region}.{suffix}"))
			known["hostedZoneId"] = resource.NewProperty("Z1UJRXOUMOOFQ8")
			a.state["domainNameConfiguration"] = resource.NewProperty(known)
		}
	},
	"aws:ec2/eip:Eip":               func(a *answer) { a.set("publicIp", fmt.Sprintf("198.51.100.%d", a.number()%256)) },
	"aws:ec2/natGateway:NatGateway": func(a *answer) { a.set("publicIp", fmt.Sprintf("203.0.113.%d", a.number()%256)) },
	"aws:ecs/taskDefinition:TaskDefinition": func(a *answer) {
		revision := a.number()%999 + 1
		a.state["revision"] = resource.NewProperty(float64(revision))
		a.set("arnWithoutRevision", a.cloud.arn("ecs", a.expand("task-definition/{family}")))
		a.set("arn", fmt.Sprintf("%s:%d", a.get("arnWithoutRevision").StringValue(), revision))
	},
	"aws:rds/instance:Instance": func(a *answer) {
		if !a.state.HasValue("port") {
			a.state["port"] = resource.NewProperty(5432.0)
		}
		a.state["masterUserSecrets"] = resource.NewProperty([]resource.PropertyValue{})
		if managed := a.get("manageMasterUserPassword"); managed.IsBool() && managed.BoolValue() {
			arn := a.cloud.arn("secretsmanager", "secret:rds!"+a.expand("db-{hex}")+"-AbCdEf")
			secret := resource.PropertyMap{
				"secretArn": resource.NewProperty(arn), "secretStatus": resource.NewProperty("active"),
			}
			a.state["masterUserSecrets"] = resource.NewProperty([]resource.PropertyValue{resource.NewProperty(secret)})
		}
	},
	"aws:ssm/parameter:Parameter": func(a *answer) { // of the name /shop/key or key
		a.set("arn", a.cloud.arn("ssm", "parameter/"+strings.TrimPrefix(a.expand("{name}"), "/")))
	},
}

// validationOptions sets the DNS records that validate a certificate. As in ACM, they are in an order
// of their own, and a name and its wildcard have the same record.
func validationOptions(a *answer) {
	names := []resource.PropertyValue{}
	if others := a.get("subjectAlternativeNames"); others.IsArray() {
		names = others.ArrayValue()
	}
	main := a.get("domainName")
	isMain := func(v resource.PropertyValue) bool { return v.DeepEquals(main) }
	if main.IsString() && !slices.ContainsFunc(names, isMain) {
		names = append([]resource.PropertyValue{main}, names...)
	}
	options := []resource.PropertyValue{}
	for _, name := range slices.Backward(names) {
		validated := strings.TrimPrefix(name.StringValue(), "*.")
		options = append(options, resource.NewProperty(resource.PropertyMap{
			"domainName":          name,
			"resourceRecordName":  resource.NewProperty("_" + digest(validated, "name") + "." + validated + "."),
			"resourceRecordType":  resource.NewProperty("CNAME"),
			"resourceRecordValue": resource.NewProperty("_" + digest(validated, "value") + ".acm-validations.aws."),
		}))
	}
	a.state["domainValidationOptions"] = resource.NewProperty(options)
}
