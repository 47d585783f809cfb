package ingress

import (
	"maps"
	"slices"
	"strings"

	"github.com/knwl-platform/infra/internal/check"
	"github.com/knwl-platform/infra/internal/child"
)

// longestName leaves room for Pulumi's suffix: Elastic Load Balancing allows 32 characters in the
// name of a load balancer or target group.
const longestName = 32 - len(check.Suffix)

// target is a Target with its place in the arguments and the logical names of its children. AWS
// rejects two hyphens in a row in the name of a target group, so there "-tg-" and "-green-" are
// used where child.Name has "--".
type target struct {
	at, key     string
	blue, green string // target groups
	rule        string // of Paths and Hosts; the names of all other rules start with it
	Target
}

// targetOf returns the target of an ingress.
func targetOf(ingress, key string, t Target) target {
	return target{
		at: check.At("Targets", key), key: key,
		blue: ingress + "-tg-" + key, green: ingress + "-green-" + key,
		rule: child.Name(ingress, key), Target: t.withDefaults(),
	}
}

// rule is a route to a target, with its place in the arguments and its logical name.
type rule struct {
	at, name string
	Route
}

// rules returns a rule for Paths and Hosts, if there are any, and one for each of Routes. Names of
// targets and routes contain no two hyphens in a row, so no two rules share a name.
func (t target) rules() (all []rule) {
	if len(t.Paths) > 0 || len(t.Hosts) > 0 {
		all = append(all, rule{t.at, t.rule, Route{t.Paths, t.Hosts, t.Priority}})
	}
	for _, key := range slices.Sorted(maps.Keys(t.Routes)) {
		all = append(all, rule{check.At(t.at+".Routes", key), child.Name(t.rule, key), t.Routes[key]})
	}
	return all
}

// isDefault reports whether the target gets the requests that no rule matches.
func (t target) isDefault() bool { return len(t.rules()) == 0 }

// greenRule returns the logical name of a rule's counterpart on the test listener.
func greenRule(name string) string { return name + "-green" }

// checkName records a component name that AWS would reject in the middle of a deployment, or that
// could give two children the same name.
func checkName(name, longest string, wrong *check.Mistakes) {
	wrong.Name(name, longestName, longest)
	for _, part := range strings.Split(name, "-")[1:] {
		if part == "tg" || part == "green" {
			wrong.Add("name", name, "must not contain the part %q, which names of target groups use as a separator; "+
				"choose another name", part)
		}
	}
}

// checkKey records a key that AWS would reject in a name, or that could give two rules the same
// name.
func checkKey(field, key string, wrong *check.Mistakes) {
	wrong.Key(field, key)
	if at := check.At(field, key); !wrong.Has(at) && strings.HasSuffix(key, "-green") {
		wrong.Add(at, key, `must not have a key that ends with "-green", like the test listener's rules; rename it`)
	}
}

// checkNames records what is wrong with the names of an ingress and its targets.
func (c config) checkNames(name string, wrong *check.Mistakes) {
	checkName(name, "the load balancer", wrong)
	if strings.HasPrefix(name, "internal-") {
		wrong.Add("name", name, "must not start with \"internal-\", which AWS reserves for its own load balancers; "+
			"choose another name")
	}
	for _, t := range c.targets {
		longest := t.blue
		if t.BlueGreen {
			longest = t.green
		}
		checkKey("Targets", t.key, wrong)
		if len(longest) > longestName && !wrong.Has(t.at) && !wrong.Has("name") {
			wrong.Add(t.at, longest, "has %d characters, but a target group's name must have at most %d, to leave room for "+
				"Pulumi's suffix; shorten the component's name or the target's key", len(longest), longestName)
		}
	}
}
