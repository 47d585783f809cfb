package conformance

import (
	"fmt"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"pgregory.net/rapid"

	"github.com/knwl-platform/infra"
	"github.com/knwl-platform/infra/bluegreen"
	"github.com/knwl-platform/infra/database"
	"github.com/knwl-platform/infra/ecsservice"
	"github.com/knwl-platform/infra/ingress"
	"github.com/knwl-platform/infra/internal/arn"
	"github.com/knwl-platform/infra/network"
	"github.com/knwl-platform/infra/observability"
)

func anyNetwork(a arguments) drawn {
	name := a.name(46)
	args := &network.Args{
		CIDR:   oneOf(a, "", "10.0.0.0/16", "192.168.64.0/23", "172.16.0.0/20"),
		Zones:  list(a, 2, 6, func(i int) string { return a.cloud.Region + string(rune('a'+i)) }),
		Egress: oneOf(a, "", network.EgressNone, network.EgressSingleNAT, network.EgressNATPerZone, network.EgressEndpoints),
		Tiers: oneOf(a, nil, []network.Tier{network.Public, network.Private}, []network.Tier{network.Private},
			[]network.Tier{network.Public, network.Isolated}, []network.Tier{network.Private, network.Isolated}),
		FlowLog: network.FlowLog{Off: a.maybe(), AllTraffic: a.maybe(), RetentionDays: a.retention()},
		Tags:    a.tags(),
	}
	args.PermissionsBoundaryARN = a.optional(a.arn("iam", "policy/boundary"))
	args.RolePath = oneOf(a, "", "/", "/platform/", "/"+a.text("team", 510)+"/")
	if a.maybe() {
		args.Zones, args.ZoneCount = nil, a.number(2, 3)
	}
	return drawn{name, args, func(ctx *pulumi.Context) error { _, err := network.New(ctx, name, args); return err }}
}

func anyDatabase(a arguments) drawn {
	name := strings.ToLower(a.name(55))
	args := &database.Args{
		Network:           a.network(2),
		DatabaseName:      a.identifier(63),
		Username:          oneOf(a, "", a.identifier(16)),
		EngineVersion:     oneOf(a, "", "14", "15", "17"),
		InstanceClass:     oneOf(a, "", "db.t4g.micro", "db."+a.text("r8g.48xlarge", 20)),
		StorageGB:         a.number(20, 65536),
		MaxStorageGB:      a.choice(0, 65536),
		SingleZone:        a.maybe(),
		BackupDays:        a.choice(1, 35),
		BackupWindow:      oneOf(a, "", "03:00-03:30", "23:45-00:15"),
		MaintenanceWindow: oneOf(a, "", "sun:04:00-sun:05:00", "sun:22:00-mon:02:00"),
		ApplyImmediately:  a.maybe(),
		AllowDeletion:     a.maybe(),
		SkipFinalSnapshot: a.maybe(),
		KMSKeyARN:         a.optional(a.arn("kms", "key/12345678-1234-1234-1234-123456789012")),
		LogRetentionDays:  a.retention(),
		Tags:              a.tags(),
	}
	args.AllowMajorUpgrade = args.ApplyImmediately && a.maybe()
	return drawn{name, args, func(ctx *pulumi.Context) error { _, err := database.New(ctx, name, args); return err }}
}

func (a arguments) identifier(room int) string {
	length, characters := a.positive(1, room-1), rapid.SampledFrom([]rune("abcxyz019_"))
	return a.text("x"+rapid.StringOfN(characters, length, length, -1).Draw(a.T, "identifier"), room)
}

// network draws a VPC with at least that many subnets.
func (a arguments) network(least int) infra.Network {
	network := infra.Network{VPCID: a.id("vpc"), SubnetIDs: a.ids("subnet", least, 6)}
	if a.maybe() {
		network.Endpoints = &infra.Endpoints{SecurityGroupID: a.id("sg"), S3PrefixListID: a.id("pl")}
		network.NoEgress = a.maybe()
	}
	return network
}

func anyService(a arguments) drawn {
	name := a.name(45)
	cpu := oneOf(a, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768)
	args := &ecsservice.Args{
		Network:      a.network(1),
		ClusterARN:   a.optional(a.arn("ecs", "cluster/main")),
		CPU:          cpu,
		MemoryMiB:    oneOf(a, 0, 0, 2*cpu, 4*cpu),
		Architecture: oneOf(a, "", ecsservice.X86_64, ecsservice.ARM64),
		Container:    a.container(80),
		Sidecars:     map[string]ecsservice.Container{},
		ReadSecrets:  list(a, 0, 2, func(int) ecsservice.Secret { return a.secret(false) }),
		Permissions:  list(a, 0, 2, func(int) ecsservice.Permission { return a.permission() }),
		Connections: keyed(a, 2, 40, func() infra.Connection {
			return oneOf(a,
				infra.Connection{SecurityGroupID: a.id("sg"), Port: a.positive(1, 65535)},
				infra.Connection{PrefixListID: a.id("pl"), Port: a.positive(1, 65535)},
				infra.Connection{CIDR: oneOf(a, "10.20.0.0/16", "0.0.0.0/0"), Port: a.positive(1, 65535)},
				infra.Connection{Self: true, Port: a.positive(1, 65535)})
		}),
		SpotPercent:  a.choice(0, 100),
		PublicIP:     a.maybe(),
		DesiredCount: a.choice(0, 5000),

		IgnoreDesiredCount: a.maybe(),
		Deployment:         oneOf(a, "", ecsservice.Rolling, ecsservice.BlueGreen),
		LogRetentionDays:   a.retention(),
		Tags:               a.tags(),
	}
	args.PermissionsBoundaryARN = a.optional(a.arn("iam", "policy/boundary"))
	args.RolePath = oneOf(a, "", "/", "/platform/", "/"+a.text("team", 510)+"/")
	if a.maybe() {
		args.Exec, args.Container.WritableRoot = true, true
		args.ExecLogGroupARN = a.optional(a.arn("logs", "log-group:main-0123456"))
	}
	if a.maybe() {
		args.Container.WritablePaths["files"] = "/files"
		args.Volumes = map[string]ecsservice.EFSVolume{"files": {FileSystemID: a.id("fs"), AccessPointID: a.id("fsap")}}
		args.Connections["files"] = infra.Connection{SecurityGroupID: a.id("sg"), Port: 2049}
	}
	args.IgnoreTaskDefinition = args.Deployment != ecsservice.BlueGreen && a.maybe()
	if args.Deployment != ecsservice.BlueGreen && a.maybe() {
		args.ServiceConnect = &ecsservice.ServiceConnect{NamespaceARN: a.arn("servicediscovery", "namespace/ns-0123456789")}
		if a.maybe() {
			args.Container.Port = 80
			args.ServiceConnect.Serve = map[string]ecsservice.Endpoint{a.text("orders", 63): {
				Port: oneOf(a, 0, 80), ClientPort: a.number(1, 65535),
				Protocol: oneOf(a, "", ecsservice.TCP, ecsservice.HTTP, ecsservice.HTTP2, ecsservice.GRPC),
			}}
		}
	}
	if args.SpotPercent != nil {
		args.OnDemandBase = a.number(1, 100000)
	}
	args.ManagedPolicyARNs = keyed(a, 2, 40, func() pulumi.StringInput { return a.arn("iam", "policy/reader") })
	for i := range rapid.IntRange(0, 2).Draw(a.T, "sidecars") {
		sidecar := a.container(81 + i)
		sidecar.Optional = a.maybe()
		args.Sidecars[a.name(60)] = sidecar
	}
	if a.maybe() {
		router := ecsservice.FluentBit()
		router.LogRouter.Fluentd = a.maybe()
		router.LogRouter.ConfigFile = oneOf(a, "", "/"+a.text("extra.conf", 500))
		args.MemoryMiB, args.Sidecars["router"] = 0, router
		args.Container.LogTo = a.logTo()
		for key, sidecar := range args.Sidecars {
			if key != "router" && a.maybe() {
				sidecar.LogTo = a.logTo()
				args.Sidecars[key] = sidecar
			}
		}
	}
	args.Container.DependsOn = map[string]ecsservice.Condition{}
	for key, sidecar := range args.Sidecars {
		switch {
		case sidecar.LogRouter != nil:
		case sidecar.Optional:
			args.Container.DependsOn[key] = oneOf(a, ecsservice.Started, ecsservice.Completed, ecsservice.Succeeded)
		case sidecar.Health != nil:
			args.Container.DependsOn[key] = ecsservice.Healthy
		default:
			sidecar.DependsOn = map[string]ecsservice.Condition{name: ecsservice.Started}
			args.Sidecars[key] = sidecar
		}
	}
	if a.maybe() || args.Deployment == ecsservice.BlueGreen {
		args.Container.Port = 80
		args.LoadBalancer = &infra.LoadBalancer{
			TargetGroupARN: a.arn("elasticloadbalancing", "targetgroup/web/0123456789abcdef"), SecurityGroupID: a.id("sg"),
		}
		args.HealthCheckGraceSeconds = a.choice(0, 3600)
	}
	if args.Deployment != ecsservice.BlueGreen && a.maybe() {
		args.RollbackAlarms = a.alarms(10)
	}
	if a.maybe() {
		args.DesiredCount, args.IgnoreDesiredCount = nil, false
		args.Scaling = &ecsservice.Scaling{
			Min:           a.choice(0, 100),
			Max:           a.positive(100, 5000),
			CPUPercent:    a.positive(1, 100),
			MemoryPercent: a.number(1, 100),
			Schedules:     keyed(a, 2, 40, a.schedule),
		}
		if args.LoadBalancer != nil && args.Deployment != ecsservice.BlueGreen && a.maybe() {
			args.LoadBalancer.RequestLabel = a.wired("app/web/0123456789abcdef/targetgroup/web/0123456789abcdef")
			args.Scaling.RequestsPerTarget = a.positive(1, 100000)
		}
		if a.maybe() {
			args.Scaling.Queue = &ecsservice.Queue{ARN: a.arn("sqs", "jobs"), MessagesPerTask: a.positive(1, 100000)}
		}
	}
	return drawn{name, args, func(ctx *pulumi.Context) error { _, err := ecsservice.New(ctx, name, args); return err }}
}

func (a arguments) schedule() ecsservice.Schedule {
	s := ecsservice.Schedule{
		Timezone: oneOf(a, "", "UTC", "Europe/Berlin", "Etc/GMT+9", a.text("America/Argentina/Buenos_Aires", 1600)),
		Min:      a.choice(0, 100),
		Max:      a.choice(100, 5000),
	}
	if a.maybe() {
		s.At = oneOf(a, "2026-12-24T18:00:00", a.text("2026-12-24T18:00:00", 1600))
	} else {
		s.Cron = oneOf(a, "0 20 * * ? *", "0/5 8-18 ? * MON-FRI 2027", a.text("0 20 L * ? *", 1600))
	}
	return s
}

func anyCluster(a arguments) drawn {
	name := a.name(236)
	args := &ecsservice.ClusterArgs{
		ContainerInsights: oneOf(a, "", ecsservice.InsightsOn, ecsservice.InsightsEnhanced, ecsservice.InsightsOff),
		ServiceConnect:    a.maybe(),
		LogRetentionDays:  a.retention(),
		Tags:              a.tags(),
	}
	return drawn{name, args, func(ctx *pulumi.Context) error {
		_, err := ecsservice.NewCluster(ctx, name, args)
		return err
	}}
}

func (a arguments) container(port int) ecsservice.Container {
	registry := a.cloud.Account + ".dkr.ecr." + a.cloud.Region + "." + arn.DNSSuffix(a.cloud.Partition)
	private := registry + "/team/api@sha256:" + strings.Repeat("0", 64)
	c := ecsservice.Container{
		Image:         a.wired(oneOf(a, "nginx", "public.ecr.aws/docker/library/nginx:1", private)),
		Port:          oneOf(a, 0, port),
		Command:       list(a, 0, 3, func(int) string { return a.text("--verbose", 1000) }),
		Environment:   keyed(a, 3, 200, func() pulumi.StringInput { return a.wired(a.text("value", 500)) }),
		Secrets:       keyed(a, 3, 200, func() ecsservice.Secret { return a.secret(true) }),
		User:          oneOf(a, "", "1000", "1000:1000", a.text("app", 32)),
		AllowRoot:     a.maybe(),
		WritableRoot:  a.maybe(),
		WritablePaths: keyed(a, 1, 100, func() string { return oneOf(a, "/tmp", "/var/cache/"+a.text("app", 200)) }),
		CPU:           a.number(0, 64),
		MemoryMiB:     a.number(6, 128),
		OpenFiles:     a.number(1024, 1048576),
		Labels:        keyed(a, 2, 100, func() string { return a.text("search", 100) }),
		StartSeconds:  a.number(2, 120),
		StopSeconds:   a.number(2, 120),
	}
	switch oneOf(a, "", "cache", "login") {
	case "cache":
		c.Image, c.PullThroughCache = a.wired(registry+"/cache/nginx/nginx:1.27"), true
	case "login":
		c.Image = a.wired("registry.example.com/team/api:1")
		c.RegistrySecret = &ecsservice.RegistrySecret{
			ARN:       a.arn("secretsmanager", "secret:registry-AbCdEf"),
			KMSKeyARN: a.optional(a.arn("kms", "key/12345678-1234-1234-1234-123456789012")),
		}
	}
	if a.maybe() {
		c.Health = &ecsservice.Health{
			Command: list(a, 1, 3, func(int) string { return a.text("health", 1000) }), IntervalSeconds: a.number(5, 300),
			TimeoutSeconds: a.number(2, 60), Retries: a.number(1, 10), StartPeriodSeconds: a.number(0, 300),
		}
	}
	if a.maybe() {
		c.Environment["API_TOKEN"] = pulumi.String("pk.1")
		c.NotSecret = []string{"API_TOKEN"}
	}
	return c
}

func (a arguments) logTo() *ecsservice.LogTo {
	return &ecsservice.LogTo{
		Options: keyed(a, 2, 100, func() pulumi.StringInput {
			return oneOf[pulumi.StringInput](a, pulumi.String(a.text("value", 500)), a.wired("value"))
		}),
		Secrets: keyed(a, 2, 100, func() ecsservice.Secret { return a.secret(true) }),
	}
}

func (a arguments) secret(parts bool) ecsservice.Secret {
	s := ecsservice.Secret{
		ARN:       a.arn("secretsmanager", "secret:team/api-AbCdEf"),
		KMSKeyARN: a.optional(a.arn("kms", "key/12345678-1234-1234-1234-123456789012")),
	}
	switch kind := oneOf(a, "whole", "parameter", "field", "version", "stage"); {
	case kind == "parameter":
		s.ARN = a.arn("ssm", "parameter/team/api")
	case kind == "field" && parts:
		s.JSONField = a.text("password", 100)
	case kind == "version" && parts:
		s.VersionID = a.wired("12345678-1234-1234-1234-123456789012")
	case kind == "stage" && parts:
		s.VersionStage = a.text("AWSPREVIOUS", 256)
	}
	return s
}

func (a arguments) permission() ecsservice.Permission {
	p := ecsservice.Permission{Actions: []string{"s3:GetObject", "s3:List*"}, AnyResource: a.maybe()}
	if !p.AnyResource {
		p.Resources = []pulumi.StringInput{a.arn("s3", "bucket/*")}
	}
	return p
}

func anyIngress(a arguments) drawn {
	name := a.name(24 - len("--t0-green"))
	args := &ingress.Args{
		Network:        a.network(2),
		Public:         a.maybe(),
		Targets:        map[string]ingress.Target{},
		CertificateARN: a.optional(a.arn("acm", "certificate/12345678-1234-1234-1234-123456789012")),
		AllowedCIDRs:   a.cidrs(4),
		AllowDeletion:  a.maybe(),
		Tags:           a.tags(),
	}
	for i := range rapid.IntRange(1, 3).Draw(a.T, "targets") {
		args.Targets[fmt.Sprintf("t%d", i)] = a.target(i)
	}
	blueGreen := false
	for _, target := range args.Targets {
		blueGreen = blueGreen || target.BlueGreen
	}
	if blueGreen {
		args.TestListener = ingress.TestListener{
			Port:             a.number(1024, 65535),
			AllowedCIDRs:     a.cidrs(2),
			SecurityGroupIDs: keyed(a, 2, 40, func() pulumi.StringInput { return a.id("sg") }),
		}
	}
	args.NoRedirect = args.CertificateARN != nil && a.maybe()
	if a.maybe() {
		args.API = &ingress.API{
			SubnetIDs:        a.ids("subnet", 1, 6),
			ThrottleRate:     a.choice(1, 10000),
			ThrottleBurst:    a.choice(1, 5000),
			LogRetentionDays: a.retention(),
		}
		if args.CertificateARN != nil {
			args.API.ServerName = oneOf(a, strings.Repeat("a", 63)+".example.com", a.text("api", 63)+".example.com")
		}
	}
	return drawn{name, args, func(ctx *pulumi.Context) error { _, err := ingress.New(ctx, name, args); return err }}
}

func (a arguments) target(i int) ingress.Target {
	t := ingress.Target{
		HealthPath:                 oneOf(a, "/", "/"+a.text("healthz", 1023)),
		HealthCodes:                oneOf(a, "", "200", "200,204", "200-299", "200-499", strings.Repeat("200,", 300)+"200"),
		HealthIntervalSeconds:      a.number(125, 300),
		HealthTimeoutSeconds:       oneOf(a, 0, 2, 29),
		HealthyThreshold:           a.number(2, 10),
		UnhealthyThreshold:         a.number(2, 10),
		DeregistrationDelaySeconds: a.choice(0, 3600),
		BlueGreen:                  a.maybe(),
	}
	if i == 0 {
		return t // the default target, which gets all other requests
	}
	t.Priority = oneOf(a, i, 50000-i)
	t.Paths = list(a, 1, 3, func(i int) string {
		return fmt.Sprintf("/%d%s", i, oneOf(a, "/*", "/a?b", a.text("p", 126)))
	})
	t.Hosts = list(a, 0, 2, func(i int) string { return fmt.Sprintf("*.%d.%s", i, a.text("example.com", 124)) })
	return t
}

func anyMonitor(a arguments) drawn {
	name := a.name(100)
	args := &observability.Args{
		Services: keyed(a, 2, 100, func() observability.Service {
			return observability.Service{
				ClusterARN:    a.arn("ecs", "cluster/main"),
				ServiceName:   a.wired("main-api"),
				CPUPercent:    a.number(1, 99),
				MemoryPercent: a.number(1, 99),
			}
		}),
		Targets: keyed(a, 2, 100, func() observability.Target {
			return observability.Target{
				LoadBalancerARN: a.arn("elasticloadbalancing", "loadbalancer/app/web/0123456789abcdef"),
				ARN:             a.arn("elasticloadbalancing", "targetgroup/web/0123456789abcdef"),
				GreenARN:        a.optional(a.arn("elasticloadbalancing", "targetgroup/web-green/0123456789abcdef")),
				ErrorsPerMinute: a.choice(0, 1000000),
			}
		}),
		Databases: keyed(a, 2, 100, func() observability.Database {
			return observability.Database{
				ARN:           a.arn("rds", "db:main"),
				CPUPercent:    a.number(1, 99),
				FreeStorageGB: a.number(1, 65536),
			}
		}),
		APIID: a.optional(a.wired("abcdefghij")),
		Tags:  a.tags(),
	}
	if a.maybe() {
		args.TopicARNs = list(a, 1, 5, func(i int) pulumi.StringInput { return a.arn("sns", fmt.Sprintf("alarms-%d", i)) })
	} else {
		args.Emails = list(a, 0, 2, func(i int) string { return fmt.Sprintf("ops+%d%s@example.com", i, a.text("", 60)) })
		args.Subscriptions = keyed(a, 3, 100, a.subscription)
	}
	return drawn{name, args, func(ctx *pulumi.Context) error { _, err := observability.New(ctx, name, args); return err }}
}

func (a arguments) subscription() observability.Subscription {
	switch protocol := oneOf(a, "https", "sqs", "lambda"); protocol {
	case "sqs":
		return observability.Subscription{Protocol: protocol, Endpoint: a.arn("sqs", "alarms")}
	case "lambda":
		return observability.Subscription{Protocol: protocol, Endpoint: a.arn("lambda", "function:notify")}
	default:
		return observability.Subscription{Protocol: protocol, Endpoint: a.wired("https://example.com/hook")}
	}
}

func anyBluegreen(a arguments) drawn {
	name := a.name(56)
	args := &bluegreen.Args{
		Service: infra.BlueGreenService{
			BlueGreen:         true,
			Name:              a.wired("api-0123456"),
			ClusterName:       a.wired("main"),
			TaskDefinitionARN: a.arn("ecs", "task-definition/api:7"),
			ContainerName:     a.name(255),
			ContainerPort:     a.positive(1, 65535),
			SubnetIDs:         a.ids("subnet", 1, 6),
			SecurityGroupIDs:  a.ids("sg", 1, 5),
			PublicIP:          a.maybe(),
			ExecutionRoleARN:  a.arn("iam", "role/api-execution"),
			TaskRoleARN:       a.arn("iam", "role/api-task"),
			LogGroupName:      a.optional(a.wired("/api")),
			CapacityProviders: oneOf(a, nil, map[string]int{"FARGATE": 1}, map[string]int{"FARGATE": 1, "FARGATE_SPOT": 1000}),
		},
		Target: infra.BlueGreenTarget{
			BlueGreen: true, ListenerARN: a.arn("elasticloadbalancing", "listener/app/web/0123456789abcdef/0123456789abcdef"),
			TestListenerARN: a.optional(a.arn("elasticloadbalancing", "listener/app/web/0123456789abcdef/fedcba9876543210")),
			BlueName:        a.wired("web-api"), GreenName: a.wired("web-api-green"),
		},
		Shift: oneOf(a, "", bluegreen.AllAtOnce, bluegreen.Canary10Percent15Minutes, bluegreen.Linear10PercentEvery3Minutes,
			"Canary99Percent2880Minutes", "Linear1PercentEvery29Minutes"),
		ApprovalWaitMinutes:    a.number(1, 7200),
		TerminationWaitMinutes: a.choice(0, 2880),
		Tags:                   a.tags(),
	}
	args.PermissionsBoundaryARN = a.optional(a.arn("iam", "policy/boundary"))
	args.RolePath = oneOf(a, "", "/", "/platform/", "/"+a.text("team", 510)+"/")
	if args.Service.CapacityProviders != nil {
		args.Service.OnDemandBase = a.number(1, 100000)
	}
	if a.maybe() {
		args.RollbackAlarms = a.alarms(50)
	}
	if a.maybe() {
		args.Notify = keyed(a, 10, 100, func() bluegreen.Topic {
			return bluegreen.Topic{ARN: a.arn("sns", "deployments"), KMSKeyARN: a.optional(a.arn("kms", "key/1234"))}
		})
	}
	return drawn{name, args, func(ctx *pulumi.Context) error { _, err := bluegreen.New(ctx, name, args); return err }}
}
