// Package platform composes the knowledge platform from the library's components. [Run] reads like the deployment: network, load balancer and API,
// database, service, alarms, and what deploys the service.
package platform

import (
	"strconv"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/bluegreen"
	"github.com/knwl-platform/infra/database"
	"github.com/knwl-platform/infra/ecsservice"
	"github.com/knwl-platform/infra/ingress"
	"github.com/knwl-platform/infra/network"
	"github.com/knwl-platform/infra/observability"
)

// target is the service's name behind the load balancer.
const target = "api"

// Run is the whole program: `pulumi up` and the offline run call it alike.
func Run(ctx *pulumi.Context) error {
	cfg, apiKeys, err := load(ctx)
	if err != nil {
		return err
	}
	net, err := network.New(ctx, cfg.Name, &network.Args{
		CIDR: cfg.Network.CIDR, Zones: cfg.Network.Zones, Egress: cfg.Network.Egress, Tags: cfg.Tags,
	})
	if err != nil {
		return err
	}
	front, err := ingress.New(ctx, cfg.Name, &ingress.Args{
		VPCID: net.VPCID, SubnetIDs: subnets(net, cfg.Ingress.Public), Public: cfg.Ingress.Public,
		CertificateARN: cfg.certificate(),
		Targets:        map[string]ingress.Target{target: {HealthPath: "/api/v1/health", BlueGreen: cfg.BlueGreen.Enabled}},
		API:            &ingress.API{SubnetIDs: net.PrivateSubnetIDs, ServerName: cfg.Ingress.ServerName, LogRetentionDays: cfg.Service.LogRetentionDays},
		AllowDeletion:  !cfg.Ingress.DeletionProtection,
		Tags:           cfg.Tags,
	})
	if err != nil {
		return err
	}
	group := front.Targets[target]
	data, err := database.New(ctx, cfg.Name+"-db", &database.Args{
		VPCID: net.VPCID, SubnetIDs: net.IsolatedSubnetIDs, DatabaseName: cfg.Database.Name, Username: cfg.Database.Username,
		InstanceClass: cfg.Database.InstanceClass, StorageGB: cfg.Database.StorageGB, MaxStorageGB: &cfg.Database.MaxStorageGB,
		SingleZone: !cfg.Database.MultiAZ, AllowDeletion: !cfg.Database.Protected, SkipFinalSnapshot: !cfg.Database.KeepDeleted,
		LogRetentionDays: cfg.Service.LogRetentionDays, Tags: cfg.Tags,
	})
	if err != nil {
		return err
	}
	keys, err := newAPIKeys(ctx, cfg.Name+"-api-keys", apiKeys, cfg.Tags, cfg.Database.KeepDeleted)
	if err != nil {
		return err
	}
	api, err := ecsservice.New(ctx, cfg.Name+"-"+target, &ecsservice.Args{
		VPCID: net.VPCID, SubnetIDs: subnets(net, !cfg.Service.Private), PublicIP: !cfg.Service.Private, Endpoints: endpoints(net),
		CPU: cfg.Service.CPU, MemoryMiB: cfg.Service.MemoryMiB,
		Container: ecsservice.Container{
			Image: pulumi.String(cfg.Service.Image), Port: cfg.Service.Port,
			Environment: map[string]pulumi.StringInput{
				"PORT": pulumi.String(strconv.Itoa(cfg.Service.Port)), "LOG_LEVEL": pulumi.String(cfg.Service.LogLevel),
				"GOMEMLIMIT": pulumi.Sprintf("%dMiB", cfg.Service.MemoryMiB*4/5), // collect garbage before ECS kills the task
				"DB_HOST":    data.Host, "DB_PORT": pulumi.String(strconv.Itoa(data.Port)), "DB_NAME": data.DatabaseName, "DB_SECRET_ARN": data.SecretARN,
			},
			Secrets: map[string]ecsservice.Secret{"API_KEYS_JSON": {ARN: keys.SecretARN, VersionID: keys.VersionID}},
		},
		ReadSecrets:      []ecsservice.Secret{{ARN: data.SecretARN}}, // RDS changes the password, so the service reads it when it connects
		LoadBalancer:     &ecsservice.LoadBalancer{TargetGroupARN: group.ARN, SecurityGroupID: front.SecurityGroupID},
		Connections:      map[string]ecsservice.Connection{"database": {SecurityGroupID: data.SecurityGroupID, Port: data.Port}},
		DesiredCount:     &cfg.Service.DesiredCount,
		Scaling:          cfg.scaling(),
		Deployment:       cfg.deployment(),
		RollbackAlarms:   cfg.rollbackAlarms(group),
		LogRetentionDays: cfg.Service.LogRetentionDays,
		Tags:             cfg.Tags,
	})
	if err != nil {
		return err
	}
	watch, err := observability.New(ctx, cfg.Name, &observability.Args{
		Services:  map[string]observability.Service{target: {ClusterARN: api.ClusterARN, ServiceName: api.ServiceName}},
		Targets:   map[string]observability.Target{target: {LoadBalancerARN: front.LoadBalancerARN, ARN: group.ARN, GreenARN: group.GreenARN}},
		Databases: map[string]observability.Database{"main": {ARN: data.ARN}},
		APIID:     front.API.ID,
		Emails:    cfg.Alarms.Emails,
		TopicARNs: cfg.topics(),
		Tags:      cfg.Tags,
	})
	if err != nil {
		return err
	}
	ctx.Export("apiUrl", front.API.URL)
	ctx.Export("albDnsName", front.DNSName)
	ctx.Export("clusterName", api.ClusterName)
	ctx.Export("serviceName", api.ServiceName)
	ctx.Export("databaseAddress", data.Host)
	ctx.Export("databaseSecretArn", data.SecretARN)
	ctx.Export("taskDefinitionArn", api.TaskDefinitionARN)
	ctx.Export("logGroupName", api.LogGroupName)
	ctx.Export("alarmTopicArn", watch.TopicARN)
	ctx.Export("dashboardName", watch.DashboardName)
	if !cfg.BlueGreen.Enabled {
		return nil // ECS deploys the service itself
	}
	return deployBlueGreen(ctx, cfg, api, group, watch.RollbackAlarms[target])
}

// deployBlueGreen lets CodeDeploy deploy the service; its outputs are what starts a deployment.
func deployBlueGreen(ctx *pulumi.Context, cfg Config, api *ecsservice.Service, group *ingress.TargetGroup, alarms pulumi.StringArrayInput) error {
	deploy, err := bluegreen.New(ctx, cfg.Name, &bluegreen.Args{
		Service: bluegreen.Service{
			Name: api.ServiceName, ClusterName: api.ClusterName, BlueGreen: api.BlueGreen,
			TaskDefinitionARN: api.TaskDefinitionARN, ContainerName: api.ContainerName, ContainerPort: api.ContainerPort,
			SubnetIDs: api.SubnetIDs, SecurityGroupIDs: pulumi.StringArray{api.SecurityGroupID}, PublicIP: api.PublicIP,
			CapacityProviders: api.CapacityProviders, ExecutionRoleARN: api.ExecutionRoleARN, TaskRoleARN: api.TaskRoleARN,
		},
		Target: bluegreen.Target{
			ListenerARN: group.ListenerARN, TestListenerARN: group.TestListenerARN,
			BlueName: group.Name, GreenName: group.GreenName, BlueGreen: group.BlueGreen,
		},
		Shift:          cfg.BlueGreen.Shift,
		RollbackAlarms: alarms,
		Tags:           cfg.Tags,
	})
	if err != nil {
		return err
	}
	ctx.Export("codeDeployApplication", deploy.ApplicationName)
	ctx.Export("codeDeployGroup", deploy.DeploymentGroupName)
	ctx.Export("appSpec", deploy.AppSpec)
	return nil
}
