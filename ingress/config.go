package ingress

import (
	"cmp"
	"maps"
	"slices"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/check"
)

// everybody is the whole internet.
const everybody = "0.0.0.0/0"

// config is Args with every default applied and every rule checked.
type config struct {
	public, https, redirect bool
	allowDeletion           bool
	allowedCIDRs            []string
	targets                 []target // sorted by key
	blueGreen               bool     // one of the targets is
	test                    TestListener
	api                     *API
	tags                    map[string]string
	in                      Args // its wiring, checked
}

// target is a Target under its name in Args.Targets.
type target struct {
	key string
	Target
}

// isDefault reports whether the target takes what no rule matches.
func (t target) isDefault() bool { return len(t.Paths) == 0 && len(t.Hosts) == 0 }

func resolve(name string, a Args) (config, error) {
	var wrong check.Mistakes
	a = check.Args(&wrong, "ingress", name, a)
	wrong.ResourceTags("Tags", a.Tags)

	https := a.CertificateARN != nil
	c := config{
		public:        a.Public,
		https:         https,
		redirect:      https && !a.NoRedirect,
		allowDeletion: a.AllowDeletion,
		allowedCIDRs:  a.AllowedCIDRs,
		test:          a.TestListener,
		tags:          a.Tags,
		in:            a,
	}
	if a.Public && len(a.AllowedCIDRs) == 0 {
		c.allowedCIDRs = []string{everybody}
	}
	c.test.Port = cmp.Or(a.TestListener.Port, 9000)
	for _, key := range slices.Sorted(maps.Keys(a.Targets)) {
		t := withDefaults(a.Targets[key])
		c.targets = append(c.targets, target{key, t})
		c.blueGreen = c.blueGreen || t.BlueGreen
	}
	if a.API != nil {
		api := *a.API
		api.ThrottleRate = cmp.Or(api.ThrottleRate, new(1000))
		api.ThrottleBurst = cmp.Or(api.ThrottleBurst, new(500))
		api.LogRetentionDays = cmp.Or(api.LogRetentionDays, 14)
		c.api = &api
	}

	c.checkNames(name, &wrong)
	c.checkTargets(&wrong)
	c.checkTestListener(a, &wrong)
	if known, ok := a.SubnetIDs.(pulumi.StringArray); ok && len(known) < 2 && !wrong.Has("SubnetIDs") {
		wrong.Add("SubnetIDs", len(known), "are too few: a load balancer stands in at least two zones (ELB.13); give a subnet of each")
	}
	if a.NoRedirect && !https && !wrong.Has("CertificateARN") {
		wrong.Add("NoRedirect", true, "closes port 80, the only listener without a certificate; give a CertificateARN or leave it out")
	}
	if c.api != nil && c.https != (c.api.ServerName != "") && !wrong.Has("CertificateARN") {
		wrong.Add("API.ServerName", c.api.ServerName,
			"and CertificateARN need each other: the VPC Link checks the name on the certificate; give both or neither")
	}
	return c, wrong.Err("ingress", name)
}

func withDefaults(t Target) Target {
	t.HealthCodes = cmp.Or(t.HealthCodes, "200")
	t.HealthIntervalSeconds = cmp.Or(t.HealthIntervalSeconds, 30)
	t.HealthTimeoutSeconds = cmp.Or(t.HealthTimeoutSeconds, min(5, t.HealthIntervalSeconds-1))
	t.HealthyThreshold = cmp.Or(t.HealthyThreshold, 2)
	t.UnhealthyThreshold = cmp.Or(t.UnhealthyThreshold, 2)
	t.DeregistrationDelaySeconds = cmp.Or(t.DeregistrationDelaySeconds, new(60))
	return t
}

// Physical names of load balancers and target groups have at most 32 characters, 8 of which Pulumi adds.
const longestName = 32 - 8
