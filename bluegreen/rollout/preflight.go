package rollout

import (
	"context"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	cdtypes "github.com/aws/aws-sdk-go-v2/service/codedeploy/types"
	ecstypes "github.com/aws/aws-sdk-go-v2/service/ecs/types"
	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	elbtypes "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"
)

// undeployable says why CodeDeploy cannot deploy the service. Empty: it can.
func (c *Client) undeployable(service ecstypes.Service) string {
	if d := service.DeploymentController; d == nil || d.Type != ecstypes.DeploymentControllerTypeCodeDeploy {
		return fmt.Sprintf("service %q is not deployed by CodeDeploy; create it for blue/green, because "+
			"its deployment controller cannot be changed", c.target.Service)
	}
	if primaryOf(service).Id == nil {
		return fmt.Sprintf("service %q has no primary task set yet; wait a minute, or create the service again",
			c.target.Service)
	}
	return ""
}

// preflight finds what would make CodeDeploy fail or stop a deployment. While another deployment
// shifts traffic, the listener says nothing.
func (c *Client) preflight(
	ctx context.Context, group *cdtypes.DeploymentGroupInfo, primary ecstypes.TaskSet, running bool,
) (problems []string, err error) {
	firing, err := c.firing(ctx, group)
	if err != nil {
		return nil, err
	}
	for _, alarm := range firing {
		problems = append(problems, fmt.Sprintf("alarm %s fires: %s; CodeDeploy would stop the deployment at once, "+
			"so wait until the alarm is OK", alarm.Alarm, alarm.Reason))
	}
	if running {
		return problems, nil
	}
	behind, err := c.behindProduction(ctx, group, primary)
	if err == nil && !behind {
		problems = append(problems, fmt.Sprintf("the production listener does not forward to the target group of "+
			"%s, which serves; point it there, because CodeDeploy refuses to start otherwise",
			shortName(aws.ToString(primary.TaskDefinition))))
	}
	return problems, err
}

// behindProduction says whether the production listener, or one of its rules, forwards to the target
// group of the primary task set.
func (c *Client) behindProduction(
	ctx context.Context, group *cdtypes.DeploymentGroupInfo, primary ecstypes.TaskSet,
) (bool, error) {
	for _, pair := range pairs(group) {
		if pair.ProdTrafficRoute == nil {
			continue
		}
		for _, arn := range pair.ProdTrafficRoute.ListenerArns {
			actions, err := c.actions(ctx, arn)
			if err != nil {
				return false, err
			}
			for _, set := range primary.LoadBalancers {
				if forwards(actions, aws.ToString(set.TargetGroupArn)) {
					return true, nil
				}
			}
		}
	}
	return false, nil
}

func pairs(group *cdtypes.DeploymentGroupInfo) []cdtypes.TargetGroupPairInfo {
	if group.LoadBalancerInfo == nil {
		return nil
	}
	return group.LoadBalancerInfo.TargetGroupPairInfoList
}

// actions returns those of a rule, or of a listener and all its rules.
func (c *Client) actions(ctx context.Context, arn string) (actions []elbtypes.Action, err error) {
	input := &elb.DescribeRulesInput{RuleArns: []string{arn}}
	if !strings.Contains(arn, ":listener-rule/") {
		listeners, err := c.aws.LoadBalancers.DescribeListeners(ctx, &elb.DescribeListenersInput{
			ListenerArns: []string{arn},
		})
		if err != nil {
			return nil, err
		}
		for _, listener := range listeners.Listeners {
			actions = append(actions, listener.DefaultActions...)
		}
		input = &elb.DescribeRulesInput{ListenerArn: aws.String(arn)}
	}
	for pages := elb.NewDescribeRulesPaginator(c.aws.LoadBalancers, input); pages.HasMorePages(); {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for _, rule := range page.Rules {
			actions = append(actions, rule.Actions...)
		}
	}
	return actions, nil
}

func forwards(actions []elbtypes.Action, targetGroup string) bool {
	for _, action := range actions {
		if aws.ToString(action.TargetGroupArn) == targetGroup {
			return true
		}
		if action.ForwardConfig == nil {
			continue
		}
		for _, to := range action.ForwardConfig.TargetGroups {
			if aws.ToString(to.TargetGroupArn) == targetGroup && (to.Weight == nil || *to.Weight > 0) {
				return true
			}
		}
	}
	return false
}
