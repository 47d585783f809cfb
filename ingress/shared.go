package ingress

import (
	"cmp"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/lb"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra"
	"github.com/knwl-platform/infra/internal/arn"
	"github.com/knwl-platform/infra/internal/check"
	"github.com/knwl-platform/infra/internal/child"
)

// TargetType is the type token of [SharedTarget]. It is part of every child's URN and never
// changes.
const TargetType = "knwl:ingress:Target"

// TargetArgs configures a [SharedTarget]. The load balancer's values usually come from its stack:
// that stack exports the outputs of [Ingress], and this one reads them with a
// pulumi.StackReference.
type TargetArgs struct {
	// VPCID is the load balancer's VPC. Required. Changing it replaces the target groups.
	VPCID pulumi.StringInput
	// ListenerARN is the production listener, such as Ingress.ListenerARN. Required. Changing it
	// replaces the rules, and a blue/green target starts at blue again: change it only while blue has
	// the traffic. It changes when the load balancer gets its first certificate: the target then gets
	// no requests from the new listener until this stack is updated.
	ListenerARN pulumi.StringInput
	// TestListenerARN is the listener that shows the new version before production traffic shifts to
	// it, such as Ingress.TestListenerARN. Default: nil, for none. Not allowed without
	// Target.BlueGreen.
	TestListenerARN pulumi.StringInput
	// SecurityGroupID is the load balancer's security group, such as Ingress.SecurityGroupID.
	// Required. ecsservice adds a rule to it.
	SecurityGroupID pulumi.StringInput
	// Target is the service. It must have Paths, Hosts or Routes: only the load balancer's own stack
	// has a default target.
	//
	// Priorities must be unique among all stacks that share the load balancer, and only AWS knows them
	// all: it rejects a second rule with the same priority while the stack is updated. Give each stack
	// a range of its own, such as 1000 to 1999.
	Target Target
	// Tags are put on every child. Default: none. At most 49 tags; keys must be unique ignoring case.
	// The key "Name" is reserved: each child's Name tag is its logical name, which Transform can
	// override.
	Tags map[string]string
	// Transform customizes children in ways that TargetArgs has no field for.
	Transform TargetTransform
}

// TargetTransform has an [infra.Edit] for each type of child of a [SharedTarget].
type TargetTransform struct {
	// TargetGroup edits each target group. If an edit replaces a target group, its requests fail
	// until tasks have registered with the new one.
	TargetGroup infra.Edit[lb.TargetGroupArgs]
	// ListenerRule edits each rule.
	ListenerRule infra.Edit[lb.ListenerRuleArgs]
}

// SharedTarget is a target on a load balancer of another stack, created by [NewTarget].
type SharedTarget struct {
	pulumi.ResourceState

	TargetGroup `pulumi:"targetGroup"`
}

func init() {
	check.Fields[TargetArgs](map[string]check.Field{
		"VPCID": {Kind: arn.VPC, Rule: "required", Fix: "give the id of the load balancer's VPC"},
		"ListenerARN": {
			Kind: arn.Listener, Rule: "required", Fix: "give the ListenerARN of the load balancer's ingress",
		},
		"TestListenerARN": {Kind: arn.Listener},
		"SecurityGroupID": {
			Kind: arn.SecurityGroup, Rule: "required", Fix: "give the SecurityGroupID of the load balancer's ingress",
		},
	})
}

// resolveTarget returns the arguments with all values checked, and their target.
func resolveTarget(name string, a TargetArgs) (TargetArgs, target, error) {
	wrong := check.In("ingress", name)
	a = check.Args(wrong, a)
	wrong.ResourceTags("Tags", a.Tags)
	checkName(name, "its target group", wrong)
	t := target{
		at: "Target", blue: name, green: name + "-green", rule: name,
		Target: a.Target.withDefaults(),
	}
	if t.BlueGreen && len(t.green) > longestName && !wrong.Has("name") {
		wrong.Add("name", t.green, "has %d characters with the suffix of the second target group, but must have at most %d, "+
			"to leave room for Pulumi's suffix; shorten it", len(t.green), longestName)
	}
	if t.isDefault() {
		wrong.Add("Target.Paths", t.Paths, "is required, or Hosts or Routes, because only the load balancer's own stack "+
			"has a default target; give a path pattern such as /orders/*")
	}
	if a.TestListenerARN != nil && !t.BlueGreen && !wrong.Has("TestListenerARN") {
		wrong.Add("TestListenerARN", check.NotShown, "is only used with a blue/green target; "+
			"set Target.BlueGreen, or remove TestListenerARN")
	}
	checkTargets([]target{t}, wrong)
	return a, t, wrong.Err()
}

// NewTarget creates a target group, in blue/green two, and rules on the listeners of a load
// balancer that belongs to another stack. Use it for services that share a load balancer but not a
// stack. name is the logical name of the target group and of the rule for Paths and Hosts: at most
// 24 letters, digits and single hyphens between them, or 18 in blue/green. It must not start with
// "sg-", and no part of it after a hyphen may be "tg" or "green". Rules of Routes are called
// name--key.
//
// NewTarget checks args before it registers anything, and reports all mistakes in one error. Values
// that other resources compute are checked when they are known. Cost: none; an Application Load
// Balancer has at most 100 rules by default.
func NewTarget(
	ctx *pulumi.Context, name string, args *TargetArgs, opts ...pulumi.ResourceOption,
) (*SharedTarget, error) {
	a, t, err := resolveTarget(name, *cmp.Or(args, &TargetArgs{}))
	if err != nil {
		return nil, err
	}
	out := &SharedTarget{}
	parent, err := child.Component(ctx, TargetType, name, out, opts...)
	if err != nil {
		return nil, err
	}
	b := backend{
		Parent: parent, vpcID: a.VPCID, securityGroupID: a.SecurityGroupID.ToStringOutput(), tags: a.Tags,
		editGroup: a.Transform.TargetGroup, editRule: a.Transform.ListenerRule,
	}
	var pair groups
	var rules route
	if err := parent.Build(
		func() { out.TargetGroup = b.outputs(t, pair, rules, a.ListenerARN, a.TestListenerARN) },
		func() (err error) { pair, err = b.createTargetGroups(t); return err },
		func() (err error) {
			rules, err = b.createRules(t, pair, a.ListenerARN, a.TestListenerARN)
			return err
		},
	); err != nil {
		return nil, err
	}
	return out, nil
}
