package ingress

import (
	"strconv"

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
	// SecurityGroupID is the load balancer's security group.
	SecurityGroupID pulumi.StringOutput `pulumi:"securityGroupId"`
	// HealthPort is that of Target.
	HealthPort int `pulumi:"healthPort"`
	// BlueGreen says that the target has a second, green target group. If not, all fields below are
	// zero outputs.
	BlueGreen bool `pulumi:"blueGreen"`
	// GreenARN is the green target group. It resolves when ARN does.
	GreenARN pulumi.StringOutput `pulumi:"greenArn"`
	// GreenName is the green target group's name. It resolves when ARN does.
	GreenName pulumi.StringOutput `pulumi:"greenName"`
	// GreenMetricSuffix is the value of the CloudWatch dimension TargetGroup for green.
	GreenMetricSuffix pulumi.StringOutput `pulumi:"greenMetricSuffix"`
	// TestListenerARN is the test listener. It resolves when the listener forwards to the target. A
	// zero output without a test listener.
	TestListenerARN pulumi.StringOutput `pulumi:"testListenerArn"`
}

// ForService returns what ecsservice needs to register tasks with the target group. A missing key
// of Ingress.Targets gives a zero TargetGroup, which ecsservice reports.
func (t TargetGroup) ForService() *infra.LoadBalancer {
	return &infra.LoadBalancer{
		TargetGroupARN: t.ARN, SecurityGroupID: t.SecurityGroupID, HealthPort: t.HealthPort, RequestLabel: t.RequestLabel,
	}
}

// ForBlueGreen returns what bluegreen needs to deploy between the two target groups. bluegreen
// reports a zero TargetGroup, which comes from a missing key of Ingress.Targets.
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

// route is what forwards to a target: the listeners, or the target's rules on them. test is empty
// unless the target is blue/green.
type route struct{ production, test []pulumi.Resource }

// A blue/green target's listeners and rules start with these weights, in the form that CodeDeploy
// leaves behind after each deployment. Green is listed with weight 0, because a target group that
// no listener lists has no health checks.
const blueWeight, greenWeight = 100, 0

// backend creates what is behind listeners, for [New] and [NewTarget] alike.
type backend struct {
	child.Parent
	vpcID           pulumi.StringInput
	securityGroupID pulumi.StringOutput // of the load balancer
	tags            map[string]string
	editGroup       infra.Edit[lb.TargetGroupArgs]
	editRule        infra.Edit[lb.ListenerRuleArgs]
}

func (b backend) createTargetGroups(t target) (pair groups, err error) {
	if pair.blue, err = b.createTargetGroup(t.blue, t); err != nil || !t.BlueGreen {
		return pair, err
	}
	pair.green, err = b.createTargetGroup(t.green, t)
	return pair, err
}

// createTargetGroup leaves the physical name to Pulumi, so that a replacement can exist beside the
// old target group while listeners still forward there. The port is a constant, because it is
// immutable and has no effect: ECS registers each task with its container's port.
func (b backend) createTargetGroup(name string, t target) (*lb.TargetGroup, error) {
	health := lb.TargetGroupHealthCheckArgs{
		Enabled:            pulumi.Bool(true),
		Protocol:           pulumi.String("HTTP"),
		Path:               pulumi.String(t.HealthPath),
		Matcher:            pulumi.String(t.HealthCodes),
		Interval:           pulumi.Int(t.HealthIntervalSeconds),
		Timeout:            pulumi.Int(t.HealthTimeoutSeconds),
		HealthyThreshold:   pulumi.Int(t.HealthyThreshold),
		UnhealthyThreshold: pulumi.Int(t.UnhealthyThreshold),
	}
	if t.HealthPort != 0 {
		health.Port = pulumi.String(strconv.Itoa(t.HealthPort))
	}
	return child.New(b.Parent, lb.NewTargetGroup, name, &lb.TargetGroupArgs{
		VpcId:       b.vpcID,
		TargetType:  pulumi.String("ip"),
		Protocol:    pulumi.String("HTTP"),
		Port:        pulumi.Int(80),
		HealthCheck: health,

		DeregistrationDelay: pulumi.Int(*t.DeregistrationDelaySeconds),
		Tags:                child.Tags(b.tags, name),
	}, b.editGroup)
}

// outputs returns a target's outputs. They wait for what forwards to the target. test is nil
// without a test listener.
func (b backend) outputs(t target, pair groups, r route, production, test pulumi.StringInput) TargetGroup {
	out := TargetGroup{
		ARN:             child.After(pair.blue.Arn, r.production...),
		Name:            child.After(pair.blue.Name, r.production...),
		MetricSuffix:    pair.blue.ArnSuffix,
		ListenerARN:     child.After(production, r.production...),
		BlueGreen:       t.BlueGreen,
		SecurityGroupID: b.securityGroupID,
		HealthPort:      t.HealthPort,
	}
	if !t.BlueGreen {
		out.RequestLabel = requestLabel(out.ListenerARN, pair.blue)
	}
	if t.BlueGreen {
		out.GreenARN = child.After(pair.green.Arn, r.production...)
		out.GreenName = child.After(pair.green.Name, r.production...)
		out.GreenMetricSuffix = pair.green.ArnSuffix
		if test != nil {
			out.TestListenerARN = child.After(test, r.test...)
		}
	}
	return out
}
