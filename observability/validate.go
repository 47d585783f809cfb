package observability

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/arn"
	"github.com/knwl-platform/infra/internal/check"
	"github.com/knwl-platform/infra/internal/child"
)

func init() {
	percent := check.Field{Rule: "omitempty,min=1,max=99", Fix: "choose 1 to 99, or it would fire always or never"}
	check.Fields[Args](map[string]check.Field{
		"Services":      {Rule: "dive"},
		"Targets":       {Rule: "dive"},
		"Databases":     {Rule: "dive"},
		"Emails":        {Rule: "unique,dive,email", Fix: "list valid addresses such as ops@example.com, each once"},
		"Subscriptions": {Rule: "dive"},
		"TopicARNs": {
			Kind: arn.Topic, Rule: "max=5",
			Fix: "remove some, because an alarm has at most five actions, and subscribe their receivers to another topic",
		},
	})
	check.Fields[Service](map[string]check.Field{
		"ClusterARN": {
			Kind: arn.ECSCluster, Rule: "required",
			Fix: "give the cluster's ARN, such as the ClusterARN of ecsservice",
		},
		"ServiceName":   {Rule: "required", Fix: "give the service's name, such as the ServiceName of ecsservice"},
		"CPUPercent":    percent,
		"MemoryPercent": percent,
	})
	check.Fields[Target](map[string]check.Field{
		"LoadBalancerARN": {
			Kind: arn.LoadBalancer, Rule: "required",
			Fix: "give the load balancer's ARN, such as the LoadBalancerARN of ingress",
		},
		"ARN": {
			Kind: arn.TargetGroup, Rule: "required",
			Fix: "give the target group's ARN, such as that of one of ingress's Targets",
		},
		"GreenARN":        {Kind: arn.TargetGroup},
		"ErrorsPerMinute": {Rule: "omitnil,min=0", Fix: "give a number of responses, or leave the field nil for 5"},
	})
	check.Fields[Database](map[string]check.Field{
		"ARN": {
			Kind: arn.Database, Rule: "required",
			Fix: "give the instance's ARN, such as the ARN of database",
		},
		"CPUPercent":    percent,
		"FreeStorageGB": {Rule: "omitempty,min=1,max=65536", Fix: "give a number of GB, or leave the field out for 1"},
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
	a = check.Args(wrong, a) // with copies of all maps
	wrong.ResourceTags("Tags", a.Tags)

	c := config{Args: a, dashboardName: dashboardName(project, stack, name)}
	c.Emails = slices.Sorted(slices.Values(a.Emails))
	for key, s := range c.Services {
		s.CPUPercent, s.MemoryPercent = cmp.Or(s.CPUPercent, 80), cmp.Or(s.MemoryPercent, 80)
		c.Services[key] = s
	}
	for key, t := range c.Targets {
		t.ErrorsPerMinute = cmp.Or(t.ErrorsPerMinute, new(5))
		c.Targets[key] = t
	}
	for key, d := range c.Databases {
		d.CPUPercent, d.FreeStorageGB = cmp.Or(d.CPUPercent, 80), cmp.Or(d.FreeStorageGB, 1)
		c.Databases[key] = d
	}

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
	c.checkNames(wrong, name)
	c.checkEndpoints(wrong)
	return c, wrong.Err()
}

// longestTargetGroup has the length of the longest name of a target group, which an alarm's starts with.
const longestTargetGroup = "12345678901234567890123456789012"

// checkNames records names that AWS would reject, and keys that would give two alarms the same name.
func (c config) checkNames(wrong *check.Mistakes, name string) {
	switch {
	case !check.IsWord(name):
		wrong.Add("name", name, "must be letters, digits and single hyphens between them, "+
			"because names of resources are derived from it; choose a simpler name")
		return
	case len(c.dashboardName) > longestName:
		checkLength(wrong, "name", name, c.dashboardName)
		return
	}
	for _, key := range slices.Sorted(maps.Keys(c.Services)) {
		checkKey(wrong, "Services", key, child.Name(name, usageRole("ecs", key, "memory"))+check.Suffix)
	}
	for _, key := range slices.Sorted(maps.Keys(c.Targets)) {
		checkKey(wrong, "Targets", key, longestTargetGroup+"-"+key+green+"-5xx")
		if strings.HasSuffix(key, green) {
			wrong.Add(check.At("Targets", key), key, "must not end with %q, because the alarms of green target groups do; "+
				"choose another ending", green)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(c.Databases)) {
		checkKey(wrong, "Databases", key, child.Name(name, usageRole("rds", key, "storage"))+check.Suffix)
	}
	for _, key := range slices.Sorted(maps.Keys(c.Subscriptions)) {
		checkKey(wrong, "Subscriptions", key, key)
	}
}

// checkKey records a key that is not a word, or makes the longest name derived from it too long.
func checkKey(wrong *check.Mistakes, field, key, longest string) {
	if wrong.Key(field, key); !wrong.Has(check.At(field, key)) {
		checkLength(wrong, check.At(field, key), key, longest)
	}
}

func checkLength(wrong *check.Mistakes, field, value, longest string) {
	if len(longest) > longestName {
		wrong.Add(field, value, "makes the name %q longer than the %d characters that AWS allows; shorten it by %d",
			longest, longestName, len(longest)-longestName)
	}
}

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
