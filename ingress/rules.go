package ingress

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/lb"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/child"
)

// createRules creates a rule on the production listener for each target with Paths or Hosts, and one
// on the test listener if the target is blue/green.
func (b *builder) createRules() error {
	for i := range b.targets {
		t := &b.targets[i]
		if t.isDefault() {
			continue
		}
		name := b.Role(t.key)
		rule, err := b.createRule(name, b.production, t)
		if err != nil {
			return err
		}
		forwards := route{production: rule}
		if t.BlueGreen {
			if forwards.test, err = b.createRule(name+"-green", b.test, t); err != nil {
				return err
			}
		}
		b.routes[t.key] = forwards
	}
	return nil
}

func (b *builder) createRule(name string, listener *lb.Listener, t *target) (*lb.ListenerRule, error) {
	conditions := lb.ListenerRuleConditionArray{}
	if len(t.Paths) > 0 {
		conditions = append(conditions, lb.ListenerRuleConditionArgs{
			PathPattern: lb.ListenerRuleConditionPathPatternArgs{Values: pulumi.ToStringArray(t.Paths)},
		})
	}
	if len(t.Hosts) > 0 {
		conditions = append(conditions, lb.ListenerRuleConditionArgs{
			HostHeader: lb.ListenerRuleConditionHostHeaderArgs{Values: pulumi.ToStringArray(t.Hosts)},
		})
	}
	rule, err := child.New(b.Parent, lb.NewListenerRule, name, &lb.ListenerRuleArgs{
		ListenerArn: listener.Arn,
		Priority:    pulumi.Int(t.Priority),
		Conditions:  conditions,
		Actions:     b.ruleAction(t),
		Tags:        child.Tags(b.Tags, name),
	}, b.Transform.ListenerRule, ignoreSwap(t, "actions"))
	if err != nil {
		return nil, err
	}
	b.ready = append(b.ready, rule)
	return rule, nil
}

func (b *builder) ruleAction(t *target) lb.ListenerRuleActionArray {
	pair := b.groups[t.key]
	if !t.BlueGreen {
		return lb.ListenerRuleActionArray{lb.ListenerRuleActionArgs{
			Type:           pulumi.String("forward"),
			TargetGroupArn: pair.blue.Arn,
		}}
	}
	return lb.ListenerRuleActionArray{lb.ListenerRuleActionArgs{
		Type: pulumi.String("forward"),
		Forward: lb.ListenerRuleActionForwardArgs{TargetGroups: lb.ListenerRuleActionForwardTargetGroupArray{
			lb.ListenerRuleActionForwardTargetGroupArgs{Arn: pair.blue.Arn, Weight: pulumi.Int(blueWeight)},
			lb.ListenerRuleActionForwardTargetGroupArgs{Arn: pair.green.Arn, Weight: pulumi.Int(greenWeight)},
		}},
	}}
}
