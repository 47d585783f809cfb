package ingress

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/lb"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra"
	"github.com/knwl-platform/infra/internal/child"
)

// TargetGroup is where a service registers its tasks. In blue/green, ARN, Name and MetricSuffix are
// those of the blue target group.
type TargetGroup struct {
	// ARN is the target group. It resolves when the listener or rule that forwards to it exists: until
	// then ECS rejects a service that uses it.
	ARN pulumi.StringOutput `pulumi:"arn"`
	// Name is the target group's name. It resolves when ARN does.
	Name pulumi.StringOutput `pulumi:"name"`
	// MetricSuffix is the value of the CloudWatch dimension TargetGroup.
	MetricSuffix pulumi.StringOutput `pulumi:"metricSuffix"`
	// RequestLabel names load balancer and target group for scaling by requests. It resolves when ARN
	// does. Zero in blue/green, where the count stops when a deployment swaps the target groups.
	RequestLabel pulumi.StringOutput `pulumi:"requestLabel"`
	// ListenerARN is the production listener. It resolves when the listener forwards to the target.
	ListenerARN pulumi.StringOutput `pulumi:"listenerArn"`
	// BlueGreen says that the target has a second, green target group and is on the test listener. If
	// not, all fields below are zero outputs.
	BlueGreen bool `pulumi:"blueGreen"`
	// GreenARN is the green target group. It resolves when ARN does.
	GreenARN pulumi.StringOutput `pulumi:"greenArn"`
	// GreenName is the green target group's name. It resolves when ARN does.
	GreenName pulumi.StringOutput `pulumi:"greenName"`
	// GreenMetricSuffix is the value of the CloudWatch dimension TargetGroup for green.
	GreenMetricSuffix pulumi.StringOutput `pulumi:"greenMetricSuffix"`
	// TestListenerARN is the test listener. It resolves when the listener forwards to the target.
	TestListenerARN pulumi.StringOutput `pulumi:"testListenerArn"`

	securityGroupID pulumi.StringOutput // of the load balancer
}

// ForService returns what ecsservice needs to register tasks with the target group. A missing key of
// Ingress.Targets gives a zero TargetGroup, which ecsservice reports.
func (t TargetGroup) ForService() *infra.LoadBalancer {
	return &infra.LoadBalancer{
		TargetGroupARN: t.ARN, SecurityGroupID: t.securityGroupID, RequestLabel: t.RequestLabel,
	}
}

// ForBlueGreen returns what bluegreen needs to deploy between the two target groups. bluegreen reports
// a zero TargetGroup, which comes from a missing key of Ingress.Targets.
func (t TargetGroup) ForBlueGreen() infra.BlueGreenTarget {
	return infra.BlueGreenTarget{
		BlueGreen:       t.BlueGreen,
		ListenerARN:     t.ListenerARN,
		TestListenerARN: t.TestListenerARN,
		BlueName:        t.Name,
		GreenName:       t.GreenName,
	}
}

// groups are a target's target groups. green is nil unless the target is blue/green.
type groups struct{ blue, green *lb.TargetGroup }

// route is what forwards to a target: the listeners, or the target's rules on them. test is nil
// unless the target is blue/green.
type route struct{ production, test pulumi.Resource }

// A blue/green target's listeners and rules start with these weights, in the form that CodeDeploy
// leaves behind after each deployment. Green is listed with weight 0, because a target group that no
// listener lists has no health checks.
const blueWeight, greenWeight = 100, 0

func (b *builder) createTargetGroups() error {
	for _, t := range b.targets {
		blue, err := b.createTargetGroup(blueName(b.Name, t.key), t)
		if err != nil {
			return err
		}
		pair := groups{blue: blue}
		if t.BlueGreen {
			if pair.green, err = b.createTargetGroup(greenName(b.Name, t.key), t); err != nil {
				return err
			}
		}
		b.groups[t.key] = pair
	}
	return nil
}

// blueName returns the logical name of a target's target group. The physical name starts with it,
// and AWS rejects two hyphens in a row there, so it has "-tg-" where child.Name has "--".
func blueName(component, key string) string { return component + "-tg-" + key }

// greenName returns the logical name of a target's second target group.
func greenName(component, key string) string { return component + "-green-" + key }

// createTargetGroup leaves the physical name to Pulumi, so that a replacement can exist beside the
// old target group while listeners still forward there. The port is a constant, because it is
// immutable and has no effect: ECS registers each task with its container's port.
func (b *builder) createTargetGroup(name string, t target) (*lb.TargetGroup, error) {
	return child.New(b.Parent, lb.NewTargetGroup, name, &lb.TargetGroupArgs{
		VpcId:      b.Network.VPCID,
		TargetType: pulumi.String("ip"),
		Protocol:   pulumi.String("HTTP"),
		Port:       pulumi.Int(80),
		HealthCheck: &lb.TargetGroupHealthCheckArgs{
			Enabled:            pulumi.Bool(true),
			Protocol:           pulumi.String("HTTP"),
			Path:               pulumi.String(t.HealthPath),
			Matcher:            pulumi.String(t.HealthCodes),
			Interval:           pulumi.Int(t.HealthIntervalSeconds),
			Timeout:            pulumi.Int(t.HealthTimeoutSeconds),
			HealthyThreshold:   pulumi.Int(t.HealthyThreshold),
			UnhealthyThreshold: pulumi.Int(t.UnhealthyThreshold),
		},
		DeregistrationDelay: pulumi.Int(*t.DeregistrationDelaySeconds),
		Tags:                child.Tags(b.Tags, name),
	}, b.Transform.TargetGroup)
}

// targetGroup returns a target's outputs. They wait for what forwards to the target.
func (b *builder) targetGroup(t target) TargetGroup {
	pair, route := b.groups[t.key], b.routes[t.key]
	out := TargetGroup{
		ARN:             child.After(pair.blue.Arn, route.production),
		Name:            child.After(pair.blue.Name, route.production),
		MetricSuffix:    pair.blue.ArnSuffix,
		ListenerARN:     child.After(b.productionARN, route.production),
		BlueGreen:       t.BlueGreen,
		securityGroupID: b.securityGroup.ID().ToStringOutput(),
	}
	if !t.BlueGreen {
		out.RequestLabel = requestLabel(out.ListenerARN, pair.blue)
	}
	if t.BlueGreen {
		out.GreenARN = child.After(pair.green.Arn, route.production)
		out.GreenName = child.After(pair.green.Name, route.production)
		out.GreenMetricSuffix = pair.green.ArnSuffix
		out.TestListenerARN = child.After(b.testARN, route.test)
	}
	return out
}
