package ecsservice

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/check/checktest"
)

func TestResolveRefusesScaling(t *testing.T) {
	scaling := func(s Scaling) Args { return valid(func(a *Args) { a.Scaling = &s }) }
	scheduled := func(s Schedule) Args {
		return scaling(Scaling{Max: 2, Schedules: map[string]Schedule{"night": s}})
	}

	checktest.Table[Args]{
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
