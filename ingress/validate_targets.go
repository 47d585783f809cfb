package ingress

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"

	"github.com/knwl-platform/infra/internal/check"
)

func init() {
	check.Fields[Target](map[string]check.Field{
		"HealthPath": {
			Rule: "required,startswith=/,max=1024",
			Fix:  "give a path that is fast and needs no login, such as /healthz",
		},
		"HealthPort":            {Rule: "omitempty,min=1,max=65535", Fix: "give a TCP port, or 0 for the container's port"},
		"HealthIntervalSeconds": {Rule: "omitempty,min=5,max=300", Fix: "give 5 to 300 seconds"},
		"HealthTimeoutSeconds":  {Rule: "omitempty,min=2,max=120", Fix: "give 2 to 120 seconds"},
		"HealthyThreshold":      {Rule: "omitempty,min=2,max=10", Fix: "give 2 to 10 health checks"},
		"UnhealthyThreshold":    {Rule: "omitempty,min=2,max=10", Fix: "give 2 to 10 health checks"},

		"DeregistrationDelaySeconds": {Rule: "omitnil,min=0,max=3600", Fix: "give 0 to 3600 seconds"},

		"Paths":    {Rule: "omitempty,unique", Fix: "list each pattern once"},
		"Hosts":    {Rule: "omitempty,unique", Fix: "list each pattern once"},
		"Priority": {Rule: "omitempty,min=1,max=50000", Fix: "give 1 to 50000, with gaps for later targets"},
		"Routes":   {Rule: "omitempty,dive"},
	})
	check.Fields[Route](map[string]check.Field{
		"Paths":    {Rule: "omitempty,unique", Fix: "list each pattern once"},
		"Hosts":    {Rule: "omitempty,unique", Fix: "list each pattern once"},
		"Priority": {Rule: "required,min=1,max=50000", Fix: "give 1 to 50000, with gaps for later targets"},
	})
}

// Texts that Elastic Load Balancing accepts.
var (
	statusCodes = regexp.MustCompile(`^[2-4]\d\d(-[2-4]\d\d)?(,[2-4]\d\d(-[2-4]\d\d)?)*$`)
	pathPattern = regexp.MustCompile(`^/[A-Za-z0-9_.$/~"'@:+&*?-]{0,127}$`)
	hostPattern = regexp.MustCompile(`^[A-Za-z0-9_*?-]*\.[A-Za-z0-9_.*?-]+$`)
)

func (t Target) withDefaults() Target {
	t.HealthCodes = cmp.Or(t.HealthCodes, "200")
	t.HealthIntervalSeconds = cmp.Or(t.HealthIntervalSeconds, 30)
	t.HealthTimeoutSeconds = cmp.Or(t.HealthTimeoutSeconds, min(5, t.HealthIntervalSeconds-1))
	t.HealthyThreshold = cmp.Or(t.HealthyThreshold, 2)
	t.UnhealthyThreshold = cmp.Or(t.UnhealthyThreshold, 2)
	t.DeregistrationDelaySeconds = cmp.Or(t.DeregistrationDelaySeconds, new(60))
	return t
}

// defaultTarget returns nil if there is none.
func (c config) defaultTarget() *target {
	for i := range c.targets {
		if c.targets[i].isDefault() {
			return &c.targets[i]
		}
	}
	return nil
}

// checkTargets checks the targets of one load balancer.
func checkTargets(targets []target, wrong *check.Mistakes) {
	var fallback *target
	priorities := map[int]string{}
	for i, t := range targets {
		if t.isDefault() && fallback != nil {
			wrong.Add(t.at, t.key, "has no Paths, Hosts or Routes, like %q, but only one target can be the default; "+
				"give %[2]q or %[1]q Paths or Hosts", fallback.key, t.key)
		} else if t.isDefault() {
			fallback = &targets[i]
		}
		t.checkHealth(wrong)
		t.checkPriority(wrong)
		for _, key := range slices.Sorted(maps.Keys(t.Routes)) {
			checkKey(t.at+".Routes", key, wrong)
		}
		for _, r := range t.rules() {
			if taken := priorities[r.Priority]; taken != "" && r.Priority != 0 {
				wrong.Add(r.at+".Priority", r.Priority, "is the priority of %s already; choose another", taken)
			}
			priorities[r.Priority] = r.at
			r.checkPatterns(wrong)
		}
	}
}

func (t target) checkHealth(wrong *check.Mistakes) {
	if !statusCodes.MatchString(t.HealthCodes) {
		wrong.Add(t.at+".HealthCodes", t.HealthCodes,
			`must be status codes from 200 to 499; write them like "200,204" or "200-299"`)
	}
	interval, timeout := t.at+".HealthIntervalSeconds", t.at+".HealthTimeoutSeconds"
	if t.HealthTimeoutSeconds >= t.HealthIntervalSeconds && !wrong.Has(interval) && !wrong.Has(timeout) {
		wrong.Add(timeout, t.HealthTimeoutSeconds, "must be less than HealthIntervalSeconds, which is %d; "+
			"shorten the timeout, or lengthen the interval", t.HealthIntervalSeconds)
	}
}

// checkPriority checks the priority of Paths and Hosts. That of a route is always required.
func (t target) checkPriority(wrong *check.Mistakes) {
	at, byRule := t.at+".Priority", len(t.Paths) > 0 || len(t.Hosts) > 0
	switch {
	case byRule && t.Priority == 0:
		wrong.Add(at, t.Priority, "is required with Paths or Hosts; give 1 to 50000, with gaps for later targets")
	case t.isDefault() && t.Priority != 0:
		wrong.Add(at, t.Priority, "must not be set on the default target, which has no rule; remove it")
	case !byRule && t.Priority != 0:
		wrong.Add(at, t.Priority, "must not be set without Paths and Hosts, because each of Routes has its own; remove it")
	}
}

func (r rule) checkPatterns(wrong *check.Mistakes) {
	switch patterns := slices.Concat(r.Paths, r.Hosts); {
	case len(patterns) == 0:
		wrong.Add(r.at, patterns, "must have Paths or Hosts; give one, or remove the route")
	case len(patterns) > 5:
		wrong.Add(r.at, patterns, "must have at most five Paths and Hosts together, the limit of a rule; "+
			"use wildcards, or a route of its own in Routes")
	}
	for i, path := range r.Paths {
		if !pathPattern.MatchString(path) {
			wrong.Add(fmt.Sprintf("%s.Paths[%d]", r.at, i), path, "must be a path pattern that starts with / and has at most "+
				`128 characters (letters, digits, _-.$/~"'@:+& and the wildcards * and ?); write it like /docs/*`)
		}
	}
	for i, host := range r.Hosts {
		if len(host) > 128 || !hostPattern.MatchString(host) {
			wrong.Add(fmt.Sprintf("%s.Hosts[%d]", r.at, i), host, "must be a host name pattern with a dot and at most "+
				"128 characters (letters, digits, _-. and the wildcards * and ?); write it like api.example.com or *.example.com")
		}
	}
}
