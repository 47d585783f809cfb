package ecsservice

import (
	"cmp"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/check"
)

// Health is a command that shows whether a container works. Command is required.
type Health struct {
	// Command is a program of the image and its arguments. Required. It succeeds with exit code 0. There
	// is no shell around it: for one, write "sh", "-c" and the command line, if the image has a shell.
	Command []string
	// IntervalSeconds is the time between two checks, 5 to 300. Default: 30.
	IntervalSeconds int
	// TimeoutSeconds is how long a check may take, 2 to 60. Default: 5.
	TimeoutSeconds int
	// Retries is how many checks in a row must fail before the container is unhealthy, 1 to 10.
	// Default: 3.
	Retries int
	// StartPeriodSeconds is how long after the start failed checks do not count, 0 to 300. Default: 0.
	// Set it to what the program needs to start.
	StartPeriodSeconds int
}

func init() {
	check.Fields[Health](map[string]check.Field{
		"Command":            {Rule: "required,min=1", Fix: "give a program of the image and its arguments"},
		"IntervalSeconds":    {Rule: "omitempty,min=5,max=300", Fix: "choose the seconds between two checks"},
		"TimeoutSeconds":     {Rule: "omitempty,min=2,max=60", Fix: "choose the seconds that a check may take"},
		"Retries":            {Rule: "omitempty,min=1,max=10", Fix: "choose how many checks must fail"},
		"StartPeriodSeconds": {Rule: "min=0,max=300", Fix: "choose the seconds that the program needs to start"},
	})
}

// withDefaults returns a copy with the defaults of ECS, so that a preview shows them.
func (h Health) withDefaults() *Health {
	h.IntervalSeconds = cmp.Or(h.IntervalSeconds, 30)
	h.TimeoutSeconds = cmp.Or(h.TimeoutSeconds, 5)
	h.Retries = cmp.Or(h.Retries, 3)
	return &h
}

func (h Health) definition() pulumi.Map {
	doc := pulumi.Map{
		"command":  pulumi.ToStringArray(append([]string{"CMD"}, h.Command...)),
		"interval": pulumi.Int(h.IntervalSeconds),
		"timeout":  pulumi.Int(h.TimeoutSeconds),
		"retries":  pulumi.Int(h.Retries),
	}
	if h.StartPeriodSeconds > 0 {
		doc["startPeriod"] = pulumi.Int(h.StartPeriodSeconds)
	}
	return doc
}

func (c container) checkHealth(wrong *check.Mistakes) {
	if c.Health == nil || len(c.Health.Command) == 0 {
		return
	}
	if first := c.Health.Command[0]; first == "CMD" || first == "CMD-SHELL" || first == "NONE" {
		wrong.Add(c.field+".Health.Command[0]", first,
			`is a word of Docker and no program; start with the program, or with "sh", "-c" for a command line`)
	}
}
