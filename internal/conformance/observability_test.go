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
				StartMinutes:  a.number(1, 60),
				Without:       a.alarmsLeftOut(observability.CPU, observability.Memory, observability.Tasks),
			}
		}),
		Targets: numbered(a, 2, 100, func(i int) observability.Target {
			return observability.Target{
				LoadBalancerARN:         a.arn("elasticloadbalancing", fmt.Sprint("loadbalancer/app/web/0123456789abcde", i)),
				ARN:                     a.arn("elasticloadbalancing", "targetgroup/web/0123456789abcdef"),
				OwnLoadBalancer:         a.maybe(),
				GreenARN:                a.optional(a.arn("elasticloadbalancing", "targetgroup/web-green/0123456789abcdef")),
				ErrorsPerMinute:         a.choice(0, 1000000),
				ErrorPercent:            a.number(1, 99),
				BalancerErrorsPerMinute: a.choice(0, 1000000),
				LatencyMilliseconds:     a.number(1, 60000),
				UnhealthyMinutes:        a.number(1, 60),
				Without: a.alarmsLeftOut(observability.Errors, observability.ErrorRate, observability.BalancerErrors,
					observability.Latency, observability.UnhealthyHosts, observability.NoHealthyHost,
					observability.RejectedConnections),
			}
		}),
		APIs: keyed(a, 2, 100, func() observability.API {
			return observability.API{
				ID:                             a.wired("abcdefghij"),
				ErrorsPerMinute:                a.choice(0, 1000000),
				LatencyMilliseconds:            a.number(1, 60000),
				IntegrationLatencyMilliseconds: a.number(1, 60000),
				Without: a.alarmsLeftOut(
					observability.Errors, observability.Latency, observability.IntegrationLatency),
			}
		}),
		Databases: keyed(a, 2, 100, func() observability.Database {
			return observability.Database{
				ARN:                     a.arn("rds", "db:main"),
				CPUPercent:              a.number(1, 99),
				FreeStorageGB:           a.number(1, 65536),
				FreeMemoryMiB:           a.number(1, 1<<20),
				MaxConnections:          a.number(1, 5000),
				ConnectionsPercent:      a.number(1, 99),
				DiskLatencyMilliseconds: a.number(1, 1000),
				ReplicaLagSeconds:       a.number(1, 86400),
				Without: a.alarmsLeftOut(observability.CPU, observability.FreeStorage, observability.FreeMemory,
					observability.Connections, observability.DiskLatency, observability.ReplicaLag),
			}
		}),
		LogGroups: keyed(a, 2, 100, func() observability.LogGroup {
			return observability.LogGroup{
				Name:            a.wired("/ecs/api"),
				Pattern:         a.text("", 1024),
				ErrorsPerMinute: a.choice(0, 1000000),
				Queries:         keyed(a, 2, 40, func() string { return a.text("limit 20", 10000) }),
				Without:         a.alarmsLeftOut(observability.LoggedErrors),
			}
		}),
		Tags: a.tags(),
	}
	if a.cloud.Partition() == "aws" && a.maybe() { // the only partition with AWS Chatbot
		args.Slack = &observability.Slack{
			TeamID: a.text("T07EA123LEP", 255), ChannelID: a.text("C07EZ1ABC23", 255), RoleARN: a.arn("iam", "role/chat"),
		}
	}
	if a.maybe() {
		args.TopicARNs = list(a, 1, 5, func(i int) pulumi.StringInput { return a.arn("sns", fmt.Sprintf("alarms-%d", i)) })
	} else {
		args.Emails = list(a, 0, 2, func(i int) string { return fmt.Sprintf("ops+%d%s@example.com", i, a.text("", 60)) })
		args.Subscriptions = numbered(a, 3, 100, a.subscription)
	}
	return drawn{name, args, func(ctx *pulumi.Context) error { _, err := observability.New(ctx, name, args); return err }}
}

// alarmsLeftOut draws at most one alarm to leave out.
func (a arguments) alarmsLeftOut(all ...observability.Alarm) []observability.Alarm {
	if a.maybe() {
		return nil
	}
	return []observability.Alarm{oneOf(a, all...)}
}

func (a arguments) subscription(i int) observability.Subscription {
	switch protocol := oneOf(a, "https", "sqs", "lambda"); protocol {
	case "sqs":
		return observability.Subscription{Protocol: protocol, Endpoint: a.arn("sqs", fmt.Sprint("alarms-", i))}
	case "lambda":
		return observability.Subscription{Protocol: protocol, Endpoint: a.arn("lambda", fmt.Sprint("function:notify-", i))}
	default:
		return observability.Subscription{Protocol: protocol, Endpoint: a.wired(fmt.Sprint("https://example.com/hooks/", i))}
	}
}
