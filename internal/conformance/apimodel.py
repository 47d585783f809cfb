"""Writes apimodel.json: what AWS's API model requires of the requests that create our resources.

    python3 -m venv /tmp/botocore && /tmp/botocore/bin/pip install botocore==1.44.5
    /tmp/botocore/bin/python internal/conformance/apimodel.py

The output has one line for each resource type: the input properties with the members that they
become, and the shapes of these members. The version of botocore is that of
e2e/emulator/requirements.txt.
"""

import json
import pathlib
import re
import sys

import botocore.session

# Each type with the request that creates it, followed by its input properties. A property becomes
# the member with the same name, or the path after "=", which may be on the next line. In a path, []
# is an element of a list, [0] the first element, and "Operation:" another request that the provider
# sends for the property. "-" is a property that is in no request, "+" a required member that the
# provider fills in, both with the reason.
TABLE = """
aws:acm/certificate:Certificate acm.RequestCertificate
  domainName subjectAlternativeNames[] validationMethod keyAlgorithm tags
  options.certificateTransparencyLoggingPreference
aws:acm/certificateValidation:CertificateValidation acm.DescribeCertificate
  certificateArn
  - validationRecordFqdns: the provider compares them with what ACM asks for
aws:apigatewayv2/api:Api apigatewayv2.CreateApi
  name description protocolType tags disableExecuteApiEndpoint
  corsConfiguration.allowCredentials corsConfiguration.allowHeaders[] corsConfiguration.allowMethods[]
  corsConfiguration.allowOrigins[] corsConfiguration.exposeHeaders[] corsConfiguration.maxAge
aws:apigatewayv2/apiMapping:ApiMapping apigatewayv2.CreateApiMapping
  apiId domainName stage
aws:apigatewayv2/authorizer:Authorizer apigatewayv2.CreateAuthorizer
  apiId authorizerType name identitySources[]=IdentitySource[]
  jwtConfiguration.audiences[]=JwtConfiguration.Audience[] jwtConfiguration.issuer
aws:apigatewayv2/domainName:DomainName apigatewayv2.CreateDomainName
  domainName tags
  domainNameConfiguration.certificateArn=DomainNameConfigurations[0].CertificateArn
  domainNameConfiguration.endpointType=DomainNameConfigurations[0].EndpointType
  domainNameConfiguration.securityPolicy=DomainNameConfigurations[0].SecurityPolicy
aws:apigatewayv2/integration:Integration apigatewayv2.CreateIntegration
  apiId connectionId connectionType integrationMethod integrationType integrationUri payloadFormatVersion
  timeoutMilliseconds=TimeoutInMillis
  tlsConfig.serverNameToVerify
aws:apigatewayv2/route:Route apigatewayv2.CreateRoute
  apiId authorizationType authorizerId authorizationScopes[] routeKey target
aws:apigatewayv2/stage:Stage apigatewayv2.CreateStage
  apiId name=StageName autoDeploy accessLogSettings.destinationArn accessLogSettings.format
  defaultRouteSettings.throttlingBurstLimit defaultRouteSettings.throttlingRateLimit tags
aws:apigatewayv2/vpcLink:VpcLink apigatewayv2.CreateVpcLink
  name securityGroupIds[] subnetIds[] tags
aws:appautoscaling/policy:Policy application-autoscaling.PutScalingPolicy
  name=PolicyName policyType resourceId scalableDimension serviceNamespace
  targetTrackingScalingPolicyConfiguration.predefinedMetricSpecification.predefinedMetricType
  targetTrackingScalingPolicyConfiguration.scaleInCooldown targetTrackingScalingPolicyConfiguration.scaleOutCooldown
  targetTrackingScalingPolicyConfiguration.targetValue
  targetTrackingScalingPolicyConfiguration.predefinedMetricSpecification.resourceLabel
  targetTrackingScalingPolicyConfiguration.customizedMetricSpecification.metrics[].expression
  targetTrackingScalingPolicyConfiguration.customizedMetricSpecification.metrics[].id
  targetTrackingScalingPolicyConfiguration.customizedMetricSpecification.metrics[].returnData
  targetTrackingScalingPolicyConfiguration.customizedMetricSpecification.metrics[].metricStat.metric.dimensions[].name
  targetTrackingScalingPolicyConfiguration.customizedMetricSpecification.metrics[].metricStat.metric.dimensions[].value
  targetTrackingScalingPolicyConfiguration.customizedMetricSpecification.metrics[].metricStat.metric.metricName
  targetTrackingScalingPolicyConfiguration.customizedMetricSpecification.metrics[].metricStat.metric.namespace
  targetTrackingScalingPolicyConfiguration.customizedMetricSpecification.metrics[].metricStat.stat
aws:appautoscaling/scheduledAction:ScheduledAction application-autoscaling.PutScheduledAction
  name=ScheduledActionName resourceId scalableDimension serviceNamespace schedule timezone
  scalableTargetAction.maxCapacity scalableTargetAction.minCapacity
aws:appautoscaling/target:Target application-autoscaling.RegisterScalableTarget
  maxCapacity minCapacity resourceId scalableDimension serviceNamespace tags
  suspendedState.dynamicScalingInSuspended suspendedState.dynamicScalingOutSuspended
  suspendedState.scheduledScalingSuspended
aws:chatbot/slackChannelConfiguration:SlackChannelConfiguration chatbot.CreateSlackChannelConfiguration
  configurationName slackTeamId slackChannelId iamRoleArn guardrailPolicyArns[] snsTopicArns[] tags
aws:cloudwatch/dashboard:Dashboard cloudwatch.PutDashboard
  dashboardName dashboardBody
aws:cloudwatch/logGroup:LogGroup logs.CreateLogGroup
  kmsKeyId name=logGroupName tags retentionInDays=PutRetentionPolicy:retentionInDays
aws:cloudwatch/logMetricFilter:LogMetricFilter logs.PutMetricFilter
  name=filterName logGroupName pattern=filterPattern
  metricTransformation.name=metricTransformations[0].metricName
  metricTransformation.namespace=metricTransformations[0].metricNamespace
  metricTransformation.value=metricTransformations[0].metricValue
aws:cloudwatch/metricAlarm:MetricAlarm cloudwatch.PutMetricAlarm
  name=AlarmName alarmActions[] okActions[] alarmDescription comparisonOperator dimensions evaluationPeriods metricName
  namespace period statistic extendedStatistic datapointsToAlarm tags
  threshold treatMissingData
  metricQueries[].id=Metrics[].Id metricQueries[].expression=Metrics[].Expression metricQueries[].label=Metrics[].Label
  metricQueries[].returnData=Metrics[].ReturnData
  metricQueries[].metric.dimensions=Metrics[].MetricStat.Metric.Dimensions
  metricQueries[].metric.metricName=Metrics[].MetricStat.Metric.MetricName
  metricQueries[].metric.namespace=Metrics[].MetricStat.Metric.Namespace
  metricQueries[].metric.period=Metrics[].MetricStat.Period
  metricQueries[].metric.stat=Metrics[].MetricStat.Stat
aws:cloudwatch/queryDefinition:QueryDefinition logs.PutQueryDefinition
  name logGroupNames[] queryString
aws:codedeploy/application:Application codedeploy.CreateApplication
  name=applicationName computePlatform tags
aws:codedeploy/deploymentConfig:DeploymentConfig codedeploy.CreateDeploymentConfig
  computePlatform deploymentConfigName trafficRoutingConfig.type
  trafficRoutingConfig.timeBasedCanary.interval=trafficRoutingConfig.timeBasedCanary.canaryInterval
  trafficRoutingConfig.timeBasedCanary.percentage=trafficRoutingConfig.timeBasedCanary.canaryPercentage
  trafficRoutingConfig.timeBasedLinear.interval=trafficRoutingConfig.timeBasedLinear.linearInterval
  trafficRoutingConfig.timeBasedLinear.percentage=trafficRoutingConfig.timeBasedLinear.linearPercentage
aws:codedeploy/deploymentGroup:DeploymentGroup codedeploy.CreateDeploymentGroup
  appName=applicationName deploymentGroupName deploymentConfigName serviceRoleArn tags
  alarmConfiguration.alarms[]=alarmConfiguration.alarms[].name alarmConfiguration.enabled
  alarmConfiguration.ignorePollAlarmFailure
  triggerConfigurations[].triggerEvents[] triggerConfigurations[].triggerName
  triggerConfigurations[].triggerTargetArn
  autoRollbackConfiguration.enabled autoRollbackConfiguration.events[] deploymentStyle.deploymentOption
  deploymentStyle.deploymentType
  blueGreenDeploymentConfig.deploymentReadyOption.actionOnTimeout=
    blueGreenDeploymentConfiguration.deploymentReadyOption.actionOnTimeout
  blueGreenDeploymentConfig.deploymentReadyOption.waitTimeInMinutes=
    blueGreenDeploymentConfiguration.deploymentReadyOption.waitTimeInMinutes
  blueGreenDeploymentConfig.terminateBlueInstancesOnDeploymentSuccess.action=
    blueGreenDeploymentConfiguration.terminateBlueInstancesOnDeploymentSuccess.action
  blueGreenDeploymentConfig.terminateBlueInstancesOnDeploymentSuccess.terminationWaitTimeInMinutes=
    blueGreenDeploymentConfiguration.terminateBlueInstancesOnDeploymentSuccess.terminationWaitTimeInMinutes
  ecsService.clusterName=ecsServices[0].clusterName ecsService.serviceName=ecsServices[0].serviceName
  loadBalancerInfo.targetGroupPairInfo.prodTrafficRoute.listenerArns[]=
    loadBalancerInfo.targetGroupPairInfoList[0].prodTrafficRoute.listenerArns[]
  loadBalancerInfo.targetGroupPairInfo.testTrafficRoute.listenerArns[]=
    loadBalancerInfo.targetGroupPairInfoList[0].testTrafficRoute.listenerArns[]
  loadBalancerInfo.targetGroupPairInfo.targetGroups[].name=
    loadBalancerInfo.targetGroupPairInfoList[0].targetGroups[].name
aws:ec2/defaultSecurityGroup:DefaultSecurityGroup ec2.CreateTags
  tags
  - vpcId: the provider finds the group by it
  + Resources: the group that the provider has found
aws:ec2/eip:Eip ec2.AllocateAddress
  domain tags
aws:ec2/flowLog:FlowLog ec2.CreateFlowLogs
  iamRoleArn=DeliverLogsPermissionArn logDestination trafficType vpcId=ResourceIds[0] tags
  + ResourceType: the provider reads it off the kind of id that is given
aws:ec2/internetGateway:InternetGateway ec2.CreateInternetGateway
  vpcId=AttachInternetGateway:VpcId tags
aws:ec2/natGateway:NatGateway ec2.CreateNatGateway
  allocationId subnetId tags
aws:ec2/route:Route ec2.CreateRoute
  destinationCidrBlock gatewayId natGatewayId routeTableId
aws:ec2/routeTable:RouteTable ec2.CreateRouteTable
  vpcId tags
aws:ec2/routeTableAssociation:RouteTableAssociation ec2.AssociateRouteTable
  routeTableId subnetId
aws:ec2/securityGroup:SecurityGroup ec2.CreateSecurityGroup
  name=GroupName description vpcId tags
aws:ec2/subnet:Subnet ec2.CreateSubnet
  availabilityZone cidrBlock vpcId tags mapPublicIpOnLaunch=ModifySubnetAttribute:MapPublicIpOnLaunch.Value
aws:ec2/vpc:Vpc ec2.CreateVpc
  cidrBlock tags enableDnsHostnames=ModifyVpcAttribute:EnableDnsHostnames.Value
  enableDnsSupport=ModifyVpcAttribute:EnableDnsSupport.Value
aws:ec2/vpcEndpoint:VpcEndpoint ec2.CreateVpcEndpoint
  privateDnsEnabled routeTableIds[] securityGroupIds[] serviceName subnetIds[] vpcEndpointType vpcId tags
aws:ecs/cluster:Cluster ecs.CreateCluster
  name=clusterName settings[].name settings[].value serviceConnectDefaults.namespace tags
  configuration.executeCommandConfiguration.logging
  configuration.executeCommandConfiguration.logConfiguration.cloudWatchLogGroupName
aws:ecs/clusterCapacityProviders:ClusterCapacityProviders ecs.PutClusterCapacityProviders
  clusterName=cluster capacityProviders[]
  defaultCapacityProviderStrategies[].capacityProvider=defaultCapacityProviderStrategy[].capacityProvider
  defaultCapacityProviderStrategies[].weight=defaultCapacityProviderStrategy[].weight
aws:ecs/service:Service ecs.CreateService
  name=serviceName cluster taskDefinition desiredCount platformVersion propagateTags healthCheckGracePeriodSeconds
  availabilityZoneRebalancing tags
  enableEcsManagedTags=enableECSManagedTags enableExecuteCommand
  capacityProviderStrategies[].capacityProvider=capacityProviderStrategy[].capacityProvider
  capacityProviderStrategies[].weight=capacityProviderStrategy[].weight deploymentController.type
  capacityProviderStrategies[].base=capacityProviderStrategy[].base
  alarms.alarmNames[]=deploymentConfiguration.alarms.alarmNames[] alarms.enable=deploymentConfiguration.alarms.enable
  alarms.rollback=deploymentConfiguration.alarms.rollback
  deploymentCircuitBreaker.enable=deploymentConfiguration.deploymentCircuitBreaker.enable
  deploymentCircuitBreaker.rollback=deploymentConfiguration.deploymentCircuitBreaker.rollback
  deploymentMaximumPercent=deploymentConfiguration.maximumPercent
  deploymentMinimumHealthyPercent=deploymentConfiguration.minimumHealthyPercent
  loadBalancers[].containerName loadBalancers[].containerPort loadBalancers[].targetGroupArn
  networkConfiguration.securityGroups[]=networkConfiguration.awsvpcConfiguration.securityGroups[]
  networkConfiguration.subnets[]=networkConfiguration.awsvpcConfiguration.subnets[]
  serviceConnectConfiguration.enabled serviceConnectConfiguration.namespace
  serviceConnectConfiguration.logConfiguration.logDriver serviceConnectConfiguration.logConfiguration.options
  serviceConnectConfiguration.services[].portName
  serviceConnectConfiguration.services[].clientAlias[].dnsName=
    serviceConnectConfiguration.services[].clientAliases[].dnsName
  serviceConnectConfiguration.services[].clientAlias[].port=
    serviceConnectConfiguration.services[].clientAliases[].port
  forceDelete=DeleteService:force
  - forceNewDeployment: the provider sends it with updates only
  - networkConfiguration.assignPublicIp: the provider sends ENABLED or DISABLED
  - waitForSteadyState: what the provider waits for
aws:ecs/taskDefinition:TaskDefinition ecs.RegisterTaskDefinition
  family cpu memory executionRoleArn taskRoleArn networkMode requiresCompatibilities[] runtimePlatform.cpuArchitecture
  runtimePlatform.operatingSystemFamily volumes[].name tags containerDefinitions=JSON:containerDefinitions
  volumes[].efsVolumeConfiguration.fileSystemId volumes[].efsVolumeConfiguration.transitEncryption
  volumes[].efsVolumeConfiguration.authorizationConfig.accessPointId
  volumes[].efsVolumeConfiguration.authorizationConfig.iam
  - skipDestroy: what the provider does on deletion
aws:iam/role:Role iam.CreateRole
  name=RoleName assumeRolePolicy=AssumeRolePolicyDocument path permissionsBoundary tags
aws:iam/rolePolicy:RolePolicy iam.PutRolePolicy
  role=RoleName name=PolicyName policy=PolicyDocument
aws:iam/rolePolicyAttachment:RolePolicyAttachment iam.AttachRolePolicy
  role=RoleName policyArn
aws:kms/key:Key kms.CreateKey
  description policy tags deletionWindowInDays=ScheduleKeyDeletion:PendingWindowInDays
  - enableKeyRotation: a request without further members
aws:lb/listener:Listener elbv2.CreateListener
  certificateArn=Certificates[0].CertificateArn loadBalancerArn port protocol sslPolicy tags
  defaultActions[].type defaultActions[].targetGroupArn
  defaultActions[].fixedResponse.contentType=DefaultActions[].FixedResponseConfig.ContentType
  defaultActions[].fixedResponse.messageBody=DefaultActions[].FixedResponseConfig.MessageBody
  defaultActions[].fixedResponse.statusCode=DefaultActions[].FixedResponseConfig.StatusCode
  defaultActions[].forward.targetGroups[].arn=DefaultActions[].ForwardConfig.TargetGroups[].TargetGroupArn
  defaultActions[].forward.targetGroups[].weight=DefaultActions[].ForwardConfig.TargetGroups[].Weight
  defaultActions[].redirect.port=DefaultActions[].RedirectConfig.Port
  defaultActions[].redirect.protocol=DefaultActions[].RedirectConfig.Protocol
  defaultActions[].redirect.statusCode=DefaultActions[].RedirectConfig.StatusCode
aws:lb/listenerRule:ListenerRule elbv2.CreateRule
  listenerArn priority tags actions[].type actions[].targetGroupArn
  actions[].forward.targetGroups[].arn=Actions[].ForwardConfig.TargetGroups[].TargetGroupArn
  actions[].forward.targetGroups[].weight=Actions[].ForwardConfig.TargetGroups[].Weight
  conditions[].hostHeader.values[]=Conditions[].HostHeaderConfig.Values[]
  conditions[].pathPattern.values[]=Conditions[].PathPatternConfig.Values[]
aws:lb/loadBalancer:LoadBalancer elbv2.CreateLoadBalancer
  name loadBalancerType=Type securityGroups[] subnets[] tags
  desyncMitigationMode=ModifyLoadBalancerAttributes:Attributes[0].Value
  dropInvalidHeaderFields=ModifyLoadBalancerAttributes:Attributes[1].Value
  accessLogs.bucket=ModifyLoadBalancerAttributes:Attributes[3].Value
  accessLogs.enabled=ModifyLoadBalancerAttributes:Attributes[4].Value
  accessLogs.prefix=ModifyLoadBalancerAttributes:Attributes[5].Value
  enableDeletionProtection=ModifyLoadBalancerAttributes:Attributes[2].Value
  - internal: the provider sends a Scheme
aws:lb/targetGroup:TargetGroup elbv2.CreateTargetGroup
  name port protocol targetType vpcId tags deregistrationDelay=ModifyTargetGroupAttributes:Attributes[0].Value
  healthCheck.enabled=HealthCheckEnabled healthCheck.healthyThreshold=HealthyThresholdCount
  healthCheck.interval=HealthCheckIntervalSeconds healthCheck.port=HealthCheckPort
  healthCheck.matcher=Matcher.HttpCode healthCheck.path=HealthCheckPath healthCheck.protocol=HealthCheckProtocol
  healthCheck.timeout=HealthCheckTimeoutSeconds healthCheck.unhealthyThreshold=UnhealthyThresholdCount
aws:rds/eventSubscription:EventSubscription rds.CreateEventSubscription
  name=SubscriptionName eventCategories[] snsTopic=SnsTopicArn sourceIds[] sourceType tags
aws:rds/instance:Instance rds.CreateDBInstance
  identifier=DBInstanceIdentifier allocatedStorage autoMinorVersionUpgrade backupRetentionPeriod
  backupWindow=PreferredBackupWindow copyTagsToSnapshot dbName
  dbSubnetGroupName deletionProtection enabledCloudwatchLogsExports[]=EnableCloudwatchLogsExports[] engine
  engineLifecycleSupport engineVersion
  iamDatabaseAuthenticationEnabled=EnableIAMDatabaseAuthentication instanceClass=DBInstanceClass kmsKeyId
  maintenanceWindow=PreferredMaintenanceWindow
  manageMasterUserPassword masterUserSecretKmsKeyId maxAllocatedStorage multiAz parameterGroupName=DBParameterGroupName
  performanceInsightsEnabled=EnablePerformanceInsights performanceInsightsKmsKeyId=PerformanceInsightsKMSKeyId
  performanceInsightsRetentionPeriod port
  publiclyAccessible storageEncrypted storageType username=MasterUsername vpcSecurityGroupIds[] tags
  password=MasterUserPassword caCertIdentifier=CACertificateIdentifier databaseInsightsMode iops storageThroughput
  monitoringInterval monitoringRoleArn
  replicateSourceDb=CreateDBInstanceReadReplica:SourceDBInstanceIdentifier
  snapshotIdentifier=RestoreDBInstanceFromDBSnapshot:DBSnapshotIdentifier
  restoreToPointInTime.sourceDbInstanceIdentifier=RestoreDBInstanceToPointInTime:SourceDBInstanceIdentifier
  restoreToPointInTime.useLatestRestorableTime=RestoreDBInstanceToPointInTime:UseLatestRestorableTime
  - restoreToPointInTime.restoreTime: the provider parses it
  + Engine: a replica has that of its primary
  allowMajorVersionUpgrade=ModifyDBInstance:AllowMajorVersionUpgrade applyImmediately=ModifyDBInstance:ApplyImmediately
  finalSnapshotIdentifier=DeleteDBInstance:FinalDBSnapshotIdentifier
  skipFinalSnapshot=DeleteDBInstance:SkipFinalSnapshot
aws:rds/parameterGroup:ParameterGroup rds.CreateDBParameterGroup
  name=DBParameterGroupName family=DBParameterGroupFamily description tags
  parameters[].applyMethod=ModifyDBParameterGroup:Parameters[].ApplyMethod
  parameters[].name=ModifyDBParameterGroup:Parameters[].ParameterName
  parameters[].value=ModifyDBParameterGroup:Parameters[].ParameterValue
aws:rds/proxy:Proxy rds.CreateDBProxy
  name=DBProxyName auths[].authScheme=Auth[].AuthScheme auths[].iamAuth=Auth[].IAMAuth
  auths[].secretArn=Auth[].SecretArn engineFamily idleClientTimeout requireTls roleArn tags
  vpcSecurityGroupIds[] vpcSubnetIds[]
aws:rds/proxyDefaultTargetGroup:ProxyDefaultTargetGroup rds.ModifyDBProxyTargetGroup
  dbProxyName connectionPoolConfig.maxConnectionsPercent connectionPoolConfig.maxIdleConnectionsPercent
  + TargetGroupName: the group that the proxy has
aws:rds/proxyTarget:ProxyTarget rds.RegisterDBProxyTargets
  dbProxyName targetGroupName dbInstanceIdentifier=DBInstanceIdentifiers[0]
aws:rds/subnetGroup:SubnetGroup rds.CreateDBSubnetGroup
  name=DBSubnetGroupName description=DBSubnetGroupDescription subnetIds[] tags
aws:route53/record:Record route53.ChangeResourceRecordSets
  zoneId=HostedZoneId name=ChangeBatch.Changes[0].ResourceRecordSet.Name
  type=ChangeBatch.Changes[0].ResourceRecordSet.Type
  ttl=ChangeBatch.Changes[0].ResourceRecordSet.TTL
  records[]=ChangeBatch.Changes[0].ResourceRecordSet.ResourceRecords[].Value
  aliases[].name=ChangeBatch.Changes[0].ResourceRecordSet.AliasTarget.DNSName
  aliases[].zoneId=ChangeBatch.Changes[0].ResourceRecordSet.AliasTarget.HostedZoneId
  aliases[].evaluateTargetHealth=ChangeBatch.Changes[0].ResourceRecordSet.AliasTarget.EvaluateTargetHealth
  + ChangeBatch.Changes.Action: CREATE, or UPSERT for an update
aws:s3/bucketLifecycleConfigurationV2:BucketLifecycleConfigurationV2 s3.PutBucketLifecycleConfiguration
  bucket=Bucket
  rules[].id=LifecycleConfiguration.Rules[].ID
  rules[].status=LifecycleConfiguration.Rules[].Status
  rules[].filter.prefix=LifecycleConfiguration.Rules[].Filter.Prefix
  rules[].expiration.days=LifecycleConfiguration.Rules[].Expiration.Days
  rules[].noncurrentVersionExpiration.noncurrentDays=
    LifecycleConfiguration.Rules[].NoncurrentVersionExpiration.NoncurrentDays
  rules[].abortIncompleteMultipartUpload.daysAfterInitiation=
    LifecycleConfiguration.Rules[].AbortIncompleteMultipartUpload.DaysAfterInitiation
aws:s3/bucketPolicy:BucketPolicy s3.PutBucketPolicy
  bucket policy
aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock s3.PutPublicAccessBlock
  bucket blockPublicAcls=PublicAccessBlockConfiguration.BlockPublicAcls
  blockPublicPolicy=PublicAccessBlockConfiguration.BlockPublicPolicy
  ignorePublicAcls=PublicAccessBlockConfiguration.IgnorePublicAcls
  restrictPublicBuckets=PublicAccessBlockConfiguration.RestrictPublicBuckets
aws:s3/bucketServerSideEncryptionConfigurationV2:BucketServerSideEncryptionConfigurationV2 s3.PutBucketEncryption
  bucket rules[].applyServerSideEncryptionByDefault.sseAlgorithm=
    ServerSideEncryptionConfiguration.Rules[].ApplyServerSideEncryptionByDefault.SSEAlgorithm
aws:s3/bucketV2:BucketV2 s3.CreateBucket
  bucket tags=PutBucketTagging:Tagging.TagSet
  - forceDestroy: what the provider does on deletion
aws:s3/bucketVersioningV2:BucketVersioningV2 s3.PutBucketVersioning
  bucket versioningConfiguration.status=VersioningConfiguration.Status
aws:scheduler/schedule:Schedule scheduler.CreateSchedule
  name groupName state scheduleExpression scheduleExpressionTimezone flexibleTimeWindow.mode
  target.arn target.roleArn target.input target.deadLetterConfig.arn target.retryPolicy.maximumEventAgeInSeconds
  target.retryPolicy.maximumRetryAttempts
  target.ecsParameters.taskDefinitionArn target.ecsParameters.taskCount target.ecsParameters.launchType
  target.ecsParameters.propagateTags target.ecsParameters.enableEcsManagedTags
  target.ecsParameters.capacityProviderStrategies[].capacityProvider=
    Target.EcsParameters.CapacityProviderStrategy[].capacityProvider
  target.ecsParameters.capacityProviderStrategies[].weight=Target.EcsParameters.CapacityProviderStrategy[].weight
  target.ecsParameters.networkConfiguration.subnets[]=
    Target.EcsParameters.NetworkConfiguration.awsvpcConfiguration.Subnets[]
  target.ecsParameters.networkConfiguration.securityGroups[]=
    Target.EcsParameters.NetworkConfiguration.awsvpcConfiguration.SecurityGroups[]
  - target.ecsParameters.networkConfiguration.assignPublicIp: the provider sends ENABLED or DISABLED
  - startDate: the provider sends a number
  - endDate: the provider sends a number
aws:scheduler/scheduleGroup:ScheduleGroup scheduler.CreateScheduleGroup
  name tags
aws:secretsmanager/secret:Secret secretsmanager.CreateSecret
  name description kmsKeyId tags
  - recoveryWindowInDays: of the deletion, which 0 forces
aws:secretsmanager/secretVersion:SecretVersion secretsmanager.PutSecretValue
  secretId secretString
aws:servicediscovery/httpNamespace:HttpNamespace servicediscovery.CreateHttpNamespace
  name tags
aws:sns/topic:Topic sns.CreateTopic
  name tags
  - kmsMasterKeyId: one of the topic's attributes, which the model leaves open
aws:sns/topicPolicy:TopicPolicy sns.SetTopicAttributes
  arn=TopicArn policy=AttributeValue
  + AttributeName: always Policy
aws:sns/topicSubscription:TopicSubscription sns.Subscribe
  endpoint protocol topic=TopicArn
aws:sqs/queue:Queue sqs.CreateQueue
  name=QueueName tags
  - messageRetentionSeconds: one of the queue's attributes, which the model leaves open
  - sqsManagedSseEnabled: one of the queue's attributes too
aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule ec2.AuthorizeSecurityGroupEgress
  securityGroupId=GroupId cidrIpv4=IpPermissions[0].IpRanges[0].CidrIp
  description=IpPermissions[0].IpRanges[0].Description
  fromPort=IpPermissions[0].FromPort toPort=IpPermissions[0].ToPort ipProtocol=IpPermissions[0].IpProtocol
  prefixListId=IpPermissions[0].PrefixListIds[0].PrefixListId
  referencedSecurityGroupId=IpPermissions[0].UserIdGroupPairs[0].GroupId tags
aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule ec2.AuthorizeSecurityGroupIngress
  securityGroupId=GroupId cidrIpv4=IpPermissions[0].IpRanges[0].CidrIp
  description=IpPermissions[0].IpRanges[0].Description
  fromPort=IpPermissions[0].FromPort toPort=IpPermissions[0].ToPort ipProtocol=IpPermissions[0].IpProtocol
  prefixListId=IpPermissions[0].PrefixListIds[0].PrefixListId
  referencedSecurityGroupId=IpPermissions[0].UserIdGroupPairs[0].GroupId tags
aws:wafv2/webAclAssociation:WebAclAssociation wafv2.AssociateWebACL
  resourceArn webAclArn
"""

# Constraints that are in the documentation of a member but not in the model, by the member's path.
ECS_NAME = {"max": 255, "pattern": "[A-Za-z0-9_-]+"}
ELB_NAME = {"min": 1, "max": 32, "pattern": "(?:[A-Za-z0-9]|[A-Za-z0-9][A-Za-z0-9-]*[A-Za-z0-9])"}
RDS_NAME = {"min": 1, "pattern": "[A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)*"}
EC2_TEXT = {"max": 255, "pattern": r"[A-Za-z0-9 ._\-:/()#,@\[\]+=&;{}!$*]*"}
# Without the model's lookahead, which Go's regular expressions lack.
COMMON_NAME = {"max": 64, "pattern": r"(\*\.)?([A-Za-z0-9-]{0,62}[A-Za-z0-9]\.)+[A-Za-z0-9-]{1,62}[A-Za-z0-9]"}
DOCUMENTED = {
    "acm.RequestCertificate.DomainName": COMMON_NAME,
    "ec2.CreateSecurityGroup.GroupName": {**EC2_TEXT, "min": 1},
    "ec2.CreateSecurityGroup.Description": {**EC2_TEXT, "min": 1},
    "ec2.AuthorizeSecurityGroupEgress.IpPermissions.IpRanges.Description": EC2_TEXT,
    "ec2.AuthorizeSecurityGroupIngress.IpPermissions.IpRanges.Description": EC2_TEXT,
    "ecs.CreateCluster.clusterName": ECS_NAME,
    "ecs.CreateService.serviceName": ECS_NAME,
    "ecs.RegisterTaskDefinition.family": ECS_NAME,
    "ecs.RegisterTaskDefinition.containerDefinitions.name": ECS_NAME,
    "ecs.RegisterTaskDefinition.volumes.name": ECS_NAME,
    "elbv2.CreateLoadBalancer.Name": ELB_NAME,
    "elbv2.CreateTargetGroup.Name": ELB_NAME,
    "rds.CreateDBInstance.DBInstanceIdentifier": {**RDS_NAME, "max": 63},
    "rds.CreateDBInstance.DBName": {"min": 1, "max": 63, "pattern": "[A-Za-z_][A-Za-z0-9_]*"},
    "rds.CreateDBInstance.MasterUserPassword": {"min": 8, "max": 128, "pattern": "[!#-.0-?A-~]+"},
    "rds.CreateDBInstance.MasterUsername": {"min": 1, "max": 63, "pattern": "[A-Za-z][A-Za-z0-9_]*"},
    "rds.CreateDBParameterGroup.DBParameterGroupName": {**RDS_NAME, "max": 255},
    "rds.CreateDBSubnetGroup.DBSubnetGroupName": {"min": 1, "max": 255, "pattern": "[A-Za-z0-9 ._-]+"},
    "rds.CreateEventSubscription.SubscriptionName": {"min": 1, "max": 254},
    "rds.DeleteDBInstance.FinalDBSnapshotIdentifier": {**RDS_NAME, "max": 255},
    "s3.CreateBucket.Bucket": {"min": 3, "max": 63, "pattern": "[a-z0-9][a-z0-9.-]*[a-z0-9]"},
    "sqs.CreateQueue.QueueName": {"min": 1, "max": 80, "pattern": "[A-Za-z0-9_-]+"},
    "sns.CreateTopic.Name": {"min": 1, "max": 256, "pattern": "[A-Za-z0-9_-]+"},
}

models = {}
filled = set()  # paths of required members that the provider fills in


def model(service):
    if service not in models:
        models[service] = botocore.session.get_session().get_service_model(service)
    return models[service]


def translated(pattern, where):
    """Returns the pattern in Go's syntax, or None if Go cannot express it.

    Go has no \\u, no surrogates and not all of Java's classes. It allows at most 1000 repetitions; the
    shape's length limits them anyway.
    """
    pattern = pattern.replace(r"\uD800\uDC00-\uDBFF\uDFFF", r"\x{10000}-\x{10FFFF}")
    pattern = pattern.replace(r"\p{Print}", r"[\x20-\x7E]")
    pattern = re.sub(r"\\u([0-9A-Fa-f]{4})", r"\\x{\1}", pattern)
    pattern = re.sub(r"\{([0-9]+),([0-9]+)\}", lambda m: m[0] if int(m[2]) <= 1000 else "{%s,}" % m[1], pattern)
    if re.search(r"\(\?[=!<]", pattern):
        print(f"{where}: Go has no lookaround: {pattern}", file=sys.stderr)
        return None
    return pattern


class Node:
    """A shape of the model, with only the members that are in use."""

    def __init__(self, shape, path):
        self.shape, self.path, self.used = shape, path, {}

    def child(self, name):
        """Returns the member with this name, ignoring case, or the element of a list."""
        if self.shape.type_name == "list":
            return self.used.setdefault("[]", Node(self.shape.member, self.path))
        found = [m for m in self.shape.members if m.lower() == name.lower()]
        if not found:
            sys.exit(f"{self.path} has no member {name}, but {sorted(self.shape.members)}")
        return self.used.setdefault(found[0], Node(self.shape.members[found[0]], f"{self.path}.{found[0]}"))

    def name(self, child):
        return next(name for name, node in self.used.items() if node is child)

    def all(self):
        """Keeps all members, at any depth."""
        if self.shape.type_name == "list":
            self.child("[]").all()
        elif self.shape.type_name == "structure":
            for member in self.shape.members:
                self.child(member).all()

    def written(self):
        s, out = self.shape, {"type": self.shape.type_name}
        for key in ("min", "max"):
            if key in s.metadata:
                out[key] = s.metadata[key]
        if s.metadata.get("enum"):
            out["enum"] = s.metadata["enum"]
        if s.metadata.get("pattern"):
            pattern = translated(s.metadata["pattern"], self.path)
            if pattern:
                out["pattern"] = pattern
        out.update(DOCUMENTED.pop(self.path, {}))
        if s.type_name == "structure":
            required = [m for m in s.required_members if f"{self.path}.{m}" not in filled]
            if required:
                out["required"] = sorted(required)
            out["members"] = {name: node.written() for name, node in sorted(self.used.items())}
        elif s.type_name == "list":
            out["of"] = self.used["[]"].written()
        elif s.type_name == "map":
            out["key"] = Node(s.key, self.path).written()
            out["of"] = Node(s.value, self.path).written()
        return out


def entry(service, operation, properties):
    requests = {}

    def request(name):
        if name not in requests:
            requests[name] = Node(model(service).operation_model(name).input_shape, f"{service}.{name}")
        return requests[name]

    request(operation)
    members = {}
    for token in properties:
        name, _, target = token.partition("=")
        target = target or name
        other, _, path = target.rpartition(":")
        whole = other == "JSON"
        into = operation if other in ("", "JSON") else other
        if name == "tags" and target == "tags":
            shapes = model(service).operation_model(operation).input_shape.members
            path = "TagSpecifications[0].Tags" if "TagSpecifications" in shapes else "tags"
        node, exact = request(into), []
        for step in re.findall(r"[^.\[\]]+|\[\d*\]", path):
            parent, node = node, node.child(step)
            exact.append(step if step.startswith("[") else "." + parent.name(node))
        how = ""
        if whole:
            node.all()
            how = "json"
        elif node.shape.type_name == "list" and not path.endswith("]"):  # our map is a list of pairs in AWS
            pair = node.child("[]")
            key = next(m for m in pair.shape.members if re.search("key|name", m, re.I))
            value = next(m for m in pair.shape.members if re.search("value", m, re.I))
            pair.child(key), pair.child(value)
            how = f"{key} {value}"
        members[name] = [into, "".join(exact).lstrip("."), how]
    return {"operation": operation, "members": members, "requests": requests}


def main():
    types, current = {}, None
    for line in re.sub(r"=\n +", "=", TABLE.strip()).splitlines():
        words = line.split()
        if not line.startswith(" "):
            service, operation = words[1].split(".")
            current = {"service": service, "operation": operation, "properties": [], "ignored": {}, "filled": {}}
            types[words[0]] = current
        elif words[0] in ("-", "+"):
            name, reason = line.strip()[2:].split(": ", 1)
            current["ignored" if words[0] == "-" else "filled"][name] = reason
            if "." in name and words[0] == "+":
                filled.add(f"{current['service']}.{current['operation']}.{name}")
        else:
            current["properties"] += words
    lines = []
    for name, t in types.items():
        e = entry(t["service"], t["operation"], t["properties"])
        body = {
            "operation": t["operation"], "members": e["members"], "ignored": t["ignored"], "filled": t["filled"],
            "requests": {operation: node.written() for operation, node in e["requests"].items()},
        }
        lines.append(f" {json.dumps(name)}: {json.dumps(body, separators=(',', ':'))}")
    if DOCUMENTED:
        sys.exit(f"no property becomes {sorted(DOCUMENTED)}")
    target = pathlib.Path(__file__).with_suffix(".json")
    target.write_text("{\n" + ",\n".join(lines) + "\n}\n")


main()
