package observability

import (
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/check/checktest"
)

const (
	inAccount = "us-east-1:123456789012:"
	cluster   = pulumi.String("arn:aws:ecs:" + inAccount + "cluster/main")
	balancer  = pulumi.String("arn:aws:elasticloadbalancing:" + inAccount + "loadbalancer/app/main/50dc6c49")
	blue      = pulumi.String("arn:aws:elasticloadbalancing:" + inAccount + "targetgroup/main-api/73e2d6bc")
	instance  = pulumi.String("arn:aws:rds:" + inAccount + "db:main-1234567")
	topic     = pulumi.String("arn:aws:sns:" + inAccount + "alarms")
)

// with returns valid arguments with one service, target and database, after a change.
func with(change func(*Args, *Service, *Target, *Database)) Args {
	service := Service{ClusterARN: cluster, ServiceName: pulumi.String("api")}
	target := Target{LoadBalancerARN: balancer, ARN: blue}
	database := Database{ARN: instance}
	var args Args
	change(&args, &service, &target, &database)
	if args.Targets == nil {
		args.Targets = map[string]Target{"api": target}
	}
	if args.Services == nil {
		args.Services = map[string]Service{"api": service}
	}
	args.Databases = map[string]Database{"main": database}
	return args
}

func withArgs(change func(*Args)) Args {
	return with(func(a *Args, _ *Service, _ *Target, _ *Database) { change(a) })
}

func withService(change func(*Service)) Args {
	return with(func(_ *Args, s *Service, _ *Target, _ *Database) { change(s) })
}

func withTarget(change func(*Target)) Args {
	return with(func(_ *Args, _ *Service, t *Target, _ *Database) { change(t) })
}

func withDatabase(change func(*Database)) Args {
	return with(func(_ *Args, _ *Service, _ *Target, d *Database) { change(d) })
}

func TestResolveRefuses(t *testing.T) {
	subscription := func(protocol, endpoint string) Args {
		return withArgs(func(a *Args) {
			a.Subscriptions = map[string]Subscription{"on-call": {protocol, pulumi.String(endpoint)}}
		})
	}
	checktest.Table[Args]{
		"nothing to watch": {
			Args: Args{},
			Want: `Services (not set): must not be empty if Targets and Databases are empty too`,
		},
		"no cluster": {
			Args: withService(func(s *Service) { s.ClusterARN = nil }),
			Want: `Services["api"].ClusterARN (not set): is required`,
		},
		"no service": {
			Args: withService(func(s *Service) { s.ServiceName = nil }),
			Want: `Services["api"].ServiceName (not set): is required`,
		},
		"a cluster's name": {
			Args: withService(func(s *Service) { s.ClusterARN = pulumi.String("main") }),
			Want: `Services["api"].ClusterARN "main": must be an ECS cluster ARN`,
		},
		"more CPU than there is": {
			Args: withService(func(s *Service) { s.CPUPercent = 120 }),
			Want: `Services["api"].CPUPercent 120: must be at most 99`,
		},
		"less memory than none": {
			Args: withService(func(s *Service) { s.MemoryPercent = -1 }),
			Want: `Services["api"].MemoryPercent -1: must be at least 1`,
		},
		"no load balancer": {
			Args: withTarget(func(t *Target) { t.LoadBalancerARN = nil }),
			Want: `Targets["api"].LoadBalancerARN (not set): is required`,
		},
		"an empty output": {
			Args: withTarget(func(t *Target) { t.ARN = pulumi.StringOutput{} }),
			Want: `Targets["api"].ARN (not set): is required`,
		},
		"a target group's ARN": {
			Args: withTarget(func(t *Target) { t.LoadBalancerARN = blue }),
			Want: `must be an Application Load Balancer ARN`,
		},
		"a load balancer's ARN": {
			Args: withTarget(func(t *Target) { t.ARN = balancer }),
			Want: `must be a target group ARN`,
		},
		"green is no target group": {
			Args: withTarget(func(t *Target) { t.GreenARN = balancer }),
			Want: `Targets["api"].GreenARN "arn:aws:elasticloadbalancing`,
		},
		"green is blue": {
			Args: withTarget(func(t *Target) { t.GreenARN = blue }),
			Want: `Targets["api"].GreenARN (not shown): is the same as ARN`,
		},
		"green is the blue output": {
			Args: withTarget(func(t *Target) {
				out := blue.ToStringOutput()
				t.ARN, t.GreenARN = out, out
			}),
			Want: `Targets["api"].GreenARN (not shown): is the same as ARN`,
		},
		"fewer errors than none": {
			Args: withTarget(func(t *Target) { t.ErrorsPerMinute = new(-5) }),
			Want: `Targets["api"].ErrorsPerMinute -5: must be at least 0`,
		},
		"a key that is no word": {
			Args: withArgs(func(a *Args) { a.Targets = map[string]Target{"my api": {LoadBalancerARN: balancer, ARN: blue}} }),
			Want: `Targets["my api"] "my api": must have a key of letters, digits and single hyphens between them`,
		},
		"a key that is too long": {Args: withArgs(func(a *Args) {
			a.Services = map[string]Service{strings.Repeat("a", 237): {ClusterARN: cluster, ServiceName: pulumi.String("api")}}
		}), Want: `longer than the 255 characters that AWS allows; shorten it by 7`},
		"a key like a green group": {
			Args: withArgs(func(a *Args) { a.Targets = map[string]Target{"api-green": {LoadBalancerARN: balancer, ARN: blue}} }),
			Want: `Targets["api-green"] "api-green": must not end with "-green"`,
		},
		"no database": {
			Args: withDatabase(func(d *Database) { d.ARN = nil }),
			Want: `Databases["main"].ARN (not set): is required`,
		},
		"a database cluster": {
			Args: withDatabase(func(d *Database) { d.ARN = pulumi.String("arn:aws:rds:" + inAccount + "cluster:main") }),
			Want: `must be an RDS instance ARN`,
		},
		"too much CPU": {
			Args: withDatabase(func(d *Database) { d.CPUPercent = 100 }),
			Want: `Databases["main"].CPUPercent 100: must be at most 99`,
		},
		"less storage than none": {
			Args: withDatabase(func(d *Database) { d.FreeStorageGB = -2 }),
			Want: `Databases["main"].FreeStorageGB -2: must be at least 1`,
		},
		"memory that overflows": {
			Args: withDatabase(func(d *Database) { d.FreeMemoryMiB = 1 << 43 }),
			Want: `Databases["main"].FreeMemoryMiB 8796093022208: must be at most 4194304`,
		},
		"connections that overflow": {
			Args: withDatabase(func(d *Database) { d.MaxConnections = 1 << 62 }),
			Want: `Databases["main"].MaxConnections 4611686018427387904: must be at most 262143`,
		},
		"no e-mail address": {
			Args: withArgs(func(a *Args) { a.Emails = []string{"ops"} }),
			Want: `Emails[0] "ops": must be an e-mail address`,
		},
		"an address twice": {
			Args: withArgs(func(a *Args) { a.Emails = []string{"ops@example.com", "ops@example.com"} }),
			Want: `Emails ["ops@example.com" "ops@example.com"]: must not contain duplicates`,
		},
		"topic and subscribers": {
			Args: withArgs(func(a *Args) { a.Emails, a.TopicARNs = []string{"ops@example.com"}, []pulumi.StringInput{topic} }),
			Want: `Emails ["ops@example.com"]: must be empty if TopicARNs is not`,
		},
		"a queue for a topic": {Args: withArgs(func(a *Args) {
			a.TopicARNs = []pulumi.StringInput{pulumi.String("arn:aws:sqs:" + inAccount + "alarms")}
		}), Want: `must be an SNS topic ARN`},
		"topic and subscriptions": {
			Args: withArgs(func(a *Args) {
				a.Subscriptions = map[string]Subscription{
					"page": {Protocol: "https", Endpoint: pulumi.String("https://example.com/page")},
				}
				a.TopicARNs = []pulumi.StringInput{topic}
			}),
			Want: `Subscriptions (1 entry): must be empty if TopicARNs is not`,
		},
		"a topic that is not there": {
			Args: withArgs(func(a *Args) { a.TopicARNs = []pulumi.StringInput{topic, nil} }),
			Want: `TopicARNs[1] (not set): is required`,
		},
		"too many topics": {
			Args: withArgs(func(a *Args) { a.TopicARNs = []pulumi.StringInput{topic, topic, topic, topic, topic, topic} }),
			Want: `TopicARNs (6 entries): must have at most 5 entries`,
		},
		"plain http": {
			Args: subscription("http", "http://example.com"),
			Want: `Subscriptions["on-call"].Protocol "http": must be one of https, sqs, lambda`,
		},
		"http for https": {
			Args: subscription("https", "http://example.com"),
			Want: `Subscriptions["on-call"].Endpoint (not shown): must start with "https://"`,
		},
		"a topic for a queue": {
			Args: subscription("sqs", string(topic)),
			Want: `must be an SQS queue ARN`,
		},
		"a queue for a function": {
			Args: subscription("lambda", "arn:aws:sqs:"+inAccount+"alarms"),
			Want: `must be a Lambda function ARN`,
		},
		"an endpoint twice": {
			Args: withArgs(func(a *Args) {
				queue := Subscription{"sqs", pulumi.String("arn:aws:sqs:" + inAccount + "alarms")}
				a.Subscriptions = map[string]Subscription{"a": queue, "b": queue}
			}),
			Want: `Subscriptions["b"] "arn:aws:sqs:us-east-1:123456789012:alarms": is the same as Subscriptions["a"], ` +
				`and SNS subscribes an endpoint only once; remove one`,
		},
		"a long key of a target": {
			Args: withArgs(func(a *Args) {
				a.Targets = map[string]Target{strings.Repeat("a", 205): {LoadBalancerARN: balancer, ARN: blue}}
			}),
			Want: `longer than the 255 characters that AWS allows; shorten it by 1`,
		},
		"no endpoint": {
			Args: subscription("https", ""),
			Want: `Subscriptions["on-call"].Endpoint (not set): is required`,
		},
	}.Run(t, func(a Args) error { _, err := resolve("shop", "prod", "main", a); return err })
}

func TestResolveRefusesNamesThatAWSWould(t *testing.T) {
	valid := with(func(*Args, *Service, *Target, *Database) {})
	for name, want := range map[string]string{
		"":                       "must be letters, digits and single hyphens between them",
		"a_b":                    "must be letters, digits and single hyphens between them",
		strings.Repeat("a", 237): "longer than the 255 characters that AWS allows; shorten it by 1",
	} {
		_, err := resolve("shop", "prod", name, valid)
		checktest.Contains(t, err, want)
	}
}

// The logical name of an alarm is its Name tag, which has at most 256 characters.
func TestResolveRefusesTargetsWhoseAlarmsHaveLongLogicalNames(t *testing.T) {
	for length, ok := range map[int]bool{190: true, 191: false} {
		_, err := resolve("shop", "prod", strings.Repeat("a", length), withArgs(func(a *Args) {
			a.Targets = map[string]Target{strings.Repeat("b", 40): {LoadBalancerARN: balancer, ARN: blue}}
		}))
		if !ok {
			checktest.Contains(t, err, "Targets[", "longer than the 255 characters that AWS allows; shorten it by 1")
		} else if err != nil {
			t.Error(err)
		}
	}
}

func TestResolveReportsEveryMistakeAtOnce(t *testing.T) {
	_, err := resolve("shop", "prod", "main", Args{
		Emails: []string{"ops"}, Databases: map[string]Database{"main": {CPUPercent: 100}},
	})
	checktest.Contains(t, err, `observability "main": 3 mistakes:`,
		`Emails[0]`, `Databases["main"].ARN`, `Databases["main"].CPUPercent`)
}

// The URL of a webhook often contains its key.
func TestEndpointsAreNotPrinted(t *testing.T) {
	_, err := resolve("shop", "prod", "main", with(func(a *Args, _ *Service, _ *Target, _ *Database) {
		a.Subscriptions = map[string]Subscription{"pager": {"https", pulumi.String("http://events.example.com/s3cr3t")}}
	}))
	if err == nil || strings.Contains(err.Error(), "s3cr3t") {
		t.Errorf("the error shows the endpoint: %v", err)
	}
}

// Creating a dashboard overwrites one of the same name, even of another stack.
func TestStacksNeverShareADashboard(t *testing.T) {
	for _, pair := range [][2][3]string{
		{{"shop", "prod", "main"}, {"shop", "dev", "main"}},
		{{"shop-a", "prod", "main"}, {"shop", "a-prod", "main"}},
		{{"shop", "prod-main", "a"}, {"shop", "prod", "main-a"}},
		{{"shop.a", "prod", "main"}, {"shop-a", "prod", "main"}},
	} {
		a, b := pair[0], pair[1]
		if dashboardName(a[0], a[1], a[2]) == dashboardName(b[0], b[1], b[2]) {
			t.Errorf("%q and %q share a dashboard", a, b)
		}
	}
}
