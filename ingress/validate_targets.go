package ingress

import (
	"cmp"
	"fmt"
	"regexp"
	"strings"

	"github.com/knwl-platform/infra/internal/check"
)

func init() {
	check.Fields[Target](map[string]check.Field{
		"HealthPath": {
			Rule: "required,startswith=/,max=1024",
			Fix:  "give a path that is fast and needs no login, such as /healthz",
		},
		"HealthIntervalSeconds": {Rule: "omitempty,min=5,max=300", Fix: "give 5 to 300 seconds"},
		"HealthTimeoutSeconds":  {Rule: "omitempty,min=2,max=120", Fix: "give 2 to 120 seconds"},
		"HealthyThreshold":      {Rule: "omitempty,min=2,max=10", Fix: "give 2 to 10 health checks"},
		"UnhealthyThreshold":    {Rule: "omitempty,min=2,max=10", Fix: "give 2 to 10 health checks"},

		"DeregistrationDelaySeconds": {Rule: "omitnil,min=0,max=3600", Fix: "give 0 to 3600 seconds"},

		"Paths":    {Rule: "omitempty,unique", Fix: "list each pattern once"},
		"Hosts":    {Rule: "omitempty,unique", Fix: "list each pattern once"},
		"Priority": {Rule: "omitempty,min=1,max=50000", Fix: "give 1 to 50000, with gaps for later targets"},
	})
}

// longestName leaves room for Pulumi's suffix: Elastic Load Balancing allows 32 characters in the name
// of a load balancer or target group.
const longestName = 32 - len(check.Suffix)

// Texts that Elastic Load Balancing accepts.
var (
	statusCodes = regexp.MustCompile(`^[2-4]\d\d(-[2-4]\d\d)?(,[2-4]\d\d(-[2-4]\d\d)?)*$`)
	pathPattern = regexp.MustCompile(`^/[A-Za-z0-9_.$/~"'@:+&*?-]{0,127}$`)
	hostPattern = regexp.MustCompile(`^[A-Za-z0-9_*?-]*\.[A-Za-z0-9_.*?-]+$`)
)

// target is a Target with its key in Args.Targets.
type target struct {
	key string
	Target
}

// isDefault reports whether the target gets the requests that no rule matches.
func (t target) isDefault() bool { return len(t.Paths) == 0 && len(t.Hosts) == 0 }

// defaultTarget returns nil if there is none.
func (c config) defaultTarget() *target {
	for i := range c.targets {
		if c.targets[i].isDefault() {
			return &c.targets[i]
		}
	}
	return nil
}

func (t Target) withDefaults() Target {
	t.HealthCodes = cmp.Or(t.HealthCodes, "200")
	t.HealthIntervalSeconds = cmp.Or(t.HealthIntervalSeconds, 30)
	t.HealthTimeoutSeconds = cmp.Or(t.HealthTimeoutSeconds, min(5, t.HealthIntervalSeconds-1))
	t.HealthyThreshold = cmp.Or(t.HealthyThreshold, 2)
	t.UnhealthyThreshold = cmp.Or(t.UnhealthyThreshold, 2)
	t.DeregistrationDelaySeconds = cmp.Or(t.DeregistrationDelaySeconds, new(60))
	return t
}

// checkNames records names that AWS would reject in the middle of a deployment, and keys that would
// give two children the same name.
func (c config) checkNames(name string, wrong *check.Mistakes) {
	wrong.Name(name, longestName, "the load balancer")
	if strings.HasPrefix(name, "internal-") {
		wrong.Add("name", name, "must not start with \"internal-\", which AWS reserves for its own load balancers; "+
			"choose another name")
	}
	for _, part := range strings.Split(name, "-")[1:] {
		if part == "tg" || part == "green" {
			wrong.Add("name", name, "must not contain the part %q, which names of target groups use as a separator; "+
				"choose another name", part)
		}
	}
	for _, t := range c.targets {
		longest := blueName(name, t.key)
		if t.BlueGreen {
			longest = greenName(name, t.key)
		}
		at := check.At("Targets", t.key)
		wrong.Key("Targets", t.key)
		switch {
		case wrong.Has(at):
		case strings.HasSuffix(t.key, "-green"):
			wrong.Add(at, t.key, `must not have a key that ends with "-green", like the test listener's rules; rename it`)
		case len(longest) > longestName && !wrong.Has("name"):
			wrong.Add(at, longest, "has %d characters, but a target group's name must have at most %d, to leave room for "+
				"Pulumi's suffix; shorten the component's name or the target's key", len(longest), longestName)
		}
	}
}

func (c config) checkTargets(wrong *check.Mistakes) {
	var fallback string
	priorities := map[int]string{}
	for _, t := range c.targets {
		at := check.At("Targets", t.key)
		switch {
		case t.isDefault() && fallback != "":
			wrong.Add(at, t.key, "has neither Paths nor Hosts, like %q, but only one target can be the default; "+
				"give %[2]q or %[1]q Paths or Hosts", fallback, t.key)
		case t.isDefault() && t.Priority != 0:
			wrong.Add(at+".Priority", t.Priority, "must not be set on the default target, which has no rule; remove it")
		case !t.isDefault() && t.Priority == 0:
			wrong.Add(at+".Priority", t.Priority,
				"is required with Paths or Hosts; give 1 to 50000, with gaps for later targets")
		case !t.isDefault() && priorities[t.Priority] != "":
			wrong.Add(at+".Priority", t.Priority, "is the priority of target %q already; choose another",
				priorities[t.Priority])
		}
		if t.isDefault() {
			fallback = t.key
		} else {
			priorities[t.Priority] = t.key
		}
		t.checkHealth(at, wrong)
		t.checkPatterns(at, wrong)
	}
}

func (t target) checkHealth(at string, wrong *check.Mistakes) {
	if !statusCodes.MatchString(t.HealthCodes) {
		wrong.Add(at+".HealthCodes", t.HealthCodes,
			`must be status codes from 200 to 499; write them like "200,204" or "200-299"`)
	}
	interval, timeout := at+".HealthIntervalSeconds", at+".HealthTimeoutSeconds"
	if t.HealthTimeoutSeconds >= t.HealthIntervalSeconds && !wrong.Has(interval) && !wrong.Has(timeout) {
		wrong.Add(timeout, t.HealthTimeoutSeconds, "must be less than HealthIntervalSeconds, which is %d; "+
			"shorten the timeout, or lengthen the interval", t.HealthIntervalSeconds)
	}
}

func (t target) checkPatterns(at string, wrong *check.Mistakes) {
	if n := len(t.Paths) + len(t.Hosts); n > 5 {
		wrong.Add(at, t.key, "must have at most five Paths and Hosts together, the limit of a rule, but has %d; "+
			"use wildcards, or a second target", n)
	}
	for i, path := range t.Paths {
		if !pathPattern.MatchString(path) {
			wrong.Add(fmt.Sprintf("%s.Paths[%d]", at, i), path, "must be a path pattern that starts with / and has at most "+
				`128 characters (letters, digits, _-.$/~"'@:+& and the wildcards * and ?); write it like /docs/*`)
		}
	}
	for i, host := range t.Hosts {
		if len(host) > 128 || !hostPattern.MatchString(host) {
			wrong.Add(fmt.Sprintf("%s.Hosts[%d]", at, i), host, "must be a host name pattern with a dot and at most "+
				"128 characters (letters, digits, _-. and the wildcards * and ?); write it like api.example.com or *.example.com")
		}
	}
}
