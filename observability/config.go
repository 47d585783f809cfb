package observability

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/arn"
	"github.com/knwl-platform/infra/internal/check"
)

// config is Args with every default applied and every rule checked.
type config struct {
	services  []keyed[Service] // like targets and databases sorted by key
	targets   []keyed[Target]
	databases []keyed[Database]
	emails    []string
	others    []keyed[Subscription]
	ownTopic  bool
	dashboard string // its name
	tags      map[string]string
	in        Args // its other wiring, checked
}

// keyed is an entry of a map with its key.
type keyed[V any] struct {
	key   string
	value V
}

// endpoints are the kinds of ARN behind the protocols that take one.
var endpoints = map[string]arn.Kind{"sqs": arn.Queue, "lambda": arn.Function}

func resolve(project, stack, name string, a Args) (config, error) {
	var wrong check.Mistakes
	a = check.Args(&wrong, "observability", name, a)
	wrong.ResourceTags("Tags", a.Tags)

	c := config{
		services:  sorted(a.Services),
		targets:   sorted(a.Targets),
		databases: sorted(a.Databases),
		emails:    slices.Sorted(slices.Values(a.Emails)),
		others:    sorted(a.Subscriptions),
		ownTopic:  len(a.TopicARNs) == 0,
		dashboard: dashboardName(project, stack, name),
		tags:      a.Tags,
		in:        a,
	}
	for i := range c.services {
		s := &c.services[i].value
		s.CPUPercent, s.MemoryPercent = cmp.Or(s.CPUPercent, 80), cmp.Or(s.MemoryPercent, 80)
	}
	for i := range c.targets {
		t := &c.targets[i].value
		t.ErrorsPerMinute = cmp.Or(t.ErrorsPerMinute, new(5))
	}
	for i := range c.databases {
		d := &c.databases[i].value
		d.CPUPercent, d.FreeStorageGB = cmp.Or(d.CPUPercent, 80), cmp.Or(d.FreeStorageGB, 2)
	}

	if len(a.Services)+len(a.Targets)+len(a.Databases) == 0 {
		wrong.Add("Services", nil, "and Targets and Databases are empty, so nothing is watched; give at least one")
	}
	if !c.ownTopic && len(a.Emails) > 0 {
		wrong.Add("Emails", a.Emails, "subscribe to the topic that TopicARNs stands in for; leave one of the two out")
	}
	if !c.ownTopic && len(a.Subscriptions) > 0 {
		wrong.Add("Subscriptions", a.Subscriptions, "are to the topic that TopicARNs stands in for; leave one of the two out")
	}
	c.checkNames(name, &wrong)
	c.checkEndpoints(&wrong)
	return c, wrong.Err("observability", name)
}

// suffix stands for the characters that Pulumi adds to make a physical name unique.
const suffix = "-1234567"

// checkNames finds names that AWS would refuse, and keys that would give two alarms one name.
func (c config) checkNames(name string, wrong *check.Mistakes) {
	checkName(wrong, "name", name, c.dashboard)
	if wrong.Has("name") {
		return
	}
	for _, s := range c.services {
		checkName(wrong, at("Services", s.key), s.key, loadAlarm(name, "ecs", s.key, "memory")+suffix)
	}
	for _, t := range c.targets {
		checkName(wrong, at("Targets", t.key), t.key, t.key)
		if strings.HasSuffix(t.key, "-green") {
			wrong.Add(at("Targets", t.key), t.key, "ends like the alarm on the green group of another target; choose another ending")
		}
	}
	for _, d := range c.databases {
		checkName(wrong, at("Databases", d.key), d.key, loadAlarm(name, "rds", d.key, "storage")+suffix)
	}
	for _, s := range c.others {
		checkName(wrong, at("Subscriptions", s.key), s.key, s.key)
	}
}

// checkName wants a word that still fits when it is made into the longest name that it is part of.
func checkName(wrong *check.Mistakes, field, value, longest string) {
	switch {
	case !check.IsWord(value):
		wrong.Add(field, value, "becomes part of names in AWS, which take letters, digits and inner hyphens; choose such a name")
	case len(longest) > longestName:
		wrong.Add(field, value, "makes the name %q, of which AWS takes %d characters; shorten it by %d", longest, longestName, len(longest)-longestName)
	}
}

// checkEndpoints finds the literal endpoints that do not suit their protocol.
func (c config) checkEndpoints(wrong *check.Mistakes) {
	for _, s := range c.others {
		field := at("Subscriptions", s.key) + ".Endpoint"
		known, _ := s.value.Endpoint.(pulumi.String)
		if kind, ok := endpoints[s.value.Protocol]; ok {
			wrong.ARN(field, string(known), kind)
		}
		if s.value.Protocol == "https" && known != "" && !strings.HasPrefix(string(known), "https://") {
			wrong.Add(field, nil, `must start with "https://", as Protocol says; give an https URL`) // the value may hold a key
		}
	}
}

func sorted[V any](m map[string]V) []keyed[V] {
	entries := []keyed[V]{}
	for _, key := range slices.Sorted(maps.Keys(m)) {
		entries = append(entries, keyed[V]{key, m[key]})
	}
	return entries
}

func at(field, key string) string { return fmt.Sprintf("%s[%q]", field, key) }
