package ingress

import (
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/check/checktest"
)

const certificate = pulumi.String("arn:aws:acm:eu-west-1:123456789012:certificate/12345678-90ab")

// with returns good arguments after a change.
func with(change func(*Args)) Args {
	a := Args{
		VPCID:     pulumi.String("vpc-1"),
		SubnetIDs: pulumi.ToStringArray([]string{"subnet-a", "subnet-b"}),
		Targets:   map[string]Target{"api": {HealthPath: "/healthz"}},
	}
	change(&a)
	return a
}

// withTarget returns good arguments after a change to their only target.
func withTarget(change func(*Target)) Args {
	return with(func(a *Args) {
		t := a.Targets["api"]
		change(&t)
		a.Targets["api"] = t
	})
}

// withSecond returns good arguments with a second target under a name.
func withSecond(key string, second Target) Args {
	return with(func(a *Args) {
		second.HealthPath = "/healthz"
		a.Targets[key] = second
	})
}

func TestResolveRefuses(t *testing.T) {
	green := func(a *Args, l TestListener) {
		a.Targets = map[string]Target{"api": {HealthPath: "/healthz", BlueGreen: true}}
		a.TestListener = l
	}
	checktest.Table[Args]{
		"no VPC":              {Args: with(func(a *Args) { a.VPCID = nil }), Want: `VPCID (not set): is required`},
		"no subnets":          {Args: with(func(a *Args) { a.SubnetIDs = nil }), Want: `SubnetIDs (not set): is required`},
		"an API in no subnet": {Args: with(func(a *Args) { a.API = &API{SubnetIDs: pulumi.StringArray{}} }), Want: `API.SubnetIDs (not set): is required`},
		"one subnet":          {Args: with(func(a *Args) { a.SubnetIDs = pulumi.StringArray{pulumi.String("subnet-a")} }), Want: `SubnetIDs 1: are too few`},
		"no targets":          {Args: with(func(a *Args) { a.Targets = nil }), Want: `Targets (empty): is required`},
		"a load balancer's ARN as certificate": {
			Args: with(func(a *Args) {
				a.CertificateARN = pulumi.String("arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/a/1")
			}),
			Want: `CertificateARN "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/a/1": must be the ARN of an ACM certificate`,
		},
		"no listener left":        {Args: with(func(a *Args) { a.NoRedirect = true }), Want: `NoRedirect true: closes port 80, the only listener`},
		"an address for a CIDR":   {Args: with(func(a *Args) { a.AllowedCIDRs = []string{"203.0.113.7"} }), Want: `AllowedCIDRs[0] "203.0.113.7": must be an IPv4 CIDR block`},
		"a CIDR twice":            {Args: with(func(a *Args) { a.AllowedCIDRs = []string{everybody, everybody} }), Want: `AllowedCIDRs ["0.0.0.0/0" "0.0.0.0/0"]: must not repeat`},
		"no health path":          {Args: withTarget(func(t *Target) { t.HealthPath = "" }), Want: `Targets["api"].HealthPath "": is required`},
		"a health path, endless":  {Args: withTarget(func(t *Target) { t.HealthPath = "/" + strings.Repeat("a", 1024) }), Want: `must be at most 1024`},
		"a health path, relative": {Args: withTarget(func(t *Target) { t.HealthPath = "health" }), Want: `Targets["api"].HealthPath "health": must start with "/"`},
		"a 5xx as healthy":        {Args: withTarget(func(t *Target) { t.HealthCodes = "200-599" }), Want: `Targets["api"].HealthCodes "200-599": must be status codes from 200 to 499`},
		"checks too frequent":     {Args: withTarget(func(t *Target) { t.HealthIntervalSeconds = 4 }), Want: `Targets["api"].HealthIntervalSeconds 4: must be at least 5`},
		"a timeout too long":      {Args: withTarget(func(t *Target) { t.HealthTimeoutSeconds = 30 }), Want: `Targets["api"].HealthTimeoutSeconds 30: must be less than HealthIntervalSeconds, 30`},
		"a single failed check":   {Args: withTarget(func(t *Target) { t.UnhealthyThreshold = 1 }), Want: `Targets["api"].UnhealthyThreshold 1: must be at least 2`},
		"too many passed checks":  {Args: withTarget(func(t *Target) { t.HealthyThreshold = 11 }), Want: `Targets["api"].HealthyThreshold 11: must be at most 10`},
		"draining too long":       {Args: withTarget(func(t *Target) { t.DeregistrationDelaySeconds = new(3601) }), Want: `Targets["api"].DeregistrationDelaySeconds 3601: must be at most 3600`},
		"a default in order":      {Args: withTarget(func(t *Target) { t.Priority = 5 }), Want: `Targets["api"].Priority 5: orders rules, but a target without Paths and Hosts has none`},
		"no priority":             {Args: withTarget(func(t *Target) { t.Paths = []string{"/a"} }), Want: `Targets["api"].Priority 0: is required with Paths or Hosts`},
		"a priority out of range": {
			Args: withTarget(func(t *Target) { t.Paths, t.Priority = []string{"/a"}, 50001 }), Want: `Targets["api"].Priority 50001: must be at most 50000`,
		},
		"a relative path": {
			Args: withTarget(func(t *Target) { t.Paths, t.Priority = []string{"a/*"}, 1 }), Want: `Targets["api"].Paths[0] "a/*": must be a path pattern`,
		},
		"a host without dot": {
			Args: withTarget(func(t *Target) { t.Hosts, t.Priority = []string{"localhost"}, 1 }), Want: `Targets["api"].Hosts[0] "localhost": must be a host name pattern`,
		},
		"too many patterns": {
			Args: withTarget(func(t *Target) {
				t.Paths, t.Hosts, t.Priority = []string{"/a", "/b", "/c", "/d"}, []string{"a.b", "c.d"}, 1
			}),
			Want: `Targets["api"].Paths ["/a" "/b" "/c" "/d"]: and Hosts have 6 patterns, but a rule takes five`,
		},
		"a priority twice": {
			Args: with(func(a *Args) {
				a.Targets = map[string]Target{
					"a": {HealthPath: "/", Paths: []string{"/a"}, Priority: 7}, "b": {HealthPath: "/", Paths: []string{"/b"}, Priority: 7},
				}
			}),
			Want: `Targets["b"].Priority 7: is that of target "a" already`,
		},
		"two defaults":             {Args: withSecond("web", Target{}), Want: `Targets["web"] "web": takes all other requests, as "api" does`},
		"a name that greens":       {Args: withSecond("api-green", Target{Paths: []string{"/a"}, Priority: 1}), Want: `Targets["api-green"] "api-green": ends like the green target group`},
		"a name with underscore":   {Args: withSecond("a_b", Target{Paths: []string{"/a"}, Priority: 1}), Want: `Targets["a_b"] "a_b": names a target group`},
		"a target's name too long": {Args: withSecond("seventeen-charact", Target{Paths: []string{"/a"}, Priority: 1}), Want: `Targets["seventeen-charact"] "main-tg-seventeen-charact": has 25 characters, but a target group's name has room for 24`},
		"a green name too long": {
			Args: withSecond("fourteen-chars", Target{Paths: []string{"/a"}, Priority: 1, BlueGreen: true}),
			Want: `Targets["fourteen-chars"] "main-green-fourteen-chars": has 25 characters`,
		},
		"a test listener for nothing":   {Args: with(func(a *Args) { a.TestListener.Port = 9001 }), Want: `TestListener.Port 9001: is opened for blue/green, but no target is BlueGreen`},
		"a test listener in production": {Args: with(func(a *Args) { green(a, TestListener{Port: 443}) }), Want: `TestListener.Port 443: is production's`},
		"a test listener for everybody": {
			Args: with(func(a *Args) { green(a, TestListener{AllowedCIDRs: []string{everybody}}) }),
			Want: `TestListener.AllowedCIDRs[0] "0.0.0.0/0": would show unreleased versions to everybody (EC2.18)`,
		},
		"a tester without group": {
			Args: with(func(a *Args) { green(a, TestListener{SecurityGroupIDs: map[string]pulumi.StringInput{"ci": nil}}) }),
			Want: `TestListener.SecurityGroupIDs["ci"] (not set): is required`,
		},
		"a tester's name with a dot": {
			Args: with(func(a *Args) {
				green(a, TestListener{SecurityGroupIDs: map[string]pulumi.StringInput{"c.i": pulumi.String("sg-ci")}})
			}),
			Want: `TestListener.SecurityGroupIDs["c.i"] "c.i": names a rule`,
		},
		"an API without subnets": {Args: with(func(a *Args) { a.API = &API{} }), Want: `API.SubnetIDs (not set): is required`},
		"an API that checks no name": {
			Args: with(func(a *Args) { a.CertificateARN, a.API = certificate, &API{SubnetIDs: a.SubnetIDs} }), Want: `API.ServerName "": and CertificateARN need each other`,
		},
		"an API that checks a name on nothing": {
			Args: with(func(a *Args) { a.API = &API{SubnetIDs: a.SubnetIDs, ServerName: "api.example.com"} }),
			Want: `API.ServerName "api.example.com": and CertificateARN need each other`,
		},
		"an API that takes nothing": {
			Args: with(func(a *Args) { a.API = &API{SubnetIDs: a.SubnetIDs, ThrottleRate: new(0)} }), Want: `API.ThrottleRate 0: must be at least 1`,
		},
		"an API that takes nothing at once": {
			Args: with(func(a *Args) { a.API = &API{SubnetIDs: a.SubnetIDs, ThrottleBurst: new(0)} }), Want: `API.ThrottleBurst 0: must be at least 1`,
		},
		"days that CloudWatch lacks": {
			Args: with(func(a *Args) { a.API = &API{SubnetIDs: a.SubnetIDs, LogRetentionDays: 15} }), Want: `API.LogRetentionDays 15: must be a number of days`,
		},
	}.Run(t, func(a Args) error { _, err := resolve("main", a); return err })
}

func TestResolveRefusesNamesThatAWSWould(t *testing.T) {
	for name, want := range map[string]string{
		"knwl_front":                `name "knwl_front": must be at most 24 characters (letters, digits, single hyphens between them)`,
		"internal-front":            `name "internal-front": begins with a word that AWS keeps for its own`,
		"shop-tg":                   `name "shop-tg": must not contain the part "tg"`,
		"shop-green":                `name "shop-green": must not contain the part "green"`,
		"sg-front":                  `name "sg-front": must be at most 24 characters`,
		"a-name-of-25-characters-x": `must be at most 24 characters`,
	} {
		_, err := resolve(name, with(func(*Args) {}))
		checktest.Contains(t, err, want)
		if err != nil && strings.Contains(err.Error(), "mistakes:") {
			t.Errorf("%s is reported more than once: %v", name, err)
		}
	}
}

// A name of 24 characters leaves room for Pulumi's hyphen and seven digits.
func TestLongestNamesPass(t *testing.T) {
	if _, err := resolve(strings.Repeat("a", 17), with(func(*Args) {})); err != nil {
		t.Error(err)
	}
	if _, err := resolve(strings.Repeat("a", 14), withTarget(func(t *Target) { t.BlueGreen = true })); err != nil {
		t.Error(err)
	}
}

func TestResolveReportsEveryMistakeAtOnce(t *testing.T) {
	_, err := resolve("main", Args{Targets: map[string]Target{"api": {HealthyThreshold: 1}}, API: &API{LogRetentionDays: 2}})
	checktest.Contains(t, err, `ingress "main": 6 mistakes:`, "VPCID", "SubnetIDs", `Targets["api"].HealthyThreshold 1`, `Targets["api"].HealthPath`,
		"API.SubnetIDs", "API.LogRetentionDays 2")
}

func TestResolveDefaults(t *testing.T) {
	c, err := resolve("main", with(func(a *Args) { a.API = &API{SubnetIDs: a.SubnetIDs} }))
	if err != nil {
		t.Fatal(err)
	}
	if c.public || c.https || c.allowDeletion || len(c.allowedCIDRs) > 0 {
		t.Errorf("defaults are %+v", c)
	}
	got := c.targets[0]
	if got.HealthCodes != "200" || got.HealthIntervalSeconds != 30 || got.HealthTimeoutSeconds != 5 || got.HealthyThreshold != 2 ||
		got.UnhealthyThreshold != 2 || *got.DeregistrationDelaySeconds != 60 {
		t.Errorf("a target defaults to %+v", got)
	}
	if *c.api.ThrottleRate != 1000 || *c.api.ThrottleBurst != 500 || c.api.LogRetentionDays != 14 {
		t.Errorf("the API defaults to %+v", c.api)
	}
}
