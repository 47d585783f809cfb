package components

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra"
	"github.com/knwl-platform/infra/ecsservice"
	"github.com/knwl-platform/infra/ingress"
	"github.com/knwl-platform/infra/internal/graphtest"
)

// connected is two services on one cluster, one of which calls the other by Service Connect. Both are
// entered by ECS Exec.
func connected(ctx *pulumi.Context) error {
	cluster, err := ecsservice.NewCluster(ctx, "shop", &ecsservice.ClusterArgs{ServiceConnect: true})
	if err != nil {
		return err
	}
	service := func(name string, change func(*ecsservice.Args)) (*ecsservice.Service, error) {
		args := &ecsservice.Args{
			Network: subnetsOfVPC(), ClusterARN: cluster.ClusterARN, SpotPercent: new(50), OnDemandBase: 1,
			Container:      ecsservice.Container{Image: pulumi.String("example/" + name + ":1"), Port: 8080, WritableRoot: true},
			ServiceConnect: &ecsservice.ServiceConnect{NamespaceARN: cluster.NamespaceARN},
			Exec:           true, ExecLogGroupARN: cluster.ExecLogGroupARN,
		}
		change(args)
		return ecsservice.New(ctx, name, args)
	}
	orders, err := service("orders", func(a *ecsservice.Args) {
		a.ServiceConnect.Serve = map[string]ecsservice.Endpoint{"orders": {Protocol: ecsservice.HTTP}}
	})
	if err != nil {
		return err
	}
	_, err = service("web", func(a *ecsservice.Args) {
		a.Connections = map[string]infra.Connection{
			"orders": orders.Connection(), "mail": {CIDR: "0.0.0.0/0", Port: 587}, "peers": {Self: true, Port: 7946},
		}
	})
	return err
}

// scheduled is a service behind a load balancer that scales by its requests, and less at night.
func scheduled(ctx *pulumi.Context) error {
	args := rolling()
	args.AllowDeletion = true
	front, err := ingress.New(ctx, "shop", args)
	if err != nil {
		return err
	}
	_, err = ecsservice.New(ctx, "web", &ecsservice.Args{
		Network: subnetsOfVPC(), LoadBalancer: front.Targets["web"].ForService(),
		Container: ecsservice.Container{Image: pulumi.String("example/web:1"), Port: 8080},
		Scaling: &ecsservice.Scaling{
			Min: new(2), Max: 10, RequestsPerTarget: 600, CPUPercent: 60,
			Schedules: map[string]ecsservice.Schedule{
				"night":   {Cron: "0 20 * * ? *", Timezone: "Europe/Berlin", Min: new(0), Max: new(0)},
				"morning": {Cron: "0 6 * * ? *", Timezone: "Europe/Berlin"},
			},
		},
	})
	return err
}

// attended is a service with an init container, an agent that may die, a log router, a collector, files
// that all tasks share and an image of another account.
func attended(ctx *pulumi.Context) error {
	api := pulumi.String("210987654321.dkr.ecr.us-east-1.amazonaws.com/team/api:1")
	_, err := ecsservice.New(ctx, "api", &ecsservice.Args{
		Network: subnetsOfVPC(), MemoryMiB: 2048, CPU: 512,
		Container: ecsservice.Container{
			Image: api, Port: 8080, LogTo: logTo(),
			WritablePaths: map[string]string{"tmp": "/tmp", "files": "/files"},
			Secrets:       map[string]ecsservice.Secret{"API_KEYS": secret()},
			Health:        &ecsservice.Health{Command: []string{"/api", "health"}},
			DependsOn: map[string]ecsservice.Condition{
				"prepare": ecsservice.Succeeded, "collector": ecsservice.Healthy,
			},
		},
		Sidecars: map[string]ecsservice.Container{
			"prepare":   {Image: api, Command: []string{"prepare"}, Optional: true, StartSeconds: 60},
			"router":    ecsservice.FluentBit(),
			"collector": ecsservice.OpenTelemetry(),
			"agent": {
				Image: pulumi.String("ghcr.io/example/agent:1"), Optional: true, OpenFiles: 4096,
				RegistrySecret: &ecsservice.RegistrySecret{ARN: secretARN, KMSKeyARN: keyARN},
				Labels:         map[string]string{"team": "search"},
				Edit: func(definition pulumi.Map) {
					definition["restartPolicy"] = pulumi.Map{"enabled": pulumi.Bool(true)}
				},
			},
		},
		Permissions: []ecsservice.Permission{ecsservice.OpenTelemetryPermission()},
		Volumes: map[string]ecsservice.EFSVolume{
			"files": {FileSystemID: pulumi.String("fs-1"), AccessPointID: pulumi.String("fsap-1")},
		},
		Connections: map[string]infra.Connection{"files": {SecurityGroupID: pulumi.String("sg-1"), Port: 2049}},
	})
	return err
}

func TestCompositionsNeedNothingElse(t *testing.T) {
	for name, program := range map[string]pulumi.RunFunc{
		"attended": attended, "connected": connected, "scheduled": scheduled,
	} {
		t.Run(name, func(t *testing.T) {
			graphtest.Run(t, program)
			withMocks(t, program)
			stack := engine(t, program)
			live(t, stack)
		})
	}
}

// The policy exists only once the target group has its listener, and the label names both.
func TestScalingByRequestsWaitsForTheListener(t *testing.T) {
	g := graphtest.Run(t, scheduled)
	if policy := g.Named("appautoscaling/policy:Policy", "web--requests"); !policy.WaitsFor(g.Only("Listener")) {
		t.Error("AWS rejects a label whose target group has no listener")
	}
}
