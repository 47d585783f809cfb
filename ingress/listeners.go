package ingress

import (
	"slices"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/lb"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/check"
	"github.com/knwl-platform/infra/internal/child"
)

// sslPolicy accepts TLS 1.2 and 1.3 with forward secrecy, and post-quantum key exchange from clients
// that offer it (ELB.17).
const sslPolicy = "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09"

// createListeners names listeners by protocol. Adding a certificate then adds the listener on port
// 443 and turns the one on port 80 into a redirect.
func (b *builder) createListeners() (err error) {
	fallback := b.defaultTarget()
	role := "http"
	if b.https {
		role = "https"
	}
	b.production, err = b.createListener(role, b.port(), b.defaultAction(fallback), ignoreSwap(fallback, "defaultActions"))
	if err != nil {
		return err
	}
	b.productionARN = b.production.Arn
	if fallback != nil {
		b.routes[fallback.key] = route{production: []pulumi.Resource{b.production}}
		b.productionARN = b.checkedARN(b.production, fallback)
	}
	if !b.testListener {
		return nil
	}
	if fallback != nil && !fallback.BlueGreen {
		fallback = nil // it has no new version to test
	}
	b.test, err = b.createListener("test", b.TestListener.Port,
		b.defaultAction(fallback), ignoreSwap(fallback, "defaultActions"))
	if err != nil {
		return err
	}
	b.testARN = b.test.Arn
	if fallback != nil {
		b.routes[fallback.key] = route{production: []pulumi.Resource{b.production}, test: []pulumi.Resource{b.test}}
		b.testARN = b.checkedARN(b.test, fallback)
	}
	return nil
}

// checkedARN returns the ARN of a listener, or an error if it does not forward to its default
// target. That happens in blue/green, where Pulumi leaves the listener's actions as they are: they
// may still forward to the former default target, or redirect as with a certificate. The error
// stops the deployment before it deletes anything.
func (b *builder) checkedARN(listener *lb.Listener, t *target) pulumi.StringOutput {
	if !t.BlueGreen {
		return listener.Arn
	}
	pair := b.groups[t.key]
	all := pulumi.All(listener.Arn, listener.DefaultActions, pair.blue.Arn, pair.green.Arn)
	return all.ApplyT(func(known []any) (string, error) {
		other := func(group string) bool { return group != known[2] && group != known[3] }
		for _, action := range known[1].([]lb.ListenerDefaultAction) {
			if action.Type == "redirect" {
				return "", b.Errorf("CertificateARN (not set): cannot be removed while the default target is blue/green, " +
					"because only CodeDeploy changes its listeners, so port 80 would keep redirecting to port 443; " +
					"give a certificate")
			}
			if groups := forwardsTo(action); len(groups) == 0 || slices.ContainsFunc(groups, other) {
				return "", b.Errorf("%s.BlueGreen true: cannot become the default target of a listener that forwards elsewhere, "+
					"because only CodeDeploy changes a blue/green target's listeners; "+
					"give the target Paths, or create another ingress for it", check.At("Targets", t.key))
			}
		}
		return known[0].(string), nil
	}).(pulumi.StringOutput)
}

// forwardsTo returns the target groups that an action forwards to.
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

// createRedirect redirects port 80 to port 443. It runs last: port 80 serves requests until port 443
// is complete and the API has moved to it.
func (b *builder) createRedirect() error {
	if !b.redirect {
		return nil
	}
	needed := pulumi.DependsOn(append(b.redirectAfter, b.ready...))
	_, err := b.createListener("http", 80, lb.ListenerDefaultActionArray{lb.ListenerDefaultActionArgs{
		Type: pulumi.String("redirect"),
		Redirect: lb.ListenerDefaultActionRedirectArgs{
			Protocol:   pulumi.String("HTTPS"),
			Port:       pulumi.String("443"),
			StatusCode: pulumi.String("HTTP_301"),
		},
	}}, needed)
	return err
}

func (b *builder) createListener(
	role string, port int, actions lb.ListenerDefaultActionArray, opt pulumi.ResourceOption,
) (*lb.Listener, error) {
	name := b.Role(role)
	args := &lb.ListenerArgs{
		LoadBalancerArn: b.balancer.Arn,
		Port:            pulumi.Int(port),
		Protocol:        pulumi.String("HTTP"),
		DefaultActions:  actions,
		Tags:            child.Tags(b.Tags, name),
	}
	if b.https && port != 80 {
		args.Protocol = pulumi.String("HTTPS")
		args.CertificateArn = b.CertificateARN.ToStringOutput()
		args.SslPolicy = pulumi.String(sslPolicy)
	}
	// If the load balancer is replaced, the old listener must go first: AWS rejects a target group that
	// is still in use by another load balancer.
	first := pulumi.DeleteBeforeReplace(true)
	listener, err := child.New(b.Parent, lb.NewListener, name, args, b.Transform.Listener, opt, first)
	if err != nil {
		return nil, err
	}
	b.ready = append(b.ready, listener)
	return listener, nil
}

// ignoreSwap leaves a blue/green target's actions to CodeDeploy. If Pulumi turned them back to blue
// after a deployment, blue could have no tasks.
func ignoreSwap(t *target, actions string) pulumi.ResourceOption {
	if t == nil || !t.BlueGreen {
		return pulumi.Composite()
	}
	return pulumi.IgnoreChanges([]string{actions})
}

// defaultAction forwards to the default target, or without one answers like an API that finds
// nothing.
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
		pair := b.groups[t.key]
		return lb.ListenerDefaultActionArray{lb.ListenerDefaultActionArgs{
			Type: pulumi.String("forward"),
			Forward: lb.ListenerDefaultActionForwardArgs{TargetGroups: lb.ListenerDefaultActionForwardTargetGroupArray{
				lb.ListenerDefaultActionForwardTargetGroupArgs{Arn: pair.blue.Arn, Weight: pulumi.Int(blueWeight)},
				lb.ListenerDefaultActionForwardTargetGroupArgs{Arn: pair.green.Arn, Weight: pulumi.Int(greenWeight)},
			}},
		}}
	default:
		return lb.ListenerDefaultActionArray{lb.ListenerDefaultActionArgs{
			Type:           pulumi.String("forward"),
			TargetGroupArn: b.groups[t.key].blue.Arn,
		}}
	}
}
