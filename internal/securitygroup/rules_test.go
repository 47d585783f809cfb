package securitygroup_test

import (
	"slices"
	"testing"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/vpc"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/child"
	"github.com/knwl-platform/infra/internal/graphtest"
	"github.com/knwl-platform/infra/internal/securitygroup"
)

// run creates rules in the component "store".
func run(t *testing.T, create func(child.Parent) error) *graphtest.Graph {
	t.Helper()
	return graphtest.Run(t, func(ctx *pulumi.Context) error {
		parent, err := child.Component(ctx, "test:index:Store", "store", &struct{ pulumi.ResourceState }{})
		if err != nil {
			return err
		}
		return create(parent)
	})
}

func want(t *testing.T, rule *graphtest.Node, inputs map[string]any) {
	t.Helper()
	for property, want := range inputs {
		if got := rule.Get(property); got != want {
			t.Errorf("%s: %s is %v, want %v", rule.Name, property, got, want)
		}
	}
}

func TestRuleAdmitsItsPortsFromItsSourceOnly(t *testing.T) {
	rule := securitygroup.Rule{
		Name: "store--web", Description: "Web",
		Ports: securitygroup.Ports{From: 80, To: 90},
		Tags:  map[string]string{"team": "search"},
	}
	g := run(t, func(p child.Parent) error {
		group, block := pulumi.String("sg-1"), pulumi.String("10.0.0.0/8")
		in := &vpc.SecurityGroupIngressRuleArgs{SecurityGroupId: group, CidrIpv4: block}
		if _, err := rule.Ingress(p, in, nil); err != nil {
			return err
		}
		_, err := rule.Egress(p, &vpc.SecurityGroupEgressRuleArgs{SecurityGroupId: group, CidrIpv4: block}, nil)
		return err
	})
	for _, direction := range []string{"SecurityGroupIngressRule", "SecurityGroupEgressRule"} {
		want(t, g.Only(direction), map[string]any{
			"securityGroupId": "sg-1", "cidrIpv4": "10.0.0.0/8", "ipProtocol": "tcp", "fromPort": 80.0, "toPort": 90.0,
			"description": "Web", "tags.Name": "store--web", "tags.team": "search",
		})
	}
}

func connection() securitygroup.Connection {
	return securitygroup.Connection{
		Rule: securitygroup.Rule{Name: "store--db", Description: "To the database", Ports: securitygroup.Port(5432)},
		From: pulumi.String("sg-from"), To: pulumi.String("sg-to"),
	}
}

func TestConnectionIsOpenAtBothEndsAndWaitsForBoth(t *testing.T) {
	g := run(t, func(p child.Parent) error {
		rules, err := connection().Allow(p)
		if err != nil {
			return err
		}
		client := child.After(pulumi.String("x"), rules...)
		return graphtest.Consume(p.Context, map[string]pulumi.StringOutput{"client": client})
	})
	out := g.Named("SecurityGroupEgressRule", "store--db-5432-out")
	want(t, out, map[string]any{
		"securityGroupId": "sg-from", "referencedSecurityGroupId": "sg-to", "fromPort": 5432.0, "toPort": 5432.0,
	})
	in := g.Named("SecurityGroupIngressRule", "store--db-5432-in")
	want(t, in, map[string]any{
		"securityGroupId": "sg-to", "referencedSecurityGroupId": "sg-from", "fromPort": 5432.0, "toPort": 5432.0,
	})
	if client := g.Named("Topic", "client"); !client.WaitsFor(out) || !client.WaitsFor(in) {
		t.Error("the client does not wait for both rules")
	}
}

func TestConnectionOnAnyPortIsNamedAny(t *testing.T) {
	c := connection()
	c.Ports = securitygroup.AnyPort
	g := run(t, func(p child.Parent) error { _, err := c.Allow(p); return err })
	want(t, g.Named("SecurityGroupIngressRule", "store--db-any-in"), map[string]any{"fromPort": 1.0, "toPort": 65535.0})
	want(t, g.Named("SecurityGroupEgressRule", "store--db-any-out"), map[string]any{"fromPort": 1.0, "toPort": 65535.0})
}

// A change in place would cut off clients of the old connection.
func TestChangedRuleIsReplacedAndDeletedLast(t *testing.T) {
	g := run(t, func(p child.Parent) error { _, err := connection().Allow(p); return err })
	properties := []string{"cidrIpv4", "fromPort", "ipProtocol", "prefixListId", "referencedSecurityGroupId", "toPort"}
	for _, rule := range []*graphtest.Node{g.Only("SecurityGroupEgressRule"), g.Only("SecurityGroupIngressRule")} {
		got := slices.Sorted(slices.Values(rule.ReplacesOn()))
		if !slices.Equal(got, properties) || rule.DeletesBeforeReplace() {
			t.Errorf("%s is replaced on %q, deleted first: %v", rule.Name, got, rule.DeletesBeforeReplace())
		}
	}
}

func TestEitherEndOfAConnectionHasItsEdit(t *testing.T) {
	c := connection()
	c.EditEgress = func(name string, args *vpc.SecurityGroupEgressRuleArgs, _ *[]pulumi.ResourceOption) {
		args.Description = pulumi.String("edited " + name)
	}
	c.EditIngress = func(name string, args *vpc.SecurityGroupIngressRuleArgs, _ *[]pulumi.ResourceOption) {
		args.Description = pulumi.String("edited " + name)
	}
	g := run(t, func(p child.Parent) error { _, err := c.Allow(p); return err })
	want(t, g.Only("SecurityGroupEgressRule"), map[string]any{"description": "edited store--db-5432-out"})
	want(t, g.Only("SecurityGroupIngressRule"), map[string]any{"description": "edited store--db-5432-in"})
}
