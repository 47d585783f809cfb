package ecsservice

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/knwl-platform/infra/internal/arn"
	"github.com/knwl-platform/infra/internal/check"
)

func init() {
	check.Fields[Scaling](map[string]check.Field{
		"Min":               {Rule: "omitnil,min=0", Fix: "give a number of tasks, or leave it nil for 1"},
		"Max":               {Rule: "required,min=1", Fix: "give the largest number of tasks"},
		"CPUPercent":        {Rule: "min=0,max=100", Fix: "give a percentage such as 60"},
		"MemoryPercent":     {Rule: "min=0,max=100", Fix: "give a percentage such as 70"},
		"RequestsPerTarget": {Rule: "min=0", Fix: "give the requests a minute that one task can answer"},
		"Schedules":         {Rule: "dive"},
	})
	check.Fields[Queue](map[string]check.Field{
		"ARN":             {Kind: arn.Queue, Rule: "required", Fix: "give the ARN of the SQS queue"},
		"MessagesPerTask": {Rule: "required,min=1", Fix: "give the number of messages that may wait for each task"},
	})
	check.Fields[Schedule](map[string]check.Field{
		"Min": {Rule: "omitnil,min=0", Fix: "give a number of tasks, or leave it nil for Scaling.Min"},
		"Max": {Rule: "omitnil,min=0", Fix: "give a number of tasks, or leave it nil for Scaling.Max"},
	})
}

// withDefaults returns Scaling, which is a copy as check.Args makes it, with its defaults.
func (s *Scaling) withDefaults() *Scaling {
	s.Min = cmp.Or(s.Min, new(1))
	for key, schedule := range s.Schedules {
		schedule.Timezone = cmp.Or(schedule.Timezone, "UTC")
		schedule.Min, schedule.Max = cmp.Or(schedule.Min, s.Min), cmp.Or(schedule.Max, &s.Max)
		s.Schedules[key] = schedule
	}
	return s
}

func (c config) checkScaling(wrong *check.Mistakes) {
	s := c.Scaling
	if s.Max < *s.Min {
		wrong.Add("Scaling.Max", s.Max, "must be at least Scaling.Min, %d; raise Max or lower Min", *s.Min)
	} else if outside := *c.DesiredCount < *s.Min || *c.DesiredCount > s.Max; outside && !wrong.Has("DesiredCount") {
		wrong.Add("DesiredCount", c.DesiredCount,
			"must be between Scaling.Min and Scaling.Max, %d to %d; leave it nil to start with the default", *s.Min, s.Max)
	}
	if s.CPUPercent+s.MemoryPercent+s.RequestsPerTarget+len(s.Schedules) == 0 && s.Queue == nil {
		wrong.Add("Scaling.CPUPercent", 0,
			"is required unless another target, Queue or Schedules is set; give a percentage such as 60")
	}
	if s.RequestsPerTarget > 0 {
		c.checkRequests(wrong)
	}
	for _, key := range slices.Sorted(maps.Keys(s.Schedules)) {
		wrong.Key("Scaling.Schedules", key)
		s.Schedules[key].check(wrong, check.At("Scaling.Schedules", key))
	}
}

func (c config) checkRequests(wrong *check.Mistakes) {
	const field = "Scaling.RequestsPerTarget"
	requests := c.Scaling.RequestsPerTarget
	switch {
	case c.blueGreen():
		wrong.Add(field, requests, "is not possible in blue/green, because the count of one target group stops "+
			"when a deployment swaps the two; use CPUPercent or MemoryPercent")
	case wrong.Has("LoadBalancer"):
	case c.LoadBalancer == nil:
		wrong.Add(field, requests, "requires LoadBalancer, which counts the requests; set LoadBalancer or use CPUPercent")
	case c.LoadBalancer.RequestLabel == nil:
		wrong.Add(field, requests, "requires LoadBalancer.RequestLabel, which names the count; "+
			"set it, or use ForService of ingress")
	}
}

// cronFields matches a cron expression of AWS with six fields.
var cronFields = regexp.MustCompile(`^[0-9A-Z*?,/#LW-]+( [0-9A-Z*?,/#LW-]+){5}$`)

// timezone matches the name of an IANA time zone. Which zones exist is left to AWS: the machine that
// runs Pulumi may have no list of them.
var timezone = regexp.MustCompile(`^[A-Za-z]+(/[A-Za-z0-9_+-]+)*$`)

// longestTimezone is far above the longest name, and below what AWS accepts.
const longestTimezone = 100

const atFormat = "2006-01-02T15:04:05"

func (s Schedule) check(wrong *check.Mistakes, field string) {
	switch {
	case s.Cron == "" && s.At == "":
		wrong.Add(field+".Cron", "", `is required unless At is set; give six fields such as "0 20 * * ? *"`)
	case s.Cron != "" && s.At != "":
		wrong.Add(field+".At", s.At, "must not be set with Cron; remove one of the two")
	case s.At != "":
		if _, err := time.Parse(atFormat, s.At); err != nil {
			wrong.Add(field+".At", s.At, "must be a date and time without zone; write it as 2026-12-24T18:00:00")
		}
	case !cronFields.MatchString(s.Cron):
		wrong.Add(field+".Cron", s.Cron, "must have six fields: minutes, hours, day of the month, month, "+
			`day of the week, year; write it as "0 20 * * ? *"`)
	default:
		parts := strings.Fields(s.Cron)
		if (parts[2] == "?") == (parts[4] == "?") {
			wrong.Add(field+".Cron", s.Cron, `must have "?" as day of the month or as day of the week, and not as both; `+
				`write it as "0 20 * * ? *" for every day`)
		}
	}
	if !timezone.MatchString(s.Timezone) || len(s.Timezone) > longestTimezone {
		wrong.Add(field+".Timezone", s.Timezone, "must be the name of an IANA time zone; write it as Europe/Berlin")
	}
	if *s.Max < *s.Min {
		wrong.Add(field+".Max", *s.Max, "must be at least Min, %d; raise Max or lower Min", *s.Min)
	}
}

// expression is the schedule as AWS writes it.
func (s Schedule) expression() string {
	if s.At != "" {
		return "at(" + s.At + ")"
	}
	return "cron(" + s.Cron + ")"
}
