package ecsjob

import (
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra"
	"github.com/knwl-platform/infra/internal/check/checktest"
)

const queueARN = pulumi.String("arn:aws:sqs:us-east-1:123456789012:lost")

func valid(change ...func(*Args)) Args {
	a := Args{
		Job: infra.Job{
			ClusterARN:        pulumi.String("arn:aws:ecs:us-east-1:123456789012:cluster/main"),
			TaskDefinitionARN: pulumi.String("arn:aws:ecs:us-east-1:123456789012:task-definition/web:7"),
			ContainerName:     "web",
			SubnetIDs:         pulumi.ToStringArray([]string{"subnet-1", "subnet-2"}),
			SecurityGroupIDs:  pulumi.ToStringArray([]string{"sg-1"}),
			ExecutionRoleARN:  pulumi.String("arn:aws:iam::123456789012:role/execution"),
			TaskRoleARN:       pulumi.String("arn:aws:iam::123456789012:role/task"),
		},
		When: When{Cron: "0 3 * * ? *"},
	}
	for _, c := range change {
		c(&a)
	}
	return a
}

func at(when When) Args { return valid(func(a *Args) { a.When = when }) }

func TestResolveRefuses(t *testing.T) {
	const start, sixFields = "2030-01-31T03:00:00Z", "must have six fields with single spaces between them"
	checktest.Table[Args]{
		"no job": {
			Args: Args{When: When{EveryMinutes: 5}},
			Want: "Job (not set): is required; give what ForJob of",
		},
		"no roles": {
			Args: valid(func(a *Args) { a.Job.TaskRoleARN = nil }),
			Want: "Job.TaskRoleARN (not set): is required",
		},
		"no times": {Args: at(When{}), Want: "When (not set): needs Cron or EveryMinutes; "},
		"both times": {
			Args: at(When{Cron: "0 3 * * ? *", EveryMinutes: 5}),
			Want: "When.EveryMinutes 5: must not be set with Cron",
		},
		"cron() around it": {
			Args: at(When{Cron: "cron(0 3 * * ? *)"}), Want: `When.Cron "cron(0 3 * * ? *)": has the field "cron(0"`,
		},
		"five fields": {Args: at(When{Cron: "0 3 * * *"}), Want: `When.Cron "0 3 * * *": ` + sixFields},
		"two spaces":  {Args: at(When{Cron: "0  3 * * ? *"}), Want: sixFields},
		"both days": {
			Args: at(When{Cron: "0 3 * * * *"}),
			Want: `must have "?" for the day of month or the day of week`,
		},
		"neither day": {Args: at(When{Cron: "0 3 ? * ? *"}), Want: `and not for both`},
		"? for the hour": {
			Args: at(When{Cron: "0 ? * * ? *"}),
			Want: `has the field "?", which no schedule has`,
		},
		"a negative rate": {Args: at(When{EveryMinutes: -5}), Want: "When.EveryMinutes -5: must be at least 1"},
		"a zone of a rate": {
			Args: at(When{EveryMinutes: 5, Timezone: "UTC"}),
			Want: `When.Timezone "UTC": is the time zone of Cron`,
		},
		"a wrong zone": {
			Args: at(When{Cron: "0 3 * * ? *", Timezone: "+01:00"}),
			Want: `When.Timezone "+01:00": must be the name of a time zone`,
		},
		"a local time": {
			Args: at(When{EveryMinutes: 5, Start: "2030-01-31T03:00:00+01:00"}), Want: "must be a time in UTC; write it as",
		},
		"a date": {
			Args: at(When{EveryMinutes: 5, End: "2030-01-31"}),
			Want: `When.End "2030-01-31": must be a time in UTC`,
		},
		"no period": {
			Args: at(When{EveryMinutes: 5, Start: start, End: start}),
			Want: "must be after When.Start, " + start,
		},
		"too many retries": {
			Args: valid(func(a *Args) { a.Retries = new(186) }), Want: "Retries 186: must be at most 185",
		},
		"too late": {
			Args: valid(func(a *Args) { a.MaxAgeMinutes = 1441 }), Want: "MaxAgeMinutes 1441: must be at most 1440",
		},
		"a key without its queue": {
			Args: valid(func(a *Args) { a.DeadLetters.KMSKeyARN = pulumi.String("arn:aws:kms:us-east-1:1:key/1") }),
			Want: "DeadLetters.KMSKeyARN (not shown): is the key of a queue that you give",
		},
		"a FIFO queue": {
			Args: valid(func(a *Args) { a.DeadLetters.ARN = queueARN + ".fifo" }), Want: "must be a standard queue",
		},
		"six groups": {
			Args: valid(func(a *Args) {
				a.Job.SecurityGroupIDs = pulumi.ToStringArray([]string{"sg-1", "sg-2", "sg-3", "sg-4", "sg-5", "sg-6"})
			}),
			Want: "Job.SecurityGroupIDs 6: must be at most 5 security groups",
		},
		"an empty tag": {
			Args: valid(func(a *Args) { a.Tags = map[string]string{"spot": ""} }),
			Want: `Tags["spot"] "": must not be empty, because EventBridge Scheduler rejects empty values`,
		},
		"six topics": {
			Args: valid(func(a *Args) {
				for i := range 6 {
					a.TopicARNs = append(a.TopicARNs, pulumi.Sprintf("arn:aws:sns:us-east-1:1:t%d", i))
				}
			}),
			Want: "TopicARNs (6 entries): must have at most 5 entries",
		},
		"a weight too large": {
			Args: valid(func(a *Args) { a.Job.CapacityProviders = map[string]int{"FARGATE": 1001} }),
			Want: `Job.CapacityProviders["FARGATE"] 1001: must be at most 1000`,
		},
	}.Run(t, func(a Args) error { _, err := resolve("cleanup", a); return err })
}

func TestLongNameIsRefused(t *testing.T) {
	_, err := resolve(strings.Repeat("x", 57), valid())
	checktest.Contains(t, err, "must have at most 56, because the name of the scheduler's role is derived from it")
}

func TestAllMistakesAreInOneError(t *testing.T) {
	_, err := resolve("a--b", Args{Retries: new(-1)})
	checktest.Contains(t, err, "4 mistakes", "name ", "Job (not set)", "When (not set)", "Retries -1")
}

func TestDefaults(t *testing.T) {
	c, err := resolve("cleanup", valid())
	if err != nil || *c.Retries != 3 || c.MaxAgeMinutes != 60 || c.When.Timezone != "UTC" {
		t.Errorf("%+v, %v", c, err)
	}
}

func TestTimesBecomeAnExpression(t *testing.T) {
	for want, when := range map[string]When{
		"cron(30 8 ? * MON-FRI *)": {Cron: "30 8 ? * MON-FRI *", Timezone: "America/Argentina/Buenos_Aires"},
		"cron(0 0 L * ? 2030/2)":   {Cron: "0 0 L * ? 2030/2", Timezone: "Etc/GMT+1"},
		"cron(0 0 ? * 2#1 *)":      {Cron: "0 0 ? * 2#1 *", Start: "2030-01-31T03:00:00Z", End: "2030-01-31T03:00:01Z"},
		"rate(1 minute)":           {EveryMinutes: 1},
		"rate(1440 minutes)":       {EveryMinutes: 1440},
	} {
		if c, err := resolve("cleanup", at(when)); c.expression != want || err != nil {
			t.Errorf("%+v: %q, %v, want %q", when, c.expression, err, want)
		}
	}
}
