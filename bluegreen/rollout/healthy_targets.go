package rollout

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	ecstypes "github.com/aws/aws-sdk-go-v2/service/ecs/types"
	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	elbtypes "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"
)

// targets is what the load balancer finds of a service's tasks.
type targets struct {
	healthy   int // in the target group that has the fewest
	unhealthy []TargetUnhealthy
	unused    []TargetUnhealthy // their target group is behind no listener
}

func targetGroups(balancers []ecstypes.LoadBalancer) (arns []string) {
	for _, balancer := range balancers {
		arns = append(arns, aws.ToString(balancer.TargetGroupArn))
	}
	return arns
}

// lookAtTargets leaves out targets that only finish their last requests. A target that waits for its
// first health checks is neither healthy nor unhealthy.
func (c *Client) lookAtTargets(ctx context.Context, groups []string) (found targets, err error) {
	for i, group := range groups {
		out, err := c.aws.LoadBalancers.DescribeTargetHealth(ctx, &elb.DescribeTargetHealthInput{
			TargetGroupArn: aws.String(group),
		})
		if err != nil {
			return found, err
		}
		healthy := 0
		for _, d := range out.TargetHealthDescriptions {
			target := TargetUnhealthy{
				Target:      fmt.Sprintf("%s:%d", aws.ToString(d.Target.Id), aws.ToInt32(d.Target.Port)),
				Reason:      string(d.TargetHealth.Reason),
				Description: aws.ToString(d.TargetHealth.Description),
			}
			switch d.TargetHealth.State {
			case elbtypes.TargetHealthStateEnumHealthy:
				healthy++
			case elbtypes.TargetHealthStateEnumUnhealthy, elbtypes.TargetHealthStateEnumUnavailable:
				found.unhealthy = append(found.unhealthy, target)
			case elbtypes.TargetHealthStateEnumUnused:
				found.unused = append(found.unused, target)
			}
		}
		if i == 0 || healthy < found.healthy {
			found.healthy = healthy
		}
	}
	return found, nil
}

// evidence is the event as a line of a [Failure].
func (e TargetUnhealthy) evidence() string {
	return fmt.Sprintf("target %s is unhealthy: %s (%s)", e.Target, e.Description, e.Reason)
}
