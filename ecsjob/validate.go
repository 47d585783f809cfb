package ecsjob

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/arn"
	"github.com/knwl-platform/infra/internal/check"
)

func init() {
	check.Fields[Args](map[string]check.Field{
		"Retries":       {Rule: "omitnil,min=0,max=185", Fix: "give a number of retries, or leave the field nil for 3"},
		"MaxAgeMinutes": {Rule: "omitempty,min=1,max=1440", Fix: "give a number of minutes, or leave the field out for 60"},
		"TopicARNs": {
			Kind: arn.Topic, Rule: "max=5",
			Fix: "remove some, because an alarm has at most five actions, and subscribe their receivers to another topic",
		},
		"PermissionsBoundaryARN": {Kind: arn.IAMPolicy},
		"RolePath":               {Rule: "omitempty,rolepath", Fix: "write it as /platform/"},
	})
	check.Fields[When](map[string]check.Field{
		"EveryMinutes": {Rule: "omitempty,min=1", Fix: "give a number of minutes, or use Cron"},
	})
	check.Fields[Queue](map[string]check.Field{
		"ARN":       {Kind: arn.Queue},
		"KMSKeyARN": {Kind: arn.KMSKey},
	})
}

// config is Args with all defaults applied and all rules checked.
type config struct {
	Args
	expression string // of the schedule
}

func resolve(name string, a Args) (config, error) {
	wrong := check.In("ecsjob", name)
	if !check.Given(a.Job.ClusterARN) && !check.Given(a.Job.TaskDefinitionARN) && !check.Given(a.Job.SubnetIDs) {
		wrong.Add("Job", nil, "is required; give what ForJob of an ecsservice.Service returns, or set the fields")
	}
	a = check.Args(wrong, a)
	wrong.ResourceTags("Tags", a.Tags)
	for _, key := range slices.Sorted(maps.Keys(a.Tags)) {
		if a.Tags[key] == "" {
			wrong.Add(check.At("Tags", key), "", "must not be empty, because EventBridge Scheduler rejects empty values; "+
				"give it a value, such as true")
		}
	}
	wrong.Name(name, check.LongestRole, "the scheduler's role")

	c := config{Args: a}
	c.Retries = cmp.Or(a.Retries, new(3))
	c.MaxAgeMinutes = cmp.Or(a.MaxAgeMinutes, 60)
	c.When.Timezone = cmp.Or(a.When.Timezone, "UTC")
	c.expression = a.When.expression()

	a.When.check(wrong)
	if groups, ok := a.Job.SecurityGroupIDs.(pulumi.StringArray); ok && len(groups) > mostGroups {
		wrong.Add("Job.SecurityGroupIDs", len(groups), "must be at most %d security groups; leave some out", mostGroups)
	}
	if a.DeadLetters.KMSKeyARN != nil && a.DeadLetters.ARN == nil && !wrong.Has("DeadLetters.ARN") {
		wrong.Add("DeadLetters.KMSKeyARN", check.NotShown,
			"is the key of a queue that you give, but ARN is nil; give the queue's ARN, or leave KMSKeyARN nil")
	}
	if queue, _ := a.DeadLetters.ARN.(pulumi.String); strings.HasSuffix(string(queue), ".fifo") {
		wrong.Add("DeadLetters.ARN", string(queue), "must be a standard queue, because EventBridge Scheduler does not "+
			"deliver to FIFO queues; give another queue, or leave DeadLetters empty for a new one")
	}
	return c, wrong.Err()
}

// mostGroups is how many security groups a task may have.
const mostGroups = 5

var (
	cronField = regexp.MustCompile(`^[0-9A-Z,*?/#-]+$`) // in upper case
	timezone  = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*$`)
)

const longestTimezone = 50

func (w When) check(wrong *check.Mistakes) {
	switch {
	case w.Cron == "" && w.EveryMinutes == 0:
		wrong.Add("When", nil, `needs Cron or EveryMinutes; set Cron to "0 3 * * ? *" to run every night at three`)
	case w.Cron != "" && w.EveryMinutes != 0:
		wrong.Add("When.EveryMinutes", w.EveryMinutes, "must not be set with Cron; remove one of the two")
	case w.Cron != "":
		checkCron(wrong, w.Cron)
	case w.Timezone != "":
		wrong.Add("When.Timezone", w.Timezone, "is the time zone of Cron, but EveryMinutes is set; remove one of the two")
	}
	if w.Timezone != "" && (len(w.Timezone) > longestTimezone || !timezone.MatchString(w.Timezone)) {
		wrong.Add("When.Timezone", w.Timezone, "must be the name of a time zone; write it as Europe/Berlin or UTC")
	}
	start, end := checkTime(wrong, "When.Start", w.Start), checkTime(wrong, "When.End", w.End)
	if !start.IsZero() && !end.IsZero() && !end.After(start) {
		wrong.Add("When.End", w.End, "must be after When.Start, %s; choose a later time", w.Start)
	}
}

// checkCron records a mistake that is easy to make. AWS checks the rest.
func checkCron(wrong *check.Mistakes, cron string) {
	fields := strings.Fields(cron)
	const form = `minutes, hours, day of month, month, day of week and year, such as "0 3 * * ? *"`
	if len(fields) != 6 || cron != strings.Join(fields, " ") {
		wrong.Add("When.Cron", cron, "must have six fields with single spaces between them; give "+form)
		return
	}
	for i, field := range fields {
		if day := i == 2 || i == 4; !cronField.MatchString(strings.ToUpper(field)) || !day && strings.Contains(field, "?") {
			wrong.Add("When.Cron", cron, "has the field %q, which no schedule has; give "+form, field)
			return
		}
	}
	if (fields[2] == "?") == (fields[4] == "?") {
		wrong.Add("When.Cron", cron, `must have "?" for the day of month or the day of week, and not for both; give `+form)
	}
}

// checkTime returns a time, or the zero time without one or for one that it records.
func checkTime(wrong *check.Mistakes, field, value string) time.Time {
	if value == "" {
		return time.Time{}
	}
	t, err := time.Parse("2006-01-02T15:04:05Z", value)
	if err != nil {
		wrong.Add(field, value, "must be a time in UTC; write it as 2030-01-31T03:00:00Z")
	}
	return t
}
