package conformance

import (
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/observability"
)

func anyMonitor(a arguments) drawn {
	name := a.name(100)
	args := &observability.Args{
		Services: keyed(a, 2, 100, func() observability.Service {
			return observability.Service{
				ClusterARN:    a.arn("ecs", "cluster/main"),
				ServiceName:   a.wired("main-api"),
				CPUPercent:    a.number(1, 99),
				MemoryPercent: a.number(1, 99),
			}
		}),
		Targets: keyed(a, 2, 100, func() observability.Target {
			return observability.Target{
				LoadBalancerARN: a.arn("elasticloadbalancing", "loadbalancer/app/web/0123456789abcdef"),
				ARN:             a.arn("elasticloadbalancing", "targetgroup/web/0123456789abcdef"),
				GreenARN:        a.optional(a.arn("elasticloadbalancing", "targetgroup/web-green/0123456789abcdef")),
				ErrorsPerMinute: a.choice(0, 1000000),
			}
		}),
		Databases: keyed(a, 2, 100, func() observability.Database {
			return observability.Database{
				ARN:           a.arn("rds", "db:main"),
				CPUPercent:    a.number(1, 99),
				FreeStorageGB: a.number(1, 65536),
			}
		}),
		APIID: a.optional(a.wired("abcdefghij")),
		Tags:  a.tags(),
	}
	if a.maybe() {
		args.TopicARNs = list(a, 1, 5, func(i int) pulumi.StringInput { return a.arn("sns", fmt.Sprintf("alarms-%d", i)) })
	} else {
		args.Emails = list(a, 0, 2, func(i int) string { return fmt.Sprintf("ops+%d%s@example.com", i, a.text("", 60)) })
		args.Subscriptions = keyed(a, 3, 100, a.subscription)
	}
	return drawn{name, args, func(ctx *pulumi.Context) error { _, err := observability.New(ctx, name, args); return err }}
}

func (a arguments) subscription() observability.Subscription {
	switch protocol := oneOf(a, "https", "sqs", "lambda"); protocol {
	case "sqs":
		return observability.Subscription{Protocol: protocol, Endpoint: a.arn("sqs", "alarms")}
	case "lambda":
		return observability.Subscription{Protocol: protocol, Endpoint: a.arn("lambda", "function:notify")}
	default:
		return observability.Subscription{Protocol: protocol, Endpoint: a.wired("https://example.com/hook")}
	}
}
