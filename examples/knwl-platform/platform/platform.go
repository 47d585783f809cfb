package platform

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra"
	"github.com/knwl-platform/infra/bluegreen"
	"github.com/knwl-platform/infra/database"
	"github.com/knwl-platform/infra/ecsservice"
	"github.com/knwl-platform/infra/ingress"
	"github.com/knwl-platform/infra/network"
	"github.com/knwl-platform/infra/observability"
)

// Run is the program. `pulumi up` and the offline run call it alike.
func Run(ctx *pulumi.Context) error {
	cfg, apiKeys, err := load(ctx)
	if err != nil {
		return err
	}
	name, tags, days := cfg.Name, cfg.Tags, cfg.Service.LogRetentionDays
	vpc, in, svc, db := cfg.Network, cfg.Ingress, cfg.Service, cfg.Database
	net, err := network.New(ctx, name, &network.Args{
		CIDR: vpc.CIDR, Zones: vpc.Zones, Egress: vpc.Egress, FlowLog: network.FlowLog{RetentionDays: days}, Tags: tags,
	})
	if err != nil {
		return err
	}
	certificate, err := certificateOf(ctx, name, in, tags)
	if err != nil {
		return err
	}
	front, err := ingress.New(ctx, name, &ingress.Args{
		Network: net.PublicIf(in.Public), Public: in.Public, CertificateARN: certificate,
		Targets:       map[string]ingress.Target{"api": {HealthPath: "/api/v1/health", BlueGreen: cfg.BlueGreen.Enabled}},
		API:           &ingress.API{SubnetIDs: net.PrivateSubnetIDs, ServerName: in.ServerName, LogRetentionDays: days},
		AllowDeletion: !in.DeletionProtection, Tags: tags,
	})
	if err != nil {
		return err
	}
	target := front.Targets["api"]
	data, err := database.New(ctx, name+"-db", &database.Args{
		Network: net.Isolated(), DatabaseName: db.Name, Username: db.Username, InstanceClass: db.InstanceClass,
		StorageGB: db.StorageGB, MaxStorageGB: &db.MaxStorageGB, SingleZone: !db.MultiAZ, AllowDeletion: !db.Protected,
		SkipFinalSnapshot: !db.KeepDeleted, MonitoringSeconds: db.MonitoringSeconds, LogRetentionDays: days, Tags: tags,
	})
	if err != nil {
		return err
	}
	keys, err := newAPIKeys(ctx, name+"-api-keys", apiKeys, tags, db.KeepDeleted)
	if err != nil {
		return err
	}
	login := loginTo(data)
	service := &ecsservice.Args{
		Network: net.PublicIf(!svc.Private), PublicIP: !svc.Private, CPU: svc.CPU, MemoryMiB: svc.MemoryMiB,
		Container: ecsservice.Container{
			Image: pulumi.String(svc.Image), Port: svc.Port, Environment: login.with(map[string]pulumi.StringInput{
				"PORT": pulumi.Sprintf("%d", svc.Port), "LOG_LEVEL": pulumi.String(svc.LogLevel),
				"DB_POOL_SIZE": pulumi.Sprintf("%d", svc.Connections), "GOMEMLIMIT": pulumi.Sprintf("%dMiB", svc.MemoryMiB*4/5),
			}),
			Secrets:   map[string]ecsservice.Secret{"API_KEYS_JSON": {ARN: keys.SecretARN, VersionID: keys.VersionID}},
			DependsOn: map[string]ecsservice.Condition{"setup-database": ecsservice.Succeeded},
		},
		Sidecars:    map[string]ecsservice.Container{"setup-database": login.setup(svc.Image, data.SecretARN)},
		Permissions: []ecsservice.Permission{login.permission()}, Deployment: ecsservice.BlueGreen,
		LoadBalancer: target.ForService(), Connections: map[string]infra.Connection{"database": data.Connection()},
		DesiredCount: &svc.DesiredCount, Scaling: svc.Scaling.targets(), LogRetentionDays: days, Tags: tags,
	}
	if svc.TracePercent > 0 {
		trace(service, svc.TracePercent)
	}
	watched := observability.Target{
		LoadBalancerARN: front.LoadBalancerARN, OwnLoadBalancer: true, ARN: target.ARN, GreenARN: target.GreenARN,
	}
	if !cfg.BlueGreen.Enabled {
		service.Deployment, service.RollbackAlarms = ecsservice.Rolling, observability.RollbackAlarmNames("api", watched)
	}
	api, err := ecsservice.New(ctx, name+"-api", service)
	if err != nil {
		return err
	}
	connections, _ := database.MaxConnections(db.InstanceClass)
	watch, err := observability.New(ctx, name, &observability.Args{
		Services:  map[string]observability.Service{"api": {ClusterARN: api.ClusterARN, ServiceName: api.ServiceName}},
		Targets:   map[string]observability.Target{"api": watched},
		APIs:      map[string]observability.API{"main": {ID: front.API.ID}},
		Databases: map[string]observability.Database{"main": {ARN: data.ARN, MaxConnections: connections}},
		LogGroups: map[string]observability.LogGroup{"api": {Name: api.LogGroupName, Queries: queries}},
		Emails:    cfg.Alarms.Emails, TopicARNs: cfg.Alarms.topics(), Tags: tags,
	})
	if err != nil {
		return err
	}
	outputs := pulumi.Map{
		"apiUrl": front.API.URL, "albDnsName": front.DNSName, "clusterName": api.ClusterName, "serviceName": api.ServiceName,
		"databaseAddress": data.Host, "databaseSecretArn": data.SecretARN, "taskDefinitionArn": api.TaskDefinitionARN,
		"logGroupName": api.LogGroupName, "alarmTopicArn": watch.TopicARN, "dashboardName": watch.DashboardName,
		"rollout": api.Rollout, "rolloutPolicy": api.RolloutPolicy,
	}
	if cfg.BlueGreen.Enabled {
		deploy, err := bluegreen.New(ctx, name, &bluegreen.Args{
			Service: api.ForBlueGreen(), Target: target.ForBlueGreen(), Shift: cfg.BlueGreen.Shift,
			ApprovalWaitMinutes: cfg.BlueGreen.ApprovalWaitMinutes, RollbackAlarms: watch.RollbackAlarms["api"],
			Notify: map[string]bluegreen.Topic{"alarms": {ARN: watch.TopicARN}}, Tags: tags,
		})
		if err != nil {
			return err
		}
		outputs["rollout"], outputs["rolloutPolicy"] = deploy.Rollout, deploy.RolloutPolicy
	}
	for key, value := range outputs {
		ctx.Export(key, value)
	}
	return nil
}
