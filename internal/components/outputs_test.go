package components

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/bluegreen"
	"github.com/knwl-platform/infra/ecsservice"
	"github.com/knwl-platform/infra/ingress"
	"github.com/knwl-platform/infra/internal/check/checktest"
	"github.com/knwl-platform/infra/internal/graphtest"
	"github.com/knwl-platform/infra/network"
	"github.com/knwl-platform/infra/observability"
)

// least has ways to use components with as few optional parts as possible.
var least = map[string]component{
	"one tier": of("network", network.New, func() *network.Args {
		return &network.Args{Zones: []string{"us-east-1a", "us-east-1b"}, Tiers: []network.Tier{network.Public}}
	}),
	"a plain cluster": of("ecsservice cluster", ecsservice.NewCluster, func() *ecsservice.ClusterArgs {
		return nil
	}),
	"a blue/green service": of("ecsservice", ecsservice.New, func() *ecsservice.Args {
		args := components["ecsservice"].args().(*ecsservice.Args)
		args.Deployment, args.RollbackAlarms, args.Scaling = ecsservice.BlueGreen, nil, nil
		args.ServiceConnect, args.FurtherLoadBalancers = nil, nil
		return args
	}),
	"a service that CI deploys": of("ecsservice", ecsservice.New, func() *ecsservice.Args {
		args := components["ecsservice"].args().(*ecsservice.Args)
		args.IgnoreTaskDefinition = true
		return args
	}),
	"a rolling target": of("ingress", ingress.New, rolling),
	"a rolling target watched": of("observability", observability.New, func() *observability.Args {
		return &observability.Args{Targets: map[string]observability.Target{"web": {
			LoadBalancerARN: pulumi.String(elbARN + "loadbalancer/app/main/1"), ARN: pulumi.String(elbARN + "targetgroup/web/1"),
		}}}
	}),
}

func rolling() *ingress.Args {
	return &ingress.Args{
		Network: subnetsOfVPC(), Targets: map[string]ingress.Target{"web": {HealthPath: "/healthz"}},
	}
}

// For something that a component does not have, the output must be the zero value. An empty string
// would be passed on to another component and fail there, or do worse.
func TestNoOutputIsAnEmptyString(t *testing.T) {
	for name, c := range least {
		t.Run(name, func(t *testing.T) { testOutputs(t, c) })
	}
	each(t, testOutputs)
}

func testOutputs(t *testing.T, c component) {
	var empty []string
	graphtest.Run(t, func(ctx *pulumi.Context) error {
		made, err := c.create(ctx, "main", c.args())
		if err != nil {
			return err
		}
		checks := pulumi.Map{}
		var walk func(v reflect.Value, path string)
		walk = func(v reflect.Value, path string) {
			switch out := v.Interface().(type) {
			case pulumi.StringOutput:
				if out != (pulumi.StringOutput{}) {
					checks[path] = out.ApplyT(func(s string) bool { return s != "" })
				}
				return
			case pulumi.StringArrayOutput:
				// NATAddresses is for the firewalls of third parties; no component takes it.
				if out != (pulumi.StringArrayOutput{}) && path != ".NATAddresses" {
					checks[path] = out.ApplyT(func(list []string) bool { return len(list) > 0 })
				}
				return
			}
			switch v.Kind() {
			case reflect.Pointer:
				if !v.IsNil() {
					walk(v.Elem(), path)
				}
			case reflect.Struct:
				for i := range v.NumField() {
					if f := v.Type().Field(i); f.Tag.Get("pulumi") != "" {
						walk(v.Field(i), path+"."+f.Name)
					}
				}
			case reflect.Map:
				for _, key := range v.MapKeys() {
					walk(v.MapIndex(key), fmt.Sprintf("%s[%q]", path, key))
				}
			}
		}
		walk(reflect.ValueOf(made), "")
		if len(checks) == 0 {
			t.Error("the component has no outputs")
		}
		done := make(chan struct{})
		checks.ToMapOutput().ApplyT(func(known map[string]any) error {
			for path, ok := range known {
				if ok != true {
					empty = append(empty, path)
				}
			}
			close(done)
			return nil
		})
		<-done
		return nil
	})
	if len(empty) > 0 {
		t.Errorf("the outputs %q are empty instead of zero", empty)
	}
}

func TestConsumerReportsAnOutputThatDoesNotExist(t *testing.T) {
	noPrivateTier := func(use func(*pulumi.Context, *network.VPC) error) pulumi.RunFunc {
		return func(ctx *pulumi.Context) error {
			net, err := network.New(ctx, "main", least["one tier"].args().(*network.Args))
			return errors.Join(err, use(ctx, net))
		}
	}
	err := graphtest.FailPreview(t, noPrivateTier(func(ctx *pulumi.Context, net *network.VPC) error {
		_, err := ecsservice.New(ctx, "web", &ecsservice.Args{
			Network: net.Private(), Container: ecsservice.Container{Image: pulumi.String("web:1")},
		})
		return err
	}))
	checktest.Contains(t, err, `ecsservice "web": Network.SubnetIDs (not set): is required; give the ids of subnets`)
}

func TestMissingKeyOfTargetsIsOneMistake(t *testing.T) {
	create := func(use func(*pulumi.Context, map[string]ingress.TargetGroup) error) error {
		return graphtest.FailPreview(t, func(ctx *pulumi.Context) error {
			front, err := ingress.New(ctx, "main", rolling())
			if err != nil {
				return err
			}
			return use(ctx, front.Targets)
		})
	}
	const missing = " of ingress is called on a key that does not exist; use a key of Args.Targets, or set the fields"
	service := create(func(ctx *pulumi.Context, targets map[string]ingress.TargetGroup) error {
		args := components["ecsservice"].args().(*ecsservice.Args)
		args.LoadBalancer = targets["wep"].ForService()
		_, err := ecsservice.New(ctx, "web", args)
		return err
	})
	checktest.Contains(t, service,
		`ecsservice "web": LoadBalancer (not set): has no field set, as when ForService`+missing)
	deployment := create(func(ctx *pulumi.Context, targets map[string]ingress.TargetGroup) error {
		args := components["bluegreen"].args().(*bluegreen.Args)
		args.Target = targets["wep"].ForBlueGreen()
		_, err := bluegreen.New(ctx, "web", args)
		return err
	})
	checktest.Contains(t, deployment,
		`bluegreen "web": Target (not set): has no field set, as when ForBlueGreen`+missing)
	watch := create(func(ctx *pulumi.Context, targets map[string]ingress.TargetGroup) error {
		args := components["observability"].args().(*observability.Args)
		of := args.Targets["web"]
		of.ARN = targets["wep"].ARN
		args.Targets["web"] = of
		_, err := observability.New(ctx, "web", args)
		return err
	})
	checktest.Contains(t, watch, `observability "web": Targets["web"].ARN (not set): is required`)
}

func TestRollingTargetIsWatchedWithoutItsGreenGroup(t *testing.T) {
	g := graphtest.Run(t, func(ctx *pulumi.Context) error {
		front, err := ingress.New(ctx, "main", rolling())
		if err != nil {
			return err
		}
		web := front.Targets["web"]
		_, err = observability.New(ctx, "main", &observability.Args{Targets: map[string]observability.Target{"web": {
			LoadBalancerARN: front.LoadBalancerARN, ARN: web.ARN, GreenARN: web.GreenARN,
		}}})
		return err
	})
	for _, alarm := range g.Names("MetricAlarm") {
		if strings.Contains(alarm, "green") {
			t.Errorf("%s watches a group that does not exist", alarm)
		}
	}
	g.Named("MetricAlarm", "main--target-web-5xx")
}
