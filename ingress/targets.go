package ingress

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/lb"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/child"
)

// groups are a target's target groups. Green is nil unless the target is blue/green.
type groups struct{ blue, green *lb.TargetGroup }

// route is what leads to a target: the listeners themselves, or its rules on them. Test is nil unless the target is blue/green.
type route struct{ production, test pulumi.Resource }

func (b *builder) createTargetGroups() error {
	for _, t := range b.targets {
		blue, err := b.createTargetGroup(groupName(b.name, t.key), t)
		if err != nil {
			return err
		}
		pair := groups{blue: blue}
		if t.BlueGreen {
			if pair.green, err = b.createTargetGroup(greenName(b.name, t.key), t); err != nil {
				return err
			}
		}
		b.groups[t.key] = pair
	}
	return nil
}

// groupName is the logical name of a target's group. AWS refuses two hyphens in a row in the
// physical name, which is made of it, so the name has "-tg-" instead (see child.Name).
func groupName(component, key string) string { return component + "-tg-" + key }

// greenName is groupName for the green group.
func greenName(component, key string) string { return component + "-green-" + key }

// createTargetGroup leaves the physical name to Pulumi, so that a replacement can stand beside the
// old one while listeners still lead there. The port is only what a target without one of its own
// would have. ECS registers each task with its container's port, and the group's cannot change, so
// it is a constant.
func (b *builder) createTargetGroup(name string, t target) (*lb.TargetGroup, error) {
	return child.New(b.Parent, lb.NewTargetGroup, name, &lb.TargetGroupArgs{
		VpcId:      b.in.VPCID,
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
		Tags:                child.Tags(b.tags, name),
	}, b.edit.TargetGroup)
}

// weights are where a blue/green pair's listener or rule starts: all to blue, none to green. This is the form CodeDeploy leaves behind after each
// deployment. Without its share of nothing, green would have no load balancer, and its tasks no health checks.
const toBlue, toGreen = 100, 0
