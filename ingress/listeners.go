package ingress

import (
	"fmt"
	"slices"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/lb"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/child"
)

// sslPolicy takes TLS 1.2 and 1.3 with forward secrecy, and post-quantum key exchange from clients that offer it (ELB.17).
const sslPolicy = "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09"

// createListeners keys listeners by protocol, so that a certificate that comes later adds the one
// on port 443 and turns the one on port 80 into a redirect.
func (b *builder) createListeners() (err error) {
	fallback := b.fallback()
	role, port := "http", 80
	if b.https {
		role, port = "https", 443
	}
	if b.production, err = b.createListener(role, port, b.defaultAction(fallback), swapped(fallback, "defaultActions")); err != nil {
		return err
	}
	b.productionARN = b.production.Arn
	if fallback != nil {
		b.routes[fallback.key] = route{production: b.production}
		b.productionARN = b.leadsTo(b.production, fallback)
	}
	if !b.blueGreen {
		return nil
	}
	if fallback != nil && !fallback.BlueGreen {
		fallback = nil // what has no green has nothing to test
	}
	if b.testing, err = b.createListener("test", b.test.Port, b.defaultAction(fallback), swapped(fallback, "defaultActions")); err != nil {
		return err
	}
	b.testingARN = b.testing.Arn
	if fallback != nil {
		b.routes[fallback.key] = route{production: b.production, test: b.testing}
		b.testingARN = b.leadsTo(b.testing, fallback)
	}
	return nil
}

// leadsTo is the ARN of a listener whose default is the target. The engine leaves the actions of a
// blue/green listener to CodeDeploy. If they lead elsewhere, from the time before the target was
// the default, or redirect, from the time when there was a certificate, nobody would get through:
// the deployment then fails before anything is taken away.
func (b *builder) leadsTo(listener *lb.Listener, t *target) pulumi.StringOutput {
	if !t.BlueGreen {
		return listener.Arn
	}
	pair := b.groups[t.key]
	return pulumi.All(listener.Arn, listener.DefaultActions, pair.blue.Arn, pair.green.Arn).ApplyT(func(known []any) (string, error) {
		for _, action := range known[1].([]lb.ListenerDefaultAction) {
			if action.Type == "redirect" {
				return "", fmt.Errorf("ingress %q: CertificateARN (not set): is required once it has been given: port 80 redirects to "+
					"port 443, and CodeDeploy alone changes a blue/green listener; give a certificate", b.name)
			}
			if to := forwardsTo(action); len(to) > 0 && !slices.ContainsFunc(to, func(arn string) bool { return arn != known[2] && arn != known[3] }) {
				continue
			}
			return "", fmt.Errorf("ingress %q: %s true: cannot take over the default of a listener that leads elsewhere, because CodeDeploy alone "+
				"changes a blue/green listener; give the target Paths, or make another ingress for it", b.name, at(t.key, ".BlueGreen"))
		}
		return known[0].(string), nil
	}).(pulumi.StringOutput)
}

// forwardsTo lists the target groups that an action leads to.
func forwardsTo(action lb.ListenerDefaultAction) (groups []string) {
	if action.Forward != nil {
		for _, group := range action.Forward.TargetGroups {
			groups = append(groups, group.Arn)
		}
	}
	if action.TargetGroupArn != nil && *action.TargetGroupArn != "" {
		groups = append(groups, *action.TargetGroupArn)
	}
	return groups
}

// createRedirect sends clients of port 80 to port 443. It comes last: until everything on port 443
// is there and the API has moved, port 80 goes on serving.
func (b *builder) createRedirect() error {
	if !b.redirect {
		return nil
	}
	_, err := b.createListener("http", 80, redirect(), []pulumi.ResourceOption{pulumi.DependsOn(append(b.redirectAfter, b.ready...))})
	return err
}

// fallback is the target that takes what no rule matches; nil if there is none.
func (b *builder) fallback() *target {
	for i := range b.targets {
		if b.targets[i].isDefault() {
			return &b.targets[i]
		}
	}
	return nil
}

func (b *builder) createListener(role string, port int, actions lb.ListenerDefaultActionArray, opts []pulumi.ResourceOption) (*lb.Listener, error) {
	name := child.Name(b.name, role)
	args := &lb.ListenerArgs{
		LoadBalancerArn: b.balancer.Arn,
		Port:            pulumi.Int(port),
		Protocol:        pulumi.String("HTTP"),
		DefaultActions:  actions,
		Tags:            child.Tags(b.tags, name),
	}
	if b.https && port != 80 {
		args.Protocol = pulumi.String("HTTPS")
		args.CertificateArn = b.in.CertificateARN.ToStringOutput()
		args.SslPolicy = pulumi.String(sslPolicy)
	}
	// A target group belongs to one load balancer at a time: if that is replaced, the old listener must let go before the new one can take hold.
	opts = append(opts, pulumi.DeleteBeforeReplace(true))
	listener, err := child.New(b.Parent, lb.NewListener, name, args, b.edit.Listener, opts...)
	b.ready = append(b.ready, listener)
	return listener, err
}

// swapped keeps a listener or rule from being turned back after CodeDeploy has turned it: blue may be empty by then.
func swapped(t *target, actions string) []pulumi.ResourceOption {
	if t == nil || !t.BlueGreen {
		return nil
	}
	return []pulumi.ResourceOption{pulumi.IgnoreChanges([]string{actions})}
}

// defaultAction answers what no target takes in the form of an API's errors.
func (b *builder) defaultAction(t *target) lb.ListenerDefaultActionArray {
	switch {
	case t == nil:
		return lb.ListenerDefaultActionArray{lb.ListenerDefaultActionArgs{
			Type: pulumi.String("fixed-response"),
			FixedResponse: lb.ListenerDefaultActionFixedResponseArgs{
				ContentType: pulumi.String("application/json"),
				StatusCode:  pulumi.String("404"),
				MessageBody: pulumi.String(`{"detail":"Not Found"}`),
			},
		}}
	case t.BlueGreen:
		return lb.ListenerDefaultActionArray{lb.ListenerDefaultActionArgs{
			Type: pulumi.String("forward"),
			Forward: lb.ListenerDefaultActionForwardArgs{TargetGroups: lb.ListenerDefaultActionForwardTargetGroupArray{
				lb.ListenerDefaultActionForwardTargetGroupArgs{Arn: b.groups[t.key].blue.Arn, Weight: pulumi.Int(toBlue)},
				lb.ListenerDefaultActionForwardTargetGroupArgs{Arn: b.groups[t.key].green.Arn, Weight: pulumi.Int(toGreen)},
			}},
		}}
	default:
		return lb.ListenerDefaultActionArray{lb.ListenerDefaultActionArgs{
			Type:           pulumi.String("forward"),
			TargetGroupArn: b.groups[t.key].blue.Arn,
		}}
	}
}

func redirect() lb.ListenerDefaultActionArray {
	return lb.ListenerDefaultActionArray{lb.ListenerDefaultActionArgs{
		Type: pulumi.String("redirect"),
		Redirect: lb.ListenerDefaultActionRedirectArgs{
			Protocol:   pulumi.String("HTTPS"),
			Port:       pulumi.String("443"),
			StatusCode: pulumi.String("HTTP_301"),
		},
	}}
}

// createRules leads to the targets with Paths or Hosts, and on the test listener to the blue/green ones of them.
func (b *builder) createRules() error {
	for i := range b.targets {
		t := &b.targets[i]
		if t.isDefault() {
			continue
		}
		name := child.Name(b.name, t.key)
		rule, err := b.createRule(name, b.production, t)
		if err != nil {
			return err
		}
		to := route{production: rule}
		if t.BlueGreen {
			if to.test, err = b.createRule(name+"-green", b.testing, t); err != nil {
				return err
			}
		}
		b.routes[t.key] = to
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
		Tags:        child.Tags(b.tags, name),
	}, b.edit.ListenerRule, swapped(t, "actions")...)
	b.ready = append(b.ready, rule)
	return rule, err
}

func (b *builder) ruleAction(t *target) lb.ListenerRuleActionArray {
	pair := b.groups[t.key]
	if !t.BlueGreen {
		return lb.ListenerRuleActionArray{lb.ListenerRuleActionArgs{Type: pulumi.String("forward"), TargetGroupArn: pair.blue.Arn}}
	}
	return lb.ListenerRuleActionArray{lb.ListenerRuleActionArgs{
		Type: pulumi.String("forward"),
		Forward: lb.ListenerRuleActionForwardArgs{TargetGroups: lb.ListenerRuleActionForwardTargetGroupArray{
			lb.ListenerRuleActionForwardTargetGroupArgs{Arn: pair.blue.Arn, Weight: pulumi.Int(toBlue)},
			lb.ListenerRuleActionForwardTargetGroupArgs{Arn: pair.green.Arn, Weight: pulumi.Int(toGreen)},
		}},
	}}
}
