// Package components tests what holds for all components.
package components

import (
	"maps"
	"reflect"
	"slices"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra"
	"github.com/knwl-platform/infra/bluegreen"
	"github.com/knwl-platform/infra/database"
	"github.com/knwl-platform/infra/domain"
	"github.com/knwl-platform/infra/ecsjob"
	"github.com/knwl-platform/infra/ecsservice"
	"github.com/knwl-platform/infra/ingress"
	"github.com/knwl-platform/infra/logbucket"
	"github.com/knwl-platform/infra/network"
	"github.com/knwl-platform/infra/observability"
)

// component is one way to use a component. Together, all ways use every field that takes a value
// from another resource.
type component struct {
	kind   string
	args   func() any // returns a pointer to new, valid arguments
	create func(ctx *pulumi.Context, name string, args any, opts ...pulumi.ResourceOption) (any, error)
}

func of[A, C any](
	kind string, create func(*pulumi.Context, string, *A, ...pulumi.ResourceOption) (*C, error), args func() *A,
) component {
	return component{
		kind: kind,
		args: func() any { return args() },
		create: func(ctx *pulumi.Context, name string, args any, opts ...pulumi.ResourceOption) (any, error) {
			return create(ctx, name, args.(*A), opts...)
		},
	}
}

var components = map[string]component{
	"network": of("network", network.New, func() *network.Args {
		return &network.Args{
			Egress: network.EgressEndpoints, Zones: []string{"us-east-1a", "us-east-1b"}, PermissionsBoundaryARN: boundaryARN,
		}
	}),
	"network with NAT": of("network", network.New, func() *network.Args {
		return &network.Args{
			Egress: network.EgressNATPerZone, Zones: []string{"us-east-1a", "us-east-1b"},
			AddressIDs:     map[string]pulumi.StringInput{"us-east-1a": pulumi.String("eipalloc-1")},
			ExtraEndpoints: map[string]network.ExtraEndpoint{"dynamodb": {}, "kms": {}},
		}
	}),
	"database": of("database", database.New, func() *database.Args {
		return &database.Args{
			Network: subnetsOfVPC(), DatabaseName: "shop", KMSKeyARN: keyARN, LogKMSKeyARN: keyARN, AllowDeletion: true,
			Restore: &database.Restore{SnapshotID: pulumi.String("shop-final")}, MonitoringSeconds: 60,
			PermissionsBoundaryARN: boundaryARN,
		}
	}),
	"database with a password": of("database", database.New, func() *database.Args {
		return &database.Args{
			Network: subnetsOfVPC(), DatabaseName: "shop", Password: pulumi.String("correct-horse-battery"), AllowDeletion: true,
			Restore: &database.Restore{InstanceID: pulumi.String("shop")}, MonitoringSeconds: 60,
		}
	}),
	"database proxy": of("database", database.NewProxy, func() *database.ProxyArgs {
		return &database.ProxyArgs{
			Network: subnetsOfVPC(), InstanceID: pulumi.String("shop"),
			Database:   infra.Connection{SecurityGroupID: pulumi.String("sg-1"), Port: 5432},
			SecretARNs: []pulumi.StringInput{secretARN}, KMSKeyARN: keyARN, PermissionsBoundaryARN: boundaryARN,
		}
	}),
	"database replica": of("database", database.NewReplica, func() *database.ReplicaArgs {
		return &database.ReplicaArgs{
			Network: subnetsOfVPC(), PrimaryARN: pulumi.String("arn:aws:rds:eu-west-1:123456789012:db:shop"),
			KMSKeyARN: keyARN, LogKMSKeyARN: keyARN, AllowDeletion: true, MonitoringSeconds: 60,
			PermissionsBoundaryARN: boundaryARN,
		}
	}),
	"domain": of("domain", domain.New, func() *domain.Args {
		return &domain.Args{
			Name: "example.com", Others: []string{"www.example.com"}, ZoneID: pulumi.String("Z0123456789ABCDEFGHIJ"),
		}
	}),
	"ingress": of("ingress", ingress.New, func() *ingress.Args {
		return &ingress.Args{
			Network: subnetsOfVPC(), AllowDeletion: true,
			CertificateARN:       pulumi.String("arn:aws:acm:" + inAccount + "certificate/1234"),
			Targets:              map[string]ingress.Target{"web": {HealthPath: "/healthz", BlueGreen: true}},
			AllowedPrefixListIDs: map[string]pulumi.StringInput{"cdn": pulumi.String("pl-1")},
			WebACLARN:            pulumi.String("arn:aws:wafv2:" + inAccount + "regional/webacl/main/1234"),
			AccessLogs:           &ingress.AccessLogs{Bucket: pulumi.String("logs")},
			TestListener: ingress.TestListener{
				SecurityGroupIDs: map[string]pulumi.StringInput{"testers": pulumi.String("sg-testers")},
			},
			API: &ingress.API{
				SubnetIDs: subnets(), ServerName: "shop.example.com", OpenPaths: []string{"/healthz"},
				CORS: &ingress.CORS{Origins: []string{"https://example.com"}},
				JWT: &ingress.JWT{
					Issuer: pulumi.String("https://login.example.com"), Audiences: pulumi.StringArray{pulumi.String("web")},
				},
				Domain: &ingress.APIDomain{
					Name: "api.example.com", CertificateARN: pulumi.String("arn:aws:acm:" + inAccount + "certificate/1234"),
				},
			},
		}
	}),
	"ingress target": of("ingress", ingress.NewTarget, func() *ingress.TargetArgs {
		return &ingress.TargetArgs{
			VPCID: pulumi.String("vpc-1"), SecurityGroupID: pulumi.String("sg-1"),
			ListenerARN:     pulumi.String(elbARN + "listener/app/main/1/2"),
			TestListenerARN: pulumi.String(elbARN + "listener/app/main/1/3"),
			Target:          ingress.Target{HealthPath: "/healthz", BlueGreen: true, Routes: ways(1000, "web")},
		}
	}),
	"ecsservice": of("ecsservice", ecsservice.New, func() *ecsservice.Args {
		group := pulumi.String("sg-1")
		return &ecsservice.Args{
			PermissionsBoundaryARN: boundaryARN,
			Exec:                   true, ExecLogGroupARN: pulumi.String("arn:aws:logs:" + inAccount + "log-group:exec"),
			Network: subnetsOfVPC(), ClusterARN: pulumi.String(ecsARN + "cluster/shared"),
			Container: ecsservice.Container{
				Image: pulumi.String("example/shop:1"), Port: 8000, WritableRoot: true,
				RegistrySecret: &ecsservice.RegistrySecret{ARN: secretARN, KMSKeyARN: keyARN},
				LogTo:          logTo(),
				WritablePaths:  map[string]string{"files": "/files"},
				Environment:    map[string]pulumi.StringInput{"LOG_LEVEL": pulumi.String("INFO")},
				Secrets:        map[string]ecsservice.Secret{"API_KEYS": secret()},
			},
			Sidecars: map[string]ecsservice.Container{"router": ecsservice.FluentBit(), "agent": {
				Image:          pulumi.String("example/agent:1"),
				RegistrySecret: &ecsservice.RegistrySecret{ARN: secretARN, KMSKeyARN: keyARN},
				LogTo:          logTo(),
				Environment:    map[string]pulumi.StringInput{"LOG_LEVEL": pulumi.String("INFO")},
				Secrets:        map[string]ecsservice.Secret{"AGENT_KEY": secret()},
			}},
			Volumes: map[string]ecsservice.EFSVolume{
				"files": {FileSystemID: pulumi.String("fs-1"), AccessPointID: pulumi.String("fsap-1")},
			},
			ReadSecrets: []ecsservice.Secret{{ARN: secretARN, KMSKeyARN: keyARN}},
			Permissions: []ecsservice.Permission{{
				Actions: []string{"s3:GetObject"}, Resources: []pulumi.StringInput{pulumi.String("arn:aws:s3:::shop/*")},
			}},
			ManagedPolicyARNs: map[string]pulumi.StringInput{"reader": pulumi.String(iamARN + "policy/reader")},
			LoadBalancer: &infra.LoadBalancer{
				TargetGroupARN: pulumi.String(elbARN + "targetgroup/web/1"), SecurityGroupID: group,
				RequestLabel: pulumi.String("app/main/1/targetgroup/web/1"),
			},
			Connections: map[string]infra.Connection{
				"database": {SecurityGroupID: group, Port: 5432}, "mail": {PrefixListID: pulumi.String("pl-1"), Port: 587},
				"files": {SecurityGroupID: group, Port: 2049},
			},
			FurtherLoadBalancers: map[string]*infra.LoadBalancer{"internal": {
				TargetGroupARN: pulumi.String(elbARN + "targetgroup/internal/1"), SecurityGroupID: pulumi.String("sg-2"),
			}},
			RollbackAlarms: pulumi.StringArray{pulumi.String("errors")},
			ServiceConnect: &ecsservice.ServiceConnect{
				NamespaceARN: pulumi.String("arn:aws:servicediscovery:" + inAccount + "namespace/ns-1"),
				Serve:        map[string]ecsservice.Endpoint{"orders": {}},
			},
			Scaling: &ecsservice.Scaling{
				Min: new(1), Max: 2, CPUPercent: 60, RequestsPerTarget: 600,
				Queue:     &ecsservice.Queue{ARN: pulumi.String("arn:aws:sqs:" + inAccount + "jobs"), MessagesPerTask: 100},
				Schedules: map[string]ecsservice.Schedule{"night": {Cron: "0 20 * * ? *", Timezone: "Europe/Berlin"}},
			},
		}
	}),
	"ecsjob": of("ecsjob", ecsjob.New, func() *ecsjob.Args {
		return &ecsjob.Args{
			Job: infra.Job{
				ClusterARN:        pulumi.String(ecsARN + "cluster/main"),
				TaskDefinitionARN: pulumi.String(ecsARN + "task-definition/web:1"), Family: pulumi.String("web"),
				ContainerName: "web", SubnetIDs: subnets(), SecurityGroupIDs: pulumi.StringArray{pulumi.String("sg-1")},
				ExecutionRoleARN: pulumi.String(iamARN + "role/execution"), TaskRoleARN: pulumi.String(iamARN + "role/task"),
			},
			When:        ecsjob.When{EveryMinutes: 60},
			DeadLetters: ecsjob.Queue{ARN: pulumi.String("arn:aws:sqs:" + inAccount + "lost"), KMSKeyARN: keyARN},
			TopicARNs:   []pulumi.StringInput{pulumi.String("arn:aws:sns:" + inAccount + "alarms")},

			PermissionsBoundaryARN: boundaryARN,
		}
	}),
	"ecsservice cluster": of("ecsservice cluster", ecsservice.NewCluster, func() *ecsservice.ClusterArgs {
		return &ecsservice.ClusterArgs{ServiceConnect: true}
	}),
	"logbucket":     of("logbucket", logbucket.New, func() *logbucket.Args { return &logbucket.Args{Versioned: true} }),
	"observability": of("observability", observability.New, monitored),
	"observability with given topics": of("observability", observability.New, func() *observability.Args {
		args := monitored()
		args.Subscriptions, args.TopicARNs = nil, []pulumi.StringInput{pulumi.String("arn:aws:sns:" + inAccount + "alarms")}
		return args
	}),
	"bluegreen": of("bluegreen", bluegreen.New, func() *bluegreen.Args {
		return &bluegreen.Args{
			Service: infra.BlueGreenService{
				BlueGreen: true, Name: pulumi.String("web"), ClusterName: pulumi.String("main"),
				TaskDefinitionARN: pulumi.String(ecsARN + "task-definition/web:1"),
				ContainerName:     "web", ContainerPort: 8000,
				SubnetIDs: subnets(), SecurityGroupIDs: pulumi.StringArray{pulumi.String("sg-1")},
				ExecutionRoleARN: pulumi.String(iamARN + "role/execution"), TaskRoleARN: pulumi.String(iamARN + "role/task"),
				LogGroupName: pulumi.String("/web"),
			},
			Target: infra.BlueGreenTarget{
				BlueGreen: true, ListenerARN: pulumi.String(elbARN + "listener/app/main/1/2"),
				TestListenerARN: pulumi.String(elbARN + "listener/app/main/1/3"),
				BlueName:        pulumi.String("blue"), GreenName: pulumi.String("green"),
			},
			PermissionsBoundaryARN: boundaryARN,

			Shift:          "Canary20Percent30Minutes",
			RollbackAlarms: pulumi.StringArray{pulumi.String("errors")},
			Notify: map[string]bluegreen.Topic{"ops": {
				ARN: pulumi.String("arn:aws:sns:" + inAccount + "deployments"), KMSKeyARN: keyARN,
			}},
		}
	}),
}

// ways returns a route for each key, with priorities from the given one.
func ways(priority int, keys ...string) map[string]ingress.Route {
	routes := map[string]ingress.Route{}
	for i, key := range keys {
		routes[key] = ingress.Route{Hosts: []string{key + ".example.com"}, Priority: priority + i}
	}
	return routes
}

func monitored() *observability.Args {
	return &observability.Args{
		Services: map[string]observability.Service{"web": {
			ClusterARN: pulumi.String(ecsARN + "cluster/main"), ServiceName: pulumi.String("web"),
		}},
		Targets: map[string]observability.Target{"web": {
			LoadBalancerARN: pulumi.String(elbARN + "loadbalancer/app/main/1"),
			ARN:             pulumi.String(elbARN + "targetgroup/blue/1"),
			GreenARN:        pulumi.String(elbARN + "targetgroup/green/1"),
		}},
		Databases: map[string]observability.Database{"main": {ARN: pulumi.String("arn:aws:rds:" + inAccount + "db:main")}},
		APIs:      map[string]observability.API{"main": {ID: pulumi.String("a1b2c3")}},
		Slack: &observability.Slack{
			TeamID: "T07EA123LEP", ChannelID: "C07EZ1ABC23", RoleARN: pulumi.String(iamARN + "role/chat"),
		},
		LogGroups: map[string]observability.LogGroup{"web": {
			Name: pulumi.String("/ecs/web"), Queries: map[string]string{"latest": "limit 20"},
		}},
		Subscriptions: map[string]observability.Subscription{"pager": {
			Protocol: "https", Endpoint: pulumi.String("https://example.com/alarms"),
		}},
	}
}

// each runs a test for every entry of components.
func each(t *testing.T, test func(*testing.T, component)) {
	for _, name := range slices.Sorted(maps.Keys(components)) {
		t.Run(name, func(t *testing.T) { test(t, components[name]) })
	}
}

// program returns a program that creates the component from changed arguments.
func (c component) program(change func(args reflect.Value), opts ...pulumi.ResourceOption) pulumi.RunFunc {
	return func(ctx *pulumi.Context) error {
		args := c.args()
		change(reflect.ValueOf(args).Elem())
		_, err := c.create(ctx, "main", args, opts...)
		return err
	}
}

func unchanged(reflect.Value) {}
