package conformance

import (
	"fmt"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"pgregory.net/rapid"

	"github.com/knwl-platform/infra"
	"github.com/knwl-platform/infra/ecsservice"
	"github.com/knwl-platform/infra/internal/arn"
)

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
	args.ManagedPolicyARNs = numbered(a, 2, 40, func(i int) pulumi.StringInput {
		return a.arn("iam", fmt.Sprintf("policy/reader-%d", i))
	})
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
			HealthPort:   a.number(1, 65535),
			RequestLabel: a.optional(a.wired("app/web/0123456789abcdef/targetgroup/web/0123456789abcdef")),
		}
		args.HealthCheckGraceSeconds = a.choice(0, 3600)
		if args.Deployment != ecsservice.BlueGreen {
			args.FurtherLoadBalancers = keyed(a, 4, 40, func() *infra.LoadBalancer { l := *args.LoadBalancer; return &l })
		}
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
		rolling := args.LoadBalancer != nil && args.Deployment != ecsservice.BlueGreen
		if rolling && args.LoadBalancer.RequestLabel != nil && a.maybe() {
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
	registry := a.cloud.Account + ".dkr.ecr." + a.cloud.Region + "." + arn.DNSSuffix(a.cloud.Partition())
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
