package ingress

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/lb"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/child"
)

// createRules creates the target's rules on the production listener, and if the target is
// blue/green also on the test listener, if there is one.
func (b backend) createRules(t target, pair groups, production, test pulumi.StringInput) (r route, err error) {
	for _, rule := range t.rules() {
		made, err := b.createRule(rule.name, production, t, pair, rule)
		if err != nil {
			return r, err
		}
		r.production = append(r.production, made)
		if !t.BlueGreen || test == nil {
			continue
		}
		if made, err = b.createRule(greenRule(rule.name), test, t, pair, rule); err != nil {
			return r, err
		}
		r.test = append(r.test, made)
	}
	return r, nil
}

func (b backend) createRule(
	name string, listener pulumi.StringInput, t target, pair groups, r rule,
) (*lb.ListenerRule, error) {
	conditions := lb.ListenerRuleConditionArray{}
	if len(r.Paths) > 0 {
		conditions = append(conditions, lb.ListenerRuleConditionArgs{
			PathPattern: lb.ListenerRuleConditionPathPatternArgs{Values: pulumi.ToStringArray(r.Paths)},
		})
	}
	if len(r.Hosts) > 0 {
		conditions = append(conditions, lb.ListenerRuleConditionArgs{
			HostHeader: lb.ListenerRuleConditionHostHeaderArgs{Values: pulumi.ToStringArray(r.Hosts)},
		})
	}
	return child.New(b.Parent, lb.NewListenerRule, name, &lb.ListenerRuleArgs{
		ListenerArn: listener,
		Priority:    pulumi.Int(r.Priority),
		Conditions:  conditions,
		Actions:     lb.ListenerRuleActionArray{ruleAction(t, pair)},
		Tags:        child.Tags(b.tags, name),
	}, b.editRule, ignoreSwap(&t, "actions"))
}

func ruleAction(t target, pair groups) lb.ListenerRuleActionArgs {
	action := lb.ListenerRuleActionArgs{Type: pulumi.String("forward")}
	if !t.BlueGreen {
		action.TargetGroupArn = pair.blue.Arn
		return action
	}
	action.Forward = lb.ListenerRuleActionForwardArgs{TargetGroups: lb.ListenerRuleActionForwardTargetGroupArray{
		lb.ListenerRuleActionForwardTargetGroupArgs{Arn: pair.blue.Arn, Weight: pulumi.Int(blueWeight)},
		lb.ListenerRuleActionForwardTargetGroupArgs{Arn: pair.green.Arn, Weight: pulumi.Int(greenWeight)},
	}}
	return action
}
