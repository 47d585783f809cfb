package ecsservice

import (
	"fmt"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra"
	"github.com/knwl-platform/infra/internal/check/checktest"
)

func TestResolveRefusesServices(t *testing.T) {
	scaling := func(s Scaling) Args { return valid(func(a *Args) { a.Scaling = &s }) }
	to := func(c map[string]infra.Connection) func(*Args) { return func(a *Args) { a.Connections = c } }
	connected := func(serve map[string]Endpoint) func(*Args) {
		return func(a *Args) {
			a.ServiceConnect = &ServiceConnect{
				NamespaceARN: pulumi.String("arn:aws:servicediscovery:us-east-1:123456789012:namespace/ns-1"), Serve: serve,
			}
		}
	}
	scheduled := func(s Schedule) Args {
		return scaling(Scaling{Max: 2, Schedules: map[string]Schedule{"night": s}})
	}

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
		"a connection's port": {
			Args: valid(func(a *Args) {
				a.Connections = map[string]infra.Connection{"db": {SecurityGroupID: pulumi.String("sg-1")}}
			}),
			Want: `Connections["db"].Port 0: is required`,
		},
		"a connection's name": {
			Args: valid(func(a *Args) {
				a.Connections = map[string]infra.Connection{"it's": {SecurityGroupID: pulumi.String("sg-1"), Port: 1}}
			}),
			Want: `Connections["it's"] "it's": must have a key of letters, digits and single hyphens`,
		},
		"a connection to nothing": {
			Args: valid(to(map[string]infra.Connection{"db": {Port: 1}})),
			Want: `Connections["db"].SecurityGroupID (not set): is required unless CIDR, PrefixListID or Self is set`,
		},
		"a connection to two things": {
			Args: valid(to(map[string]infra.Connection{"db": {SecurityGroupID: pulumi.String("sg-1"), Self: true, Port: 1}})),
			Want: `Connections["db"] 2: has several destinations; set one of SecurityGroupID, CIDR`,
		},
		"a connection to a host": {
			Args: valid(to(map[string]infra.Connection{"db": {CIDR: "10.0.0.1", Port: 1}})),
			Want: `Connections["db"].CIDR "10.0.0.1": must be an IPv4 CIDR block without host bits`,
		},
		"a connection twice": {
			Args: valid(to(map[string]infra.Connection{
				"a": {CIDR: "10.0.0.0/16", Port: 1}, "b": {CIDR: "10.0.0.0/16", Port: 1}, "c": {CIDR: "10.0.0.0/16", Port: 2},
			})),
			Want: `Connections["b"].Port 1: is already allowed to this destination by Connections["a"]`,
		},
		"itself twice": {
			Args: valid(to(map[string]infra.Connection{"a": {Self: true, Port: 1}, "b": {Self: true, Port: 1}})),
			Want: `Connections["b"].Port 1: is already allowed to this destination by Connections["a"]`,
		},
		"HTTPS twice": {
			Args: valid(to(map[string]infra.Connection{"web": {CIDR: "0.0.0.0/0", Port: 443}})),
			Want: `Connections["web"].Port 443: is already allowed to this destination by the rule for images`,
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
		"scaling without limit": {Args: scaling(Scaling{CPUPercent: 60}), Want: `Scaling.Max 0: is required`},
		"scaling upside down": {
			Args: scaling(Scaling{Min: new(3), Max: 2, CPUPercent: 60}),
			Want: `Scaling.Max 2: must be at least Scaling.Min, 3`,
		},
		"scaling by nothing": {
			Args: scaling(Scaling{Max: 2}),
			Want: `Scaling.CPUPercent 0: is required unless another target, Queue or Schedules is set`,
		},
		"scaling by too much": {
			Args: scaling(Scaling{Max: 2, CPUPercent: 101}),
			Want: `Scaling.CPUPercent 101: must be at most 100`,
		},
		"more than all on Spot": {
			Args: valid(func(a *Args) { a.SpotPercent = new(101) }),
			Want: `SpotPercent 101: must be at most 100`,
		},
		"connected in blue/green": {
			Args: valid(behindLoadBalancer, connected(nil), func(a *Args) { a.Deployment = BlueGreen }),
			Want: `Deployment "blue-green": does not support ServiceConnect in ECS`,
		},
		"connected to no namespace": {
			Args: valid(func(a *Args) { a.ServiceConnect = &ServiceConnect{} }),
			Want: `ServiceConnect.NamespaceARN (not set): is required`,
		},
		"an offer of nothing": {
			Args: valid(connected(map[string]Endpoint{"orders": {}}), func(a *Args) { a.Container.Port = 0 }),
			Want: `ServiceConnect.Serve["orders"].Port 0: is the port of no container`,
		},
		"an offer of no container": {
			Args: valid(connected(map[string]Endpoint{"orders": {Port: 9000}})),
			Want: `ServiceConnect.Serve["orders"].Port 9000: is the port of no container`,
		},
		"an offer under two names": {
			Args: valid(connected(map[string]Endpoint{"a": {}, "b": {Port: 8000}})),
			Want: `ServiceConnect.Serve["b"].Port 8000: is also that of ServiceConnect.Serve["a"]`,
		},
		"an offer that is no host": {
			Args: valid(connected(map[string]Endpoint{"Orders": {}})),
			Want: `ServiceConnect.Serve["Orders"] "Orders": must have a host name as its key`,
		},
		"an unknown protocol": {
			Args: valid(connected(map[string]Endpoint{"orders": {Protocol: "https"}})),
			Want: `ServiceConnect.Serve["orders"].Protocol "https": must be one of tcp, http, http2, grpc`,
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
		"requests without load balancer": {
			Args: scaling(Scaling{Max: 2, RequestsPerTarget: 600}),
			Want: `Scaling.RequestsPerTarget 600: requires LoadBalancer, which counts the requests`,
		},
		"requests without label": {
			Args: valid(behindLoadBalancer, func(a *Args) { a.Scaling = &Scaling{Max: 2, RequestsPerTarget: 600} }),
			Want: `Scaling.RequestsPerTarget 600: requires LoadBalancer.RequestLabel`,
		},
		"requests in blue/green": {
			Args: valid(behindLoadBalancer, func(a *Args) {
				a.Deployment, a.Scaling = BlueGreen, &Scaling{Max: 2, RequestsPerTarget: 600}
			}),
			Want: `Scaling.RequestsPerTarget 600: is not possible in blue/green`,
		},
		"a label that is an ARN": {
			Args: valid(behindLoadBalancer, func(a *Args) { a.LoadBalancer.RequestLabel = targetARN }),
			Want: `LoadBalancer.RequestLabel "` + string(targetARN) + `": must be a load balancer's request label, such as app/`,
		},
		"a queue without messages": {
			Args: scaling(Scaling{Max: 2, Queue: &Queue{ARN: pulumi.String("arn:aws:sqs:us-east-1:123456789012:jobs")}}),
			Want: `Scaling.Queue.MessagesPerTask 0: is required`,
		},
		"a queue's address": {
			Args: scaling(Scaling{Max: 2, Queue: &Queue{
				ARN: pulumi.String("https://sqs.us-east-1.amazonaws.com/123456789012/jobs"), MessagesPerTask: 1,
			}}),
			Want: `Scaling.Queue.ARN "https://sqs.us-east-1.amazonaws.com/123456789012/jobs": must be an SQS queue ARN`,
		},
		"a schedule without time": {
			Args: scheduled(Schedule{}),
			Want: `Scaling.Schedules["night"].Cron "": is required unless At is set`,
		},
		"a schedule with two times": {
			Args: scheduled(Schedule{Cron: "0 20 * * ? *", At: "2026-12-24T18:00:00"}),
			Want: `Scaling.Schedules["night"].At "2026-12-24T18:00:00": must not be set with Cron`,
		},
		"cron of Unix": {
			Args: scheduled(Schedule{Cron: "0 20 * * *"}),
			Want: `Scaling.Schedules["night"].Cron "0 20 * * *": must have six fields`,
		},
		"cron in parentheses": {
			Args: scheduled(Schedule{Cron: "cron(0 20 * * ? *)"}),
			Want: `Scaling.Schedules["night"].Cron "cron(0 20 * * ? *)": must have six fields`,
		},
		"two days": {
			Args: scheduled(Schedule{Cron: "0 20 * * MON *"}),
			Want: `Scaling.Schedules["night"].Cron "0 20 * * MON *": must have "?" as day`,
		},
		"no day": {
			Args: scheduled(Schedule{Cron: "0 20 ? * ? *"}),
			Want: `Scaling.Schedules["night"].Cron "0 20 ? * ? *": must have "?" as day`,
		},
		"a time with zone": {
			Args: scheduled(Schedule{At: "2026-12-24T18:00:00Z"}),
			Want: `Scaling.Schedules["night"].At "2026-12-24T18:00:00Z": must be a date and time without zone`,
		},
		"a time zone that is an offset": {
			Args: scheduled(Schedule{Cron: "0 20 * * ? *", Timezone: "+02:00"}),
			Want: `Scaling.Schedules["night"].Timezone "+02:00": must be the name of an IANA time zone`,
		},
		"a schedule upside down": {
			Args: scheduled(Schedule{Cron: "0 20 * * ? *", Max: new(0)}), // Scaling.Min is 1
			Want: `Scaling.Schedules["night"].Max 0: must be at least Min, 1`,
		},
		"a negative schedule": {
			Args: scheduled(Schedule{Cron: "0 20 * * ? *", Min: new(-1)}),
			Want: `Scaling.Schedules["night"].Min -1: must be at least 0`,
		},
		"a schedule's name": {
			Args: valid(func(a *Args) {
				a.Scaling = &Scaling{Max: 2, Schedules: map[string]Schedule{"at night": {Cron: "0 20 * * ? *"}}}
			}),
			Want: `Scaling.Schedules["at night"] "at night": must have a key of letters, digits and single hyphens`,
		},
		"a start out of bounds": {
			Args: valid(func(a *Args) { a.DesiredCount, a.Scaling = new(5), &Scaling{Max: 3, CPUPercent: 60} }),
			Want: `DesiredCount 5: must be between Scaling.Min and Scaling.Max, 1 to 3`,
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
