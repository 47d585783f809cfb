package ingress

import (
	"fmt"
	"maps"
	"net/netip"
	"regexp"
	"slices"
	"strings"

	"github.com/knwl-platform/infra/internal/check"
)

// What Elastic Load Balancing takes, beside lengths.
var (
	healthCodes = regexp.MustCompile(`^[2-4]\d\d(-[2-4]\d\d)?(,[2-4]\d\d(-[2-4]\d\d)?)*$`)
	pathPattern = regexp.MustCompile(`^/[A-Za-z0-9_.$/~"'@:+&*?-]{0,127}$`)
	hostPattern = regexp.MustCompile(`^[A-Za-z0-9_*?-]*\.[A-Za-z0-9_.*?-]+$`)
)

// checkNames finds names that AWS would refuse half way through a deployment, and target names that would give two children one name.
func (c config) checkNames(name string, wrong *check.Mistakes) {
	wrong.Name(name, longestName, "the load balancer")
	if strings.HasPrefix(name, "internal-") {
		wrong.Add("name", name, "begins with a word that AWS keeps for its own load balancers; choose another beginning than internal-")
	}
	for _, part := range strings.Split(name, "-")[1:] {
		if part == "tg" || part == "green" {
			wrong.Add("name", name, "must not contain the part %q, which target group names use as a separator; choose another name", part)
		}
	}
	for _, t := range c.targets {
		longest := groupName(name, t.key)
		if t.BlueGreen {
			longest = greenName(name, t.key)
		}
		where := at(t.key, "")
		switch {
		case !check.IsWord(t.key):
			wrong.Add(where, t.key, "names a target group, which takes letters, digits and inner hyphens only; choose such a name")
		case strings.HasSuffix(t.key, "-green"):
			wrong.Add(where, t.key, "ends like the green target group of another target; choose another ending")
		case len(longest) > longestName && !wrong.Has("name"):
			wrong.Add(where, longest, "has %d characters, but a target group's name has room for %d and Pulumi's suffix; shorten the component's or the target's name",
				len(longest), longestName)
		}
	}
}

func (c config) checkTargets(wrong *check.Mistakes) {
	priorities := map[int]string{}
	var fallback string
	for _, t := range c.targets {
		priority := at(t.key, ".Priority")
		switch {
		case t.isDefault() && fallback != "":
			wrong.Add(at(t.key, ""), t.key, "takes all other requests, as %q does; give one of the two Paths or Hosts", fallback)
		case t.isDefault() && t.Priority != 0:
			wrong.Add(priority, t.Priority, "orders rules, but a target without Paths and Hosts has none; leave it out")
		case !t.isDefault() && t.Priority == 0:
			wrong.Add(priority, t.Priority, "is required with Paths or Hosts; give 1 to 50000, with gaps for later ones")
		case !t.isDefault() && priorities[t.Priority] != "":
			wrong.Add(priority, t.Priority, "is that of target %q already; give each target its own", priorities[t.Priority])
		}
		if t.isDefault() {
			fallback = t.key
		} else {
			priorities[t.Priority] = t.key
		}
		t.checkPatterns(wrong)
		if !healthCodes.MatchString(t.HealthCodes) {
			wrong.Add(at(t.key, ".HealthCodes"), t.HealthCodes, `must be status codes from 200 to 499; write them like "200,204" or "200-299"`)
		}
		interval := at(t.key, ".HealthIntervalSeconds")
		timeout := at(t.key, ".HealthTimeoutSeconds")
		if t.HealthTimeoutSeconds >= t.HealthIntervalSeconds && !wrong.Has(interval) && !wrong.Has(timeout) {
			wrong.Add(timeout, t.HealthTimeoutSeconds, "must be less than HealthIntervalSeconds, %d; shorten it or check less often", t.HealthIntervalSeconds)
		}
	}
}

func (t target) checkPatterns(wrong *check.Mistakes) {
	if n := len(t.Paths) + len(t.Hosts); n > 5 {
		wrong.Add(at(t.key, ".Paths"), t.Paths, "and Hosts have %d patterns, but a rule takes five; use a wildcard or a second target", n)
	}
	for i, path := range t.Paths {
		if !pathPattern.MatchString(path) {
			wrong.Add(fmt.Sprintf("%s[%d]", at(t.key, ".Paths"), i), path,
				`must be a path pattern of at most 128 characters; begin it with / and use * and ? as wildcards`)
		}
	}
	for i, host := range t.Hosts {
		if len(host) > 128 || !hostPattern.MatchString(host) {
			wrong.Add(fmt.Sprintf("%s[%d]", at(t.key, ".Hosts"), i), host,
				`must be a host name pattern with a dot, of at most 128 characters; write it like api.example.com or *.example.com`)
		}
	}
}

func (c config) checkTestListener(a Args, wrong *check.Mistakes) {
	if sources := len(a.TestListener.AllowedCIDRs) + len(a.TestListener.SecurityGroupIDs); !c.blueGreen && (a.TestListener.Port != 0 || sources > 0) {
		wrong.Add("TestListener.Port", c.test.Port, "is opened for blue/green, but no target is BlueGreen; make one so or leave TestListener out")
	}
	if c.test.Port == 80 || c.test.Port == 443 {
		wrong.Add("TestListener.Port", c.test.Port, "is production's; choose another such as 9000")
	}
	for i, cidr := range a.TestListener.AllowedCIDRs {
		if network, err := netip.ParsePrefix(cidr); err == nil && network.Bits() == 0 {
			wrong.Add(fmt.Sprintf("TestListener.AllowedCIDRs[%d]", i), cidr, "would show unreleased versions to everybody (EC2.18); name the networks that test")
		}
	}
	for _, key := range slices.Sorted(maps.Keys(a.TestListener.SecurityGroupIDs)) {
		where := fmt.Sprintf("TestListener.SecurityGroupIDs[%q]", key)
		if !check.IsWord(key) {
			wrong.Add(where, key, "names a rule, which takes letters, digits and inner hyphens only; choose such a name")
		}
	}
}

// at is the Go path of a target or of one of its fields.
func at(key, field string) string { return fmt.Sprintf("Targets[%q]%s", key, field) }
