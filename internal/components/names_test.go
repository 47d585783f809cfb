package components

import (
	"fmt"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"pgregory.net/rapid"

	"github.com/knwl-platform/infra"
	"github.com/knwl-platform/infra/domain"
	"github.com/knwl-platform/infra/ecsservice"
	"github.com/knwl-platform/infra/ingress"
	"github.com/knwl-platform/infra/internal/graphtest"
	"github.com/knwl-platform/infra/observability"
)

const sg = pulumi.String("sg-1")

// withKeys has a function for each component with map fields. It creates the component with a name
// and uses the keys in all of its maps.
var withKeys = map[string]func(ctx *pulumi.Context, name string, keys []string) error{
	"ecsservice": func(ctx *pulumi.Context, name string, keys []string) error {
		args := &ecsservice.Args{
			Network: subnetsOfVPC(), Container: ecsservice.Container{Image: pulumi.String("web:1"), Port: 80},
			LoadBalancer: &infra.LoadBalancer{
				TargetGroupARN: pulumi.String(elbARN + "targetgroup/web/1"), SecurityGroupID: sg,
			},
			Scaling: &ecsservice.Scaling{
				Max: 2, CPUPercent: 60, MemoryPercent: 70, Schedules: map[string]ecsservice.Schedule{},
			},
			FurtherLoadBalancers: map[string]*infra.LoadBalancer{},
			Connections:          map[string]infra.Connection{}, ManagedPolicyARNs: map[string]pulumi.StringInput{},
			Permissions: []ecsservice.Permission{{
				Actions: []string{"s3:GetObject"}, Resources: []pulumi.StringInput{pulumi.String("arn:aws:s3:::b/*")},
			}},
		}
		for _, key := range keys[:min(4, len(keys))] {
			args.FurtherLoadBalancers[key] = args.LoadBalancer
		}
		for i, key := range keys {
			args.Connections[key] = infra.Connection{SecurityGroupID: sg, Port: 443}
			args.Scaling.Schedules[key] = ecsservice.Schedule{Cron: "0 20 * * ? *"}
			args.ManagedPolicyARNs[key] = pulumi.String(fmt.Sprint(iamARN, "policy/reader-", i))
		}
		_, err := ecsservice.New(ctx, name, args)
		return err
	},
	"ingress": func(ctx *pulumi.Context, name string, keys []string) error {
		args := &ingress.Args{
			Network: subnetsOfVPC(), Public: true, Targets: map[string]ingress.Target{},
			API: openAPI(keys), AllowedPrefixListIDs: map[string]pulumi.StringInput{},
			TestListener: ingress.TestListener{
				SecurityGroupIDs: map[string]pulumi.StringInput{}, AllowedCIDRs: []string{"203.0.113.0/24"},
			},
		}
		for i, key := range keys {
			args.Targets[key] = ingress.Target{
				HealthPath: "/", BlueGreen: true, Paths: []string{"/" + key}, Priority: i + 1, Routes: ways(1000*i+1000, keys...),
			}
			args.TestListener.SecurityGroupIDs[key] = sg
			args.AllowedPrefixListIDs[key] = pulumi.String("pl-1")
		}
		_, err := ingress.New(ctx, name, args)
		return err
	},
	"ingress target": func(ctx *pulumi.Context, name string, keys []string) error {
		_, err := ingress.NewTarget(ctx, name, &ingress.TargetArgs{
			VPCID: pulumi.String("vpc-1"), SecurityGroupID: sg, ListenerARN: pulumi.String(elbARN + "listener/app/main/1/2"),
			TestListenerARN: pulumi.String(elbARN + "listener/app/main/1/3"),
			Target: ingress.Target{
				HealthPath: "/", BlueGreen: true, Paths: []string{"/"}, Priority: 1, Routes: ways(1000, keys...),
			},
		})
		return err
	},
	"domain": func(ctx *pulumi.Context, name string, keys []string) error {
		cert, err := domain.New(ctx, name, &domain.Args{
			Name: "example.com", Others: []string{"*.example.com"}, ZoneID: pulumi.String("Z0123456789ABCDEFGHIJ"),
		})
		for _, key := range keys {
			if err == nil {
				err = cert.Alias(key+".example.com", domain.Target{
					DNSName: pulumi.String("web.elb.amazonaws.com"), ZoneID: pulumi.String("Z32O12XQLNTSW2"), IPv6: true,
				})
			}
		}
		return err
	},
	"observability": func(ctx *pulumi.Context, name string, keys []string) error {
		args := &observability.Args{
			Services: map[string]observability.Service{}, Targets: map[string]observability.Target{},
			Databases: map[string]observability.Database{}, Subscriptions: map[string]observability.Subscription{},
			APIs: map[string]observability.API{}, LogGroups: map[string]observability.LogGroup{},
			Emails: []string{"ops@example.com"},
		}
		for i, key := range keys {
			args.Services[key] = observability.Service{
				ClusterARN: pulumi.String(ecsARN + "cluster/main"), ServiceName: pulumi.String("web"),
			}
			args.Targets[key] = observability.Target{
				LoadBalancerARN: pulumi.String(elbARN + "loadbalancer/app/web/1"),
				ARN:             pulumi.String(elbARN + "targetgroup/" + name + "/1"),
				GreenARN:        pulumi.String(elbARN + "targetgroup/" + name + "-x/2"),
			}
			args.APIs[key] = observability.API{ID: pulumi.String("a1b2c3")}
			args.LogGroups[key] = observability.LogGroup{Name: pulumi.String(name), Queries: map[string]string{key: "limit 20"}}
			args.Databases[key] = observability.Database{ARN: pulumi.String("arn:aws:rds:" + inAccount + "db:main")}
			args.Subscriptions[key] = observability.Subscription{
				Protocol: "sqs", Endpoint: pulumi.String(fmt.Sprint("arn:aws:sqs:", inAccount, "alarms-", i)),
			}
		}
		_, err := observability.New(ctx, name, args)
		return err
	},
}

// openAPI returns an API with an open path for each key.
func openAPI(keys []string) *ingress.API {
	api := components["ingress"].args().(*ingress.Args).API
	api.ServerName, api.OpenPaths = "", nil
	for _, key := range keys {
		api.OpenPaths = append(api.OpenPaths, "/"+key)
	}
	return api
}

// words occur in names, in keys and in the roles of children.
var words = []string{
	"a", "b", "green", "to", "out", "in", "test", "http", "link", "task", "api", "cpu", "alias", "ipv6",
}

func drawWords(t *rapid.T, label string, most int) []string {
	return rapid.SliceOfNDistinct(rapid.SampledFrom(words), 1, most, rapid.ID[string]).Draw(t, label)
}

// Two components of a kind in one program must never register the same URN, whatever their names
// and keys are: the engine would only report it after it has created other resources. graphtest.Run
// fails on a URN that is registered twice. Nor must two resources have the same name in AWS, which
// overwrites some of them. A collision is only possible if one name is a prefix of the other, so the
// test draws such pairs.
func TestChildrenOfTwoComponentsNeverShareAName(t *testing.T) {
	for name, c := range components {
		create, ok := withKeys[name]
		if !ok {
			create, ok = withKeys[c.kind]
		}
		if !ok {
			create = func(ctx *pulumi.Context, name string, _ []string) error {
				_, err := c.create(ctx, name, c.args())
				return err
			}
		}
		t.Run(name, rapid.MakeCheck(func(rt *rapid.T) {
			first, more := drawWords(rt, "first", 1)[0], drawWords(rt, "more", 1)[0]
			if c.kind == "ingress" && more == "green" {
				rt.Skip("this name is not allowed")
			}
			keys := drawWords(rt, "keys", 3)
			longer := drawWords(rt, "further keys", 2)
			for _, key := range keys {
				if key != "green" { // a key that ends with "green" is not allowed
					longer = append(longer, more+"-"+key)
				}
			}
			taken := map[string]string{}
			for _, r := range graphtest.Run(t, func(ctx *pulumi.Context) error {
				if err := create(ctx, first, longer); err != nil {
					return err
				}
				return create(ctx, first+"-"+more, keys)
			}).Resources() {
				property, ok := physicalNames[r.Type]
				if !ok {
					continue
				}
				name := fmt.Sprint(r.Type, " ", r.Output(property))
				if taken[name] != "" {
					rt.Errorf("%s and %s are both called %s", taken[name], r.Name, name)
				}
				taken[name] = r.Name
			}
		}))
	}
}

// physicalNames has the property that is unique in an account and region, of types that are not named by
// Pulumi alone.
var physicalNames = map[string]string{
	"aws:cloudwatch/dashboard:Dashboard":               "dashboardName",
	"aws:cloudwatch/logGroup:LogGroup":                 "name",
	"aws:cloudwatch/logMetricFilter:LogMetricFilter":   "metricTransformation.name",
	"aws:cloudwatch/metricAlarm:MetricAlarm":           "name",
	"aws:cloudwatch/queryDefinition:QueryDefinition":   "name",
	"aws:codedeploy/deploymentConfig:DeploymentConfig": "deploymentConfigName",
	"aws:ecs/cluster:Cluster":                          "name",
	"aws:ecs/taskDefinition:TaskDefinition":            "family",
	"aws:lb/targetGroup:TargetGroup":                   "name",
	"aws:rds/eventSubscription:EventSubscription":      "name",
	"aws:rds/instance:Instance":                        "identifier",
}

// noTwoHyphens has the property with the physical name of types in whose names AWS rejects two hyphens in a
// row. The logical names of most children have them, and a physical name begins with the logical one.
var noTwoHyphens = map[string]string{
	"aws:lb/targetGroup:TargetGroup":              "name",
	"aws:rds/eventSubscription:EventSubscription": "name",
	"aws:rds/instance:Instance":                   "identifier",
	"aws:rds/parameterGroup:ParameterGroup":       "name",
	"aws:rds/proxy:Proxy":                         "name",
}

func TestNamesHaveNoTwoHyphensWhereAWSRejectsThem(t *testing.T) {
	seen := map[string]bool{}
	each(t, func(t *testing.T, c component) {
		for _, r := range withMocks(t, c.program(unchanged)).All(t, "") {
			property, rejects := noTwoHyphens[r.Type]
			if !rejects {
				continue
			}
			seen[r.Type] = true
			if name, ok := r.Output(property).(string); !ok || strings.Contains(name, "--") {
				t.Errorf("%s %s is called %q", r.Type, r.Name, name)
			}
		}
	})
	if len(seen) != len(noTwoHyphens) {
		t.Errorf("only %v were seen", seen)
	}
}
