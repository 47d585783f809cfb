package ingress_test

import (
	"fmt"
	"path"
	"reflect"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra"
	"github.com/knwl-platform/infra/ingress"
	"github.com/knwl-platform/infra/internal/check"
	"github.com/knwl-platform/infra/internal/check/checktest"
	"github.com/knwl-platform/infra/internal/graphtest"
)

func TestForServiceIsWhatTasksRegisterWith(t *testing.T) {
	withPort := api
	withPort.HealthPort = 9090
	args := ingress.Args{Targets: map[string]ingress.Target{"api": withPort}}
	g := graphtest.Run(t, program(args, func(ctx *pulumi.Context, front *ingress.Ingress) error {
		got := front.Targets["api"].ForService()
		if got.HealthPort != 9090 {
			t.Errorf("health checks are on port %d", got.HealthPort)
		}
		return graphtest.Consume(ctx, map[string]pulumi.StringInput{
			"target": got.TargetGroupARN, "group": got.SecurityGroupID, "label": got.RequestLabel,
		})
	}))
	target := g.Named("Topic", "target")
	if target.Get("displayName") != g.Only("TargetGroup").Output("arn") || !target.WaitsFor(g.Only("Listener")) {
		t.Errorf("tasks register with %v", target.Inputs)
	}
	label := g.Named("Topic", "label")
	_, listener, _ := strings.Cut(g.Only("Listener").Output("arn").(string), ":listener/")
	want := fmt.Sprintf("%s/%s", path.Dir(listener), g.Only("TargetGroup").Output("arnSuffix"))
	if label.Text("displayName") != want || !label.WaitsFor(g.Only("Listener")) {
		t.Errorf("requests are counted by %v, want %q once the target has a listener", label.Inputs, want)
	}
	if group := g.Named("Topic", "group").Get("displayName"); group != g.Only("SecurityGroup").ID {
		t.Errorf("tasks admit %v", group)
	}
}

// The count of one target group stops when a deployment swaps the two.
func TestBlueGreenTargetHasNoRequestLabel(t *testing.T) {
	args := ingress.Args{Targets: map[string]ingress.Target{"api": blueGreen(api)}}
	graphtest.Run(t, program(args, func(_ *pulumi.Context, front *ingress.Ingress) error {
		if label := front.Targets["api"].ForService().RequestLabel; check.Given(label) {
			t.Errorf("the label is %v", label)
		}
		return nil
	}))
}

func TestForBlueGreenIsWhatCodeDeployNeeds(t *testing.T) {
	args := ingress.Args{Targets: map[string]ingress.Target{"api": blueGreen(api)}}
	g := graphtest.Run(t, program(args, func(ctx *pulumi.Context, front *ingress.Ingress) error {
		got := front.Targets["api"].ForBlueGreen()
		for v, i := reflect.ValueOf(got), 0; i < v.NumField(); i++ {
			field := v.Field(i)
			if field.Kind() == reflect.Interface {
				field = field.Elem()
			}
			if !field.IsValid() || field.IsZero() {
				t.Errorf("%s is not set", v.Type().Field(i).Name)
			}
		}
		return graphtest.Consume(ctx, map[string]pulumi.StringInput{
			"listener": got.ListenerARN, "test": got.TestListenerARN, "blue": got.BlueName, "green": got.GreenName,
		})
	}))
	for name, want := range map[string]any{
		"listener": g.Named("Listener", "main--http").Output("arn"),
		"test":     g.Named("Listener", "main--test").Output("arn"),
		"blue":     g.Named("TargetGroup", "main-tg-api").Output("name"),
		"green":    g.Named("TargetGroup", "main-green-api").Output("name"),
	} {
		if got := g.Named("Topic", name).Get("displayName"); got != want {
			t.Errorf("%s is %v, want %v", name, got, want)
		}
	}
}

// consumer is the arguments of a component that takes what a target group returns.
type consumer struct {
	LoadBalancer *infra.LoadBalancer
	Target       infra.BlueGreenTarget
}

func mistakes(t ingress.TargetGroup) error {
	wrong := check.In("consumer", "web")
	check.Args(wrong, consumer{t.ForService(), t.ForBlueGreen()})
	return wrong.Err()
}

func TestRollingTargetIsRefusedForBlueGreen(t *testing.T) {
	graphtest.Run(t, program(ingress.Args{}, func(_ *pulumi.Context, front *ingress.Ingress) error {
		target := front.Targets["api"]
		if got := target.ForBlueGreen(); got.BlueGreen {
			t.Errorf("a rolling target is %+v", got)
		}
		checktest.Contains(t, mistakes(target), `consumer "web": Target.GreenName (not set): is required`)
		return nil
	}))
}
