package ingress

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/check/checktest"
)

// withShared returns valid arguments of a shared target after a change.
func withShared(change func(*TargetArgs)) TargetArgs {
	a := TargetArgs{
		VPCID:           pulumi.String("vpc-1"),
		ListenerARN:     pulumi.String("arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/main/1/2"),
		SecurityGroupID: pulumi.String("sg-1"),
		Target:          Target{HealthPath: "/healthz", Paths: []string{"/orders/*"}, Priority: 1000},
	}
	change(&a)
	return a
}

func TestResolveRefusesSharedTargets(t *testing.T) {
	checktest.Table[TargetArgs]{
		"no VPC": {
			Args: withShared(func(a *TargetArgs) { a.VPCID = nil }),
			Want: `ingress "orders": VPCID (not set): is required; give the id of the load balancer's VPC`,
		},
		"no listener": {
			Args: withShared(func(a *TargetArgs) { a.ListenerARN = nil }),
			Want: `ListenerARN (not set): is required; give the ListenerARN of the load balancer's ingress`,
		},
		"no security group": {
			Args: withShared(func(a *TargetArgs) { a.SecurityGroupID = nil }),
			Want: `SecurityGroupID (not set): is required; give the SecurityGroupID of the load balancer's ingress`,
		},
		"a certificate as listener": {
			Args: withShared(func(a *TargetArgs) { a.ListenerARN = certificate }),
			Want: `must be a load balancer listener ARN`,
		},
		"the default target": {
			Args: withShared(func(a *TargetArgs) { a.Target.Paths, a.Target.Priority = nil, 0 }),
			Want: `Target.Paths (empty): is required, or Hosts or Routes`,
		},
		"no priority": {
			Args: withShared(func(a *TargetArgs) { a.Target.Priority = 0 }),
			Want: `Target.Priority 0: is required with Paths or Hosts`,
		},
		"a relative health path": {
			Args: withShared(func(a *TargetArgs) { a.Target.HealthPath = "healthz" }),
			Want: `Target.HealthPath "healthz": must start with "/"`,
		},
		"a test listener for a rolling target": {
			Args: withShared(func(a *TargetArgs) { a.TestListenerARN = a.ListenerARN }),
			Want: `TestListenerARN (not shown): is only used with a blue/green target`,
		},
		"a route's key": {
			Args: withShared(func(a *TargetArgs) {
				a.Target.Routes = map[string]Route{"x_y": {Paths: []string{"/x"}, Priority: 1001}}
			}),
			Want: `Target.Routes["x_y"] "x_y": must have a key of letters, digits and single hyphens`,
		},
	}.Run(t, func(a TargetArgs) error { _, _, err := resolveTarget("orders", a); return err })
}

func TestResolveRefusesNamesOfSharedTargets(t *testing.T) {
	for name, c := range map[string]struct {
		blueGreen bool
		want      string
	}{
		"orders-green": {false, `name "orders-green": must not contain the part "green"`},
		"a-name-of-25-characters-x": {false, `has 25 characters, but must have at most 24, because the name of its ` +
			`target group`},
		"nineteen-characters": {true, `name "nineteen-characters-green": has 25 characters with the suffix of the ` +
			`second target group, but must have at most 24`},
	} {
		_, _, err := resolveTarget(name, withShared(func(a *TargetArgs) { a.Target.BlueGreen = c.blueGreen }))
		checktest.Contains(t, err, c.want)
	}
	for name, blueGreen := range map[string]bool{"eighteen-character": true, "a-name-of-24-characters": false} {
		args := withShared(func(a *TargetArgs) { a.Target.BlueGreen = blueGreen })
		if _, _, err := resolveTarget(name, args); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
