package observability

import (
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/check/checktest"
)

const chatRole = pulumi.String("arn:aws:iam::123456789012:role/chat")

func TestSlackRefusesLongNames(t *testing.T) {
	args := with(func(a *Args, _ *Service, _ *Target, _ *Database) {
		a.Slack = &Slack{TeamID: "T1", ChannelID: "C1", RoleARN: chatRole}
	})
	_, err := resolve("shop", "prod", strings.Repeat("a", 110), args)
	checktest.Contains(t, err, "longer than the 128 characters that AWS allows; shorten it by 1")
}

func withLogs(name string) Args {
	return withArgs(func(a *Args) { a.LogGroups = map[string]LogGroup{"api": {Name: pulumi.String(name)}} })
}

func TestResolveRefusesAlarmsAndThresholds(t *testing.T) {
	checktest.Table[Args]{
		"an alarm of another resource": {
			Args: withService(func(s *Service) { s.Without = []Alarm{CPU, Latency} }),
			Want: `Services["api"].Without[1] "latency": must be one of cpu, memory, tasks; list constants of type Alarm`,
		},
		"an alarm twice": {
			Args: withTarget(func(t *Target) { t.Without = []Alarm{Errors, Errors} }),
			Want: `Targets["api"].Without ["5xx" "5xx"]: must not contain duplicates`,
		},
		"no time to start": {
			Args: withService(func(s *Service) { s.StartMinutes = -1 }),
			Want: `Services["api"].StartMinutes -1: must be at least 1`,
		},
		"unhealthy for hours": {
			Args: withTarget(func(t *Target) { t.UnhealthyMinutes = 61 }),
			Want: `Targets["api"].UnhealthyMinutes 61: must be at most 60`,
		},
		"more errors than requests": {
			Args: withTarget(func(t *Target) { t.ErrorPercent = 100 }),
			Want: `Targets["api"].ErrorPercent 100: must be at most 99`,
		},
		"no API": {
			Args: withArgs(func(a *Args) { a.APIs = map[string]API{"main": {}} }),
			Want: `APIs["main"].ID (not set): is required; give the API's id`,
		},
		"a negative latency": {
			Args: withArgs(func(a *Args) {
				a.APIs = map[string]API{"main": {ID: pulumi.String("a1"), LatencyMilliseconds: -1}}
			}),
			Want: `APIs["main"].LatencyMilliseconds -1: must be at least 1`,
		},
		"negative connections": {
			Args: withDatabase(func(d *Database) { d.MaxConnections = -1 }),
			Want: `Databases["main"].MaxConnections -1: must be at least 0`,
		},
		"no log group": {
			Args: withArgs(func(a *Args) { a.LogGroups = map[string]LogGroup{"api": {}} }),
			Want: `LogGroups["api"].Name (not set): is required; give the log group's name`,
		},
		"a load balancer of its own that two targets have": {
			Args: withArgs(func(a *Args) {
				late := balancer.ToStringOutput()
				a.Targets = map[string]Target{
					"api": {LoadBalancerARN: late, ARN: blue, OwnLoadBalancer: true}, "web": {LoadBalancerARN: late, ARN: blue},
				}
			}),
			Want: `Targets["api"].OwnLoadBalancer true: must be false, because Targets["web"] has the same LoadBalancerARN`,
		},
		"the ARN of a log group": {
			Args: withLogs("arn:aws:logs:" + inAccount + "log-group:api"),
			Want: `LogGroups["api"].Name "arn:aws:logs:us-east-1:123456789012:log-group:api": must be a log group name, such as`,
		},
		"a long log group": {
			Args: withLogs(strings.Repeat("a", 251)),
			Want: `longer than the 255 characters that AWS allows; shorten it by 1`,
		},
		"an empty query": {
			Args: withArgs(func(a *Args) {
				a.LogGroups = map[string]LogGroup{"api": {Name: pulumi.String("api"), Queries: map[string]string{"slow": ""}}}
			}),
			Want: `LogGroups["api"].Queries["slow"] "": must`,
		},
		"a query's key that is no word": {
			Args: withArgs(func(a *Args) {
				a.LogGroups = map[string]LogGroup{"api": {Name: pulumi.String("api"), Queries: map[string]string{"a/b": "limit 1"}}}
			}),
			Want: `LogGroups["api"].Queries["a/b"] "a/b": must have a key of letters, digits and single hyphens`,
		},
		"no workspace": {
			Args: withArgs(func(a *Args) { a.Slack = &Slack{TeamID: "knwl", ChannelID: "C1", RoleARN: chatRole} }),
			Want: `Slack.TeamID "knwl": must be the id of a Slack workspace, such as T07EA123LEP`,
		},
		"a channel's name": {
			Args: withArgs(func(a *Args) { a.Slack = &Slack{TeamID: "T1", ChannelID: "#ops", RoleARN: chatRole} }),
			Want: `Slack.ChannelID "#ops": must be the id of a Slack channel, such as C07EZ1ABC23`,
		},
		"no role for Slack": {
			Args: withArgs(func(a *Args) { a.Slack = &Slack{TeamID: "T1", ChannelID: "C1"} }),
			Want: `Slack.RoleARN (not set): is required; give the ARN of a role that AWS Chatbot may assume`,
		},
	}.Run(t, func(a Args) error { _, err := resolve("shop", "prod", "main", a); return err })
}

// An alarm's value is the last word of its logical name. With a hyphen, two could have the same name:
// the alarm b-c of the key a, and the alarm c of the key a-b.
func TestAlarmsAreSingleWords(t *testing.T) {
	for what := range shown {
		if strings.Contains(string(what), "-") {
			t.Errorf("%s has a hyphen", what)
		}
	}
	target := Target{LoadBalancerARN: balancer, ARN: blue, GreenARN: blue}.withDefaults()
	database := Database{ARN: instance, MaxConnections: 1, ReplicaLagSeconds: 1}.withDefaults()
	for _, a := range append(target.alarms("api"), database.alarms("main")...) {
		if shown[a.what] == "" || a.text == "" || a.minutes == 0 || a.row == "" || a.missing == "" {
			t.Errorf("the row of %s is incomplete", a.what)
		}
	}
}
