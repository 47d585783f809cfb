package observability

import (
	"maps"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/arn"
	"github.com/knwl-platform/infra/internal/check"
	"github.com/knwl-platform/infra/internal/child"
)

func init() {
	check.Fields[Args](map[string]check.Field{
		"Services":      {Rule: "dive"},
		"Targets":       {Rule: "dive"},
		"APIs":          {Rule: "dive"},
		"Databases":     {Rule: "dive"},
		"LogGroups":     {Rule: "dive"},
		"Emails":        {Rule: "unique,dive,email", Fix: "list valid addresses such as ops@example.com, each once"},
		"Subscriptions": {Rule: "dive"},
		"TopicARNs": {
			Kind: arn.Topic, Rule: "max=5",
			Fix: "remove some, because an alarm has at most five actions, and subscribe their receivers to another topic",
		},
	})
	check.Fields[Subscription](map[string]check.Field{
		"Protocol": {Rule: "oneof=https sqs lambda", Fix: "choose one, or list an e-mail address in Emails"},
		"Endpoint": {Rule: "required", Fix: "give an https URL, or the ARN of a queue or function"},
	})
}

// config is Args with all defaults applied and all rules checked.
type config struct {
	Args
	dashboardName string
}

// endpoints are the kinds of ARN that protocols deliver to.
var endpoints = map[string]arn.Kind{"sqs": arn.Queue, "lambda": arn.Function}

func resolve(project, stack, name string, a Args) (config, error) {
	wrong := check.In("observability", name)
	checkShared(wrong, a)
	a = check.Args(wrong, a) // with copies of all maps
	wrong.ResourceTags("Tags", a.Tags)

	c := config{Args: a, dashboardName: dashboardName(project, stack, name)}
	c.Emails = slices.Sorted(slices.Values(a.Emails))
	defaults(c.Services, Service.withDefaults)
	defaults(c.Targets, Target.withDefaults)
	defaults(c.APIs, API.withDefaults)
	defaults(c.Databases, Database.withDefaults)
	defaults(c.LogGroups, LogGroup.withDefaults)

	if len(a.Services)+len(a.Targets)+len(a.Databases) == 0 {
		wrong.Add("Services", nil, "must not be empty if Targets and Databases are empty too; "+
			"give a service, target or database to watch")
	}
	if len(a.TopicARNs) > 0 && len(a.Emails) > 0 {
		wrong.Add("Emails", a.Emails, "must be empty if TopicARNs is not; subscribe the addresses to one of those topics")
	}
	if len(a.TopicARNs) > 0 && len(a.Subscriptions) > 0 {
		wrong.Add("Subscriptions", a.Subscriptions,
			"must be empty if TopicARNs is not; subscribe the endpoints to one of those topics")
	}
	c.checkNames(wrong, project, stack, name)
	c.checkEndpoints(wrong)
	c.checkSlack(wrong, name)
	if err := wrong.Err(); err != nil {
		return c, err
	}
	c.checkDashboard(wrong)
	return c, wrong.Err()
}

// checkShared records entries that share what only one of them may have. It compares outputs, which
// check.Args replaces.
func checkShared(wrong *check.Mistakes, a Args) {
	subscribed := map[string]pulumi.StringInput{}
	for key, s := range a.Subscriptions {
		subscribed[key] = s.Endpoint
	}
	wrong.Distinct("Subscriptions", subscribed, "SNS subscribes an endpoint only once; remove one of the two")

	keys := slices.Sorted(maps.Keys(a.Targets))
	for _, key := range keys {
		if t := a.Targets[key]; check.Same(t.ARN, t.GreenARN) {
			wrong.Add(check.At("Targets", key)+".GreenARN", check.NotShown, "is the same as ARN, and the alarms of both "+
				"groups would have the same metrics; give the green target group, or leave the field nil")
		}
		other := slices.IndexFunc(keys, func(other string) bool {
			return other != key && check.Same(a.Targets[key].LoadBalancerARN, a.Targets[other].LoadBalancerARN)
		})
		if a.Targets[key].OwnLoadBalancer && other >= 0 {
			wrong.Add(check.At("Targets", key)+".OwnLoadBalancer", true, "must be false, because %s has the same "+
				"LoadBalancerARN; remove it", check.At("Targets", keys[other]))
		}
	}
}

// defaults applies the defaults to each entry.
func defaults[V any](all map[string]V, apply func(V) V) {
	for key, v := range all {
		all[key] = apply(v)
	}
}

// longestTargetGroup has the length of the longest name of a target group, which an alarm's starts with.
const longestTargetGroup = "12345678901234567890123456789012"

// checkNames records names that AWS would reject, and keys that would give two alarms the same name.
func (c config) checkNames(wrong *check.Mistakes, project, stack, name string) {
	switch {
	case !check.IsWord(name):
		wrong.Add("name", name, "must be letters, digits and single hyphens between them, "+
			"because names of resources are derived from it; choose a simpler name")
		return
	case len(c.dashboardName) > longestName:
		checkLength(wrong, "name", name, c.dashboardName, longestName)
		return
	}
	for _, key := range slices.Sorted(maps.Keys(c.Services)) {
		checkKey(wrong, "Services", key, child.Name(name, "ecs-"+key+"-"+string(Memory))+check.Suffix)
	}
	for _, key := range slices.Sorted(maps.Keys(c.Targets)) {
		checkKey(wrong, "Targets", key, child.Name(longestTargetGroup, child.Name(key+green, string(UnhealthyHosts))),
			child.Name(name, target+"-"+key+green+"-"+string(UnhealthyHosts)))
		if strings.HasSuffix(key, green) {
			wrong.Add(check.At("Targets", key), key, "must not end with %q, because the alarms of green target groups do; "+
				"choose another ending", green)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(c.APIs)) {
		checkKey(wrong, "APIs", key, child.Name(name, "api-"+key+"-"+string(IntegrationLatency))+check.Suffix)
	}
	for _, key := range slices.Sorted(maps.Keys(c.Databases)) {
		checkKey(wrong, "Databases", key, child.Name(name, "rds-"+key+"-"+string(Connections))+check.Suffix)
	}
	for _, key := range slices.Sorted(maps.Keys(c.LogGroups)) {
		checkKey(wrong, "LogGroups", key, child.Name(name, "log-"+key+"-"+string(LoggedErrors))+check.Suffix)
		field := check.At("LogGroups", key)
		if known, ok := c.LogGroups[key].Name.(pulumi.String); ok && !wrong.Has(field+".Name") {
			checkLength(wrong, field+".Name", string(known), child.Name(string(known), key), longestName)
		}
		for _, query := range slices.Sorted(maps.Keys(c.LogGroups[key].Queries)) {
			saved := strings.Join([]string{project, stack, name, key, query}, "/")
			checkKey(wrong, field+".Queries", query, saved)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(c.Subscriptions)) {
		checkKey(wrong, "Subscriptions", key, key)
	}
}

// checkKey records a key that is not a word, or makes a name derived from it too long.
func checkKey(wrong *check.Mistakes, field, key string, derived ...string) {
	wrong.Key(field, key)
	for _, name := range derived {
		if !wrong.Has(check.At(field, key)) {
			checkLength(wrong, check.At(field, key), key, name, longestName)
		}
	}
}

func checkLength(wrong *check.Mistakes, field, value, longest string, most int) {
	if len(longest) > most {
		wrong.Add(field, value, tooLong, longest, most, len(longest)-most)
	}
}

const tooLong = "makes the name %q longer than the %d characters that AWS allows; shorten it by %d"

// checkEndpoints records literal endpoints that do not match their protocol.
func (c config) checkEndpoints(wrong *check.Mistakes) {
	for _, key := range slices.Sorted(maps.Keys(c.Subscriptions)) {
		s := c.Subscriptions[key]
		field := check.At("Subscriptions", key) + ".Endpoint"
		known, _ := s.Endpoint.(pulumi.String)
		if kind, ok := endpoints[s.Protocol]; ok {
			wrong.ARN(field, string(known), kind)
		}
		if s.Protocol == "https" && known != "" && !strings.HasPrefix(string(known), "https://") {
			// The value is not shown, because a webhook's URL may contain a secret.
			wrong.Add(field, check.NotShown, `must start with "https://", because Protocol is https; give an https URL`)
		}
	}
}
