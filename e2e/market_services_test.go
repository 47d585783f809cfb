package e2e

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/sqs"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra"
	"github.com/knwl-platform/infra/ecsjob"
	"github.com/knwl-platform/infra/ecsservice"
	"github.com/knwl-platform/infra/ingress"
)

// services creates a cluster with a web service, a worker that serves others, and a job.
func (m *market) services(ctx *pulumi.Context, b *built) (err error) {
	b.cluster, err = ecsservice.NewCluster(ctx, "market", &ecsservice.ClusterArgs{
		ContainerInsights: m.insights, ServiceConnect: true,
	})
	if err != nil {
		return err
	}
	queue, err := sqs.NewQueue(ctx, "orders", nil)
	if err != nil {
		return err
	}
	orders, err := ecsservice.New(ctx, "orders", m.orders(b, queue.Arn))
	if err != nil {
		return err
	}
	web, err := ecsservice.New(ctx, "web", m.web(b, orders))
	if err != nil {
		return err
	}
	_, err = ecsjob.New(ctx, "cleanup", &ecsjob.Args{
		Job: web.ForJob(), Command: []string{"/web", "cleanup"}, When: m.job,
		PermissionsBoundaryARN: b.boundaries[m.boundary], RolePath: "/market/",
	})
	return err
}

// orders are reached by name, and scale with a queue.
func (m *market) orders(b *built, queueARN pulumi.StringInput) *ecsservice.Args {
	return &ecsservice.Args{
		Network: b.net.Private(), ClusterARN: b.cluster.ClusterARN,
		Container: ecsservice.Container{Image: pulumi.String("example/orders:1"), Port: 8080},
		ServiceConnect: &ecsservice.ServiceConnect{
			NamespaceARN: b.cluster.NamespaceARN, Serve: m.endpoints,
		},
		Connections: map[string]infra.Connection{"inside": b.inside.Connection()},
		Scaling: &ecsservice.Scaling{
			Min: new(0), Max: 5, Queue: &ecsservice.Queue{ARN: queueARN, MessagesPerTask: m.messages},
		},
	}
}

// web is behind both load balancers and has every kind of sidecar.
func (m *market) web(b *built, orders *ecsservice.Service) *ecsservice.Args {
	router := ecsservice.FluentBit()
	router.Image = pulumi.String("public.ecr.aws/aws-observability/aws-for-fluent-bit:" + m.router)
	args := &ecsservice.Args{
		Network: b.net.Private(), ClusterARN: b.cluster.ClusterARN, CPU: 1024, MemoryMiB: 2048,
		SpotPercent: new(m.spot), OnDemandBase: 1,
		Container: ecsservice.Container{
			Image: pulumi.String("example/web:1"), Port: 8080, WritableRoot: true,
			Health:        &ecsservice.Health{Command: []string{"/web", "health"}},
			WritablePaths: map[string]string{"files": "/files"},
			LogTo:         &ecsservice.LogTo{Options: map[string]pulumi.StringInput{"Name": pulumi.String("stdout")}},
			DependsOn:     map[string]ecsservice.Condition{"migrate": ecsservice.Succeeded},
			Labels:        map[string]string{"team": "market"}, OpenFiles: 4096,
		},
		Sidecars: map[string]ecsservice.Container{
			"router": router, "collector": ecsservice.OpenTelemetry(),
			"migrate": {Image: pulumi.String("example/web:1"), Command: []string{"/web", "migrate"}, Optional: true},
		},
		Permissions: []ecsservice.Permission{ecsservice.OpenTelemetryPermission()},
		Volumes:     map[string]ecsservice.EFSVolume{"files": b.volume},
		Exec:        m.exec, PermissionsBoundaryARN: b.boundaries[m.boundary], RolePath: "/market/",
		LoadBalancer:         b.front.Targets["web"].ForService(),
		FurtherLoadBalancers: map[string]*infra.LoadBalancer{"inside": b.inside.Targets["web"].ForService()},
		ServiceConnect:       &ecsservice.ServiceConnect{NamespaceARN: b.cluster.NamespaceARN},
		Connections: map[string]infra.Connection{
			"files": b.files, "orders": orders.Connection(),
			"mail": {CIDR: "0.0.0.0/0", Port: 587}, "peers": {Self: true, Port: 7946},
		},
		Scaling: &ecsservice.Scaling{
			Min: new(2), Max: 10, RequestsPerTarget: m.requests,
			Schedules: map[string]ecsservice.Schedule{
				"night":   {Cron: "0 22 * * ? *", Timezone: "Europe/Berlin", Min: new(0), Max: new(3)},
				"morning": {Cron: "30 5 * * ? *", Timezone: "Europe/Berlin", Max: new(m.peak)},
			},
		},
	}
	if m.exec {
		args.ExecLogGroupARN = b.cluster.ExecLogGroupARN
	}
	return args
}

// stall is the program of another stack, with a service of its own behind the load balancer and in
// the cluster of the market.
func stall(outputs map[string]any, priority *int) pulumi.RunFunc {
	text := func(name string) pulumi.String { return pulumi.String(outputs[name].(string)) }
	return func(ctx *pulumi.Context) error {
		subnets := pulumi.StringArray{}
		for _, id := range outputs["privateSubnetIds"].([]any) {
			subnets = append(subnets, pulumi.String(id.(string)))
		}
		target, err := ingress.NewTarget(ctx, "stall", &ingress.TargetArgs{
			VPCID: text("vpcId"), ListenerARN: text("listenerArn"), SecurityGroupID: text("securityGroupId"),
			Target: ingress.Target{HealthPath: "/healthz", Paths: []string{"/stall/*"}, Priority: *priority},
		})
		if err != nil {
			return err
		}
		_, err = ecsservice.New(ctx, "stall", &ecsservice.Args{
			Network:    infra.Network{VPCID: text("vpcId"), SubnetIDs: subnets},
			ClusterARN: text("clusterArn"), LoadBalancer: target.ForService(),
			Container: ecsservice.Container{Image: pulumi.String("example/stall:1"), Port: 8080},
			Scaling:   &ecsservice.Scaling{Max: 4, RequestsPerTarget: 300},
		})
		return err
	}
}
