package ecsservice

import (
	"fmt"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra"
	"github.com/knwl-platform/infra/internal/check/checktest"
)

func TestResolveRefusesServices(t *testing.T) {
	checktest.Table[Args]{
		"a load balancer as target": {
			Args: valid(func(a *Args) {
				a.LoadBalancer = &infra.LoadBalancer{TargetGroupARN: balancerARN, SecurityGroupID: pulumi.String("sg-1")}
			}),
			Want: `LoadBalancer.TargetGroupARN "` + string(balancerARN) + `": must be a target group ARN`,
		},
		"a load balancer's group": {
			Args: valid(func(a *Args) { a.LoadBalancer = &infra.LoadBalancer{TargetGroupARN: targetARN} }),
			Want: `LoadBalancer.SecurityGroupID (not set): is required`,
		},
		"a further load balancer of nothing": {
			Args: valid(behindLoadBalancer, further("internal", nil)),
			Want: `FurtherLoadBalancers["internal"] (not set): is required; give at most four`,
		},
		"a further load balancer whose target does not exist": {
			Args: valid(behindLoadBalancer, further("internal", &infra.LoadBalancer{})),
			Want: `FurtherLoadBalancers["internal"] (not set): has no field set, as when ForService of ingress is called`,
		},
		"a further load balancer without a first": {
			Args: valid(further("internal", internal)),
			Want: `FurtherLoadBalancers (not shown): is only used with LoadBalancer`,
		},
		"a further load balancer in blue/green": {
			Args: valid(behindLoadBalancer, further("internal", internal), func(a *Args) { a.Deployment = BlueGreen }),
			Want: `FurtherLoadBalancers (not shown): is for rolling deployments`,
		},
		"a further load balancer's key": {
			Args: valid(behindLoadBalancer, further("in_side", internal)),
			Want: `FurtherLoadBalancers["in_side"] "in_side": must have a key of letters, digits and single hyphens`,
		},
		"five further load balancers": {
			Args: valid(behindLoadBalancer, func(a *Args) {
				a.FurtherLoadBalancers = map[string]*infra.LoadBalancer{
					"a": internal, "b": internal, "c": internal, "d": internal, "e": internal,
				}
			}),
			Want: `must have at most 4`,
		},
		"a target without port": {
			Args: valid(func(a *Args) {
				a.Container.Port = 0
				behindLoadBalancer(a)
			}),
			Want: `Container.Port 0: is required with LoadBalancer`,
		},
		"a grace period alone": {
			Args: valid(func(a *Args) { a.HealthCheckGraceSeconds = new(0) }),
			Want: `HealthCheckGraceSeconds 0: is only used with LoadBalancer; set LoadBalancer`,
		},
		"a grace period too long": {
			Args: valid(behindLoadBalancer, func(a *Args) { a.HealthCheckGraceSeconds = new(3601) }),
			Want: `HealthCheckGraceSeconds 3601: must be at most 3600`,
		},
		"a negative grace period": {
			Args: valid(behindLoadBalancer, func(a *Args) { a.HealthCheckGraceSeconds = new(-1) }),
			Want: `HealthCheckGraceSeconds -1: must be at least 0`,
		},
		"blue/green alone": {
			Args: valid(func(a *Args) { a.Deployment = BlueGreen }),
			Want: `Deployment "blue-green": requires LoadBalancer`,
		},
		"blue/green by CI": {
			Args: valid(behindLoadBalancer, func(a *Args) { a.Deployment, a.IgnoreTaskDefinition = BlueGreen, true }),
			Want: `IgnoreTaskDefinition true: is for rolling deployments`,
		},
		"a count with two owners": {
			Args: valid(func(a *Args) { a.IgnoreDesiredCount, a.Scaling = true, &Scaling{Max: 2, CPUPercent: 60} }),
			Want: `IgnoreDesiredCount true: must not be set with Scaling`,
		},
		"blue/green alarms": {
			Args: valid(func(a *Args) {
				a.Deployment, a.RollbackAlarms = BlueGreen, pulumi.ToStringArray([]string{"errors"})
				behindLoadBalancer(a)
			}),
			Want: `RollbackAlarms (not shown): is for rolling deployments`,
		},
		"too many alarms": {
			Args: valid(func(a *Args) { a.RollbackAlarms = pulumi.ToStringArray(number(11)) }),
			Want: `RollbackAlarms 11: must be at most 10 alarms`,
		},
		"an alarm twice": {
			Args: valid(func(a *Args) { a.RollbackAlarms = pulumi.ToStringArray([]string{"a", "a"}) }),
			Want: `RollbackAlarms[1] "a": is listed twice`,
		},
		"no way out": {
			Args: valid(func(a *Args) { a.Network.NoEgress = true }),
			Want: `Network.NoEgress true: must be false, because tasks must reach their images, logs and secrets; ` +
				`set network.Args.Egress, give Endpoints, or use network.VPC.Public with PublicIP`,
		},
		"half of the endpoints": {
			Args: valid(func(a *Args) { a.Network.Endpoints = &infra.Endpoints{SecurityGroupID: pulumi.String("sg-1")} }),
			Want: `Network.Endpoints.S3PrefixListID (not set): is required`,
		},
		"more than all on Spot": {
			Args: valid(func(a *Args) { a.SpotPercent = new(101) }),
			Want: `SpotPercent 101: must be at most 100`,
		},
		"a shell in a read-only container": {
			Args: valid(func(a *Args) { a.Exec = true }),
			Want: `Container.WritableRoot false: must be true with Exec`,
		},
		"a record of no shell": {
			Args: valid(func(a *Args) {
				a.ExecLogGroupARN = pulumi.String("arn:aws:logs:us-east-1:123456789012:log-group:exec")
			}),
			Want: `ExecLogGroupARN (not shown): is only used with Exec`,
		},
		"a log group by name": {
			Args: valid(func(a *Args) {
				a.Exec, a.Container.WritableRoot, a.ExecLogGroupARN = true, true, pulumi.String("exec")
			}),
			Want: `ExecLogGroupARN "exec": must be a log group ARN, such as arn:aws:logs:`,
		},
		"on demand without Spot": {
			Args: valid(func(a *Args) { a.OnDemandBase = 1 }),
			Want: `OnDemandBase 1: is only used with SpotPercent`,
		},
	}.Run(t, func(a Args) error { _, err := resolve("api", a); return err })
}

func number(of int) (list []string) {
	for i := range of {
		list = append(list, fmt.Sprint("alarm-", i))
	}
	return list
}

func TestCircuitBreakerActsBeforeTheTimeout(t *testing.T) {
	c, err := resolve("api", valid(behindLoadBalancer, func(a *Args) {
		a.Container.StopSeconds = 120
		a.HealthCheckGraceSeconds = new(300)
	}))
	if err != nil {
		t.Fatal(err)
	}
	got := c.timeouts()
	if got.Create != "47m0s" || got.Update != "47m0s" || got.Delete != "27m0s" {
		t.Errorf("timeouts are %+v, want four starts of 10 minutes and one stop of 7, and 20 and 7 to delete", got)
	}
}
