package ingress

import (
	"cmp"
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/arn"
	"github.com/knwl-platform/infra/internal/check"
)

// everybody is the whole internet.
const everybody = "0.0.0.0/0"

// cidrs is the rule of a list of IPv4 networks.
var cidrs = check.Field{
	Rule: "omitempty,unique,dive,cidr",
	Fix:  "list each IPv4 network once, without host bits, such as 203.0.113.0/24",
}

func init() {
	check.Fields[Args](map[string]check.Field{
		"Targets":        {Rule: "omitempty,dive"},
		"CertificateARN": {Kind: arn.Certificate},
		"AllowedCIDRs":   cidrs,

		"AllowedPrefixListIDs": {Kind: arn.PrefixList},
		"WebACLARN":            {Kind: arn.WebACL},
	})
	check.Fields[AccessLogs](map[string]check.Field{
		"Bucket": {Rule: "required", Fix: "give the name of the bucket, such as the Name of logbucket"},
	})
	check.Fields[TestListener](map[string]check.Field{
		"Port":             {Rule: "omitempty,min=1,max=65535", Fix: "give a TCP port, such as 9000"},
		"AllowedCIDRs":     cidrs,
		"SecurityGroupIDs": {Kind: arn.SecurityGroup},
	})
}

// config is Args with all defaults applied and all rules checked.
type config struct {
	Args
	https, redirect bool
	targets         []target // sorted by key
	testListener    bool     // there is one
}

func resolve(name string, a Args) (config, error) {
	wrong := check.In("ingress", name)
	a = check.Args(wrong, a)
	wrong.ResourceTags("Tags", a.Tags)

	c := config{Args: a, https: a.CertificateARN != nil}
	c.redirect = c.https && !a.NoRedirect
	if a.Public && a.AllowedCIDRs == nil && len(a.AllowedPrefixListIDs) == 0 { // an empty list admits nobody
		c.AllowedCIDRs = []string{everybody}
	}
	c.TestListener.Port = cmp.Or(a.TestListener.Port, 9000)
	c.testListener = a.TestListener.Port != 0
	for _, key := range slices.Sorted(maps.Keys(a.Targets)) {
		t := targetOf(name, key, a.Targets[key])
		c.targets = append(c.targets, t)
		c.testListener = c.testListener || t.BlueGreen
	}
	if c.API != nil {
		c.API.ThrottleRate = cmp.Or(a.API.ThrottleRate, new(1000))
		c.API.ThrottleBurst = cmp.Or(a.API.ThrottleBurst, new(500))
		c.API.LogRetentionDays = cmp.Or(a.API.LogRetentionDays, 14)
	}

	c.checkNames(name, wrong)
	checkTargets(c.targets, wrong)
	checkTestListener(a.TestListener, c.testListener, wrong)
	c.checkListeners(wrong)
	c.checkAPI(wrong)
	checkAccessLogs(a.AccessLogs, wrong)
	for _, key := range slices.Sorted(maps.Keys(a.AllowedPrefixListIDs)) {
		wrong.Key("AllowedPrefixListIDs", key)
	}
	return c, wrong.Err()
}

// port returns the port of the production listener.
func (c config) port() int {
	if c.https {
		return 443
	}
	return 80
}

func checkAccessLogs(logs *AccessLogs, wrong *check.Mistakes) {
	if logs == nil {
		return
	}
	if p := logs.Prefix; strings.Contains(p, "AWSLogs") || strings.HasPrefix(p, "/") || strings.HasSuffix(p, "/") {
		wrong.Add("AccessLogs.Prefix", p, `must not contain "AWSLogs", which AWS appends, and must not start or end with `+
			"a slash; give a prefix such as web")
	}
}

func (c config) checkListeners(wrong *check.Mistakes) {
	const subnets = "Network.SubnetIDs"
	if known, ok := c.Network.SubnetIDs.(pulumi.StringArray); ok && len(known) < 2 && !wrong.Has(subnets) {
		wrong.Add(subnets, len(known),
			"must be at least two, in different availability zones (ELB.13); add a subnet in another zone")
	}
	if c.NoRedirect && !c.https && !wrong.Has("CertificateARN") {
		wrong.Add("NoRedirect", true,
			"would close port 80, the only listener without a certificate; set CertificateARN, or remove NoRedirect")
	}
}

// checkTestListener takes the test listener without defaults.
func checkTestListener(l TestListener, exists bool, wrong *check.Mistakes) {
	if admits := len(l.AllowedCIDRs) > 0 || len(l.SecurityGroupIDs) > 0; admits && !exists {
		wrong.Add("TestListener", check.NotShown, "is only used with a blue/green target; "+
			"set BlueGreen on a target, set Port for targets of other stacks, or remove TestListener")
	}
	if l.Port == 80 || l.Port == 443 {
		wrong.Add("TestListener.Port", l.Port, "is a port of the production listener; choose another, such as 9000")
	}
	for i, cidr := range l.AllowedCIDRs {
		if network, err := netip.ParsePrefix(cidr); err == nil && network.Bits() == 0 {
			wrong.Add(fmt.Sprintf("TestListener.AllowedCIDRs[%d]", i), cidr,
				"would show unreleased versions to everybody (EC2.18); list the networks of those who test")
		}
	}
	for _, key := range slices.Sorted(maps.Keys(l.SecurityGroupIDs)) {
		wrong.Key("TestListener.SecurityGroupIDs", key)
	}
}
