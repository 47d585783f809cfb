package ingress

import (
	"strings"
	"testing"

	"github.com/knwl-platform/infra/internal/check/checktest"
)

// withTarget returns valid arguments after a change to their only target.
func withTarget(change func(*Target)) Args {
	return with(func(a *Args) {
		t := a.Targets["api"]
		change(&t)
		a.Targets["api"] = t
	})
}

// withSecond returns valid arguments with a second target.
func withSecond(key string, second Target) Args {
	return with(func(a *Args) {
		second.HealthPath = "/healthz"
		a.Targets[key] = second
	})
}

// withRoute returns valid arguments whose only target has one route.
func withRoute(key string, r Route) Args {
	return withTarget(func(t *Target) { t.Routes = map[string]Route{key: r} })
}

func TestResolveRefusesTargets(t *testing.T) {
	byPath := Target{Paths: []string{"/a"}, Priority: 1}
	checktest.Table[Args]{
		"no health path": {
			Args: withTarget(func(t *Target) { t.HealthPath = "" }),
			Want: `Targets["api"].HealthPath "": is required`,
		},
		"a health path, endless": {
			Args: withTarget(func(t *Target) { t.HealthPath = "/" + strings.Repeat("a", 1024) }),
			Want: `must be at most 1024 characters`,
		},
		"a health path, relative": {
			Args: withTarget(func(t *Target) { t.HealthPath = "health" }),
			Want: `Targets["api"].HealthPath "health": must start with "/"`,
		},
		"a 5xx as healthy": {
			Args: withTarget(func(t *Target) { t.HealthCodes = "200-599" }),
			Want: `Targets["api"].HealthCodes "200-599": must be status codes from 200 to 499`,
		},
		"checks on no port": {
			Args: withTarget(func(t *Target) { t.HealthPort = 65536 }),
			Want: `Targets["api"].HealthPort 65536: must be at most 65535`,
		},
		"checks too frequent": {
			Args: withTarget(func(t *Target) { t.HealthIntervalSeconds = 4 }),
			Want: `Targets["api"].HealthIntervalSeconds 4: must be at least 5`,
		},
		"a timeout too long": {
			Args: withTarget(func(t *Target) { t.HealthTimeoutSeconds = 30 }),
			Want: `Targets["api"].HealthTimeoutSeconds 30: must be less than HealthIntervalSeconds, which is 30`,
		},
		"a single failed check": {
			Args: withTarget(func(t *Target) { t.UnhealthyThreshold = 1 }),
			Want: `Targets["api"].UnhealthyThreshold 1: must be at least 2`,
		},
		"too many passed checks": {
			Args: withTarget(func(t *Target) { t.HealthyThreshold = 11 }),
			Want: `Targets["api"].HealthyThreshold 11: must be at most 10`,
		},
		"draining too long": {
			Args: withTarget(func(t *Target) { t.DeregistrationDelaySeconds = new(3601) }),
			Want: `Targets["api"].DeregistrationDelaySeconds 3601: must be at most 3600`,
		},
		"a default with priority": {
			Args: withTarget(func(t *Target) { t.Priority = 5 }),
			Want: `Targets["api"].Priority 5: must not be set on the default target`,
		},
		"no priority": {
			Args: withTarget(func(t *Target) { t.Paths = []string{"/a"} }),
			Want: `Targets["api"].Priority 0: is required with Paths or Hosts`,
		},
		"a priority out of range": {
			Args: withTarget(func(t *Target) { t.Paths, t.Priority = []string{"/a"}, 50001 }),
			Want: `Targets["api"].Priority 50001: must be at most 50000`,
		},
		"a relative path": {
			Args: withTarget(func(t *Target) { t.Paths, t.Priority = []string{"a/*"}, 1 }),
			Want: `Targets["api"].Paths[0] "a/*": must be a path pattern`,
		},
		"a host without dot": {
			Args: withTarget(func(t *Target) { t.Hosts, t.Priority = []string{"localhost"}, 1 }),
			Want: `Targets["api"].Hosts[0] "localhost": must be a host name pattern`,
		},
		"too many patterns": {
			Args: withTarget(func(t *Target) {
				t.Paths, t.Hosts, t.Priority = []string{"/a", "/b", "/c", "/d"}, []string{"a.b", "c.d"}, 1
			}),
			Want: `Targets["api"] ["/a" "/b" "/c" "/d" "a.b" "c.d"]: must have at most five Paths and Hosts together`,
		},
		"a priority twice": {
			Args: with(func(a *Args) {
				a.Targets = map[string]Target{
					"a": {HealthPath: "/", Paths: []string{"/a"}, Priority: 7},
					"b": {HealthPath: "/", Paths: []string{"/b"}, Priority: 7},
				}
			}),
			Want: `Targets["b"].Priority 7: is the priority of Targets["a"] already`,
		},
		"a route's priority is another target's": {
			Args: withSecond("web", Target{Paths: []string{"/a"}, Priority: 7, Routes: map[string]Route{
				"host": {Hosts: []string{"a.example.com"}, Priority: 7},
			}}),
			Want: `Targets["web"].Routes["host"].Priority 7: is the priority of Targets["web"] already`,
		},
		"a route without priority": {
			Args: withRoute("x", Route{Paths: []string{"/a"}}),
			Want: `Targets["api"].Routes["x"].Priority 0: is required`,
		},
		"a route for everything": {
			Args: withRoute("x", Route{Priority: 1}),
			Want: `Targets["api"].Routes["x"] (empty): must have Paths or Hosts`,
		},
		"a route's relative path": {
			Args: withRoute("x", Route{Paths: []string{"a"}, Priority: 1}),
			Want: `Targets["api"].Routes["x"].Paths[0] "a": must be a path pattern`,
		},
		"a route's pattern twice": {
			Args: withRoute("x", Route{Hosts: []string{"a.b", "a.b"}, Priority: 1}),
			Want: `Targets["api"].Routes["x"].Hosts ["a.b" "a.b"]: must not contain duplicates`,
		},
		"a route's key that ends like a test rule": {
			Args: withRoute("x-green", Route{Paths: []string{"/a"}, Priority: 1}),
			Want: `Targets["api"].Routes["x-green"] "x-green": must not have a key that ends with "-green"`,
		},
		"a route's key with a dot": {
			Args: withRoute("x.y", Route{Paths: []string{"/a"}, Priority: 1}),
			Want: `Targets["api"].Routes["x.y"] "x.y": must have a key of letters, digits and single hyphens`,
		},
		"a priority for routes": {
			Args: withTarget(func(t *Target) {
				t.Priority, t.Routes = 5, map[string]Route{"x": {Paths: []string{"/a"}, Priority: 1}}
			}),
			Want: `Targets["api"].Priority 5: must not be set without Paths and Hosts`,
		},
		"two defaults": {
			Args: withSecond("web", Target{}),
			Want: `Targets["web"] "web": has no Paths, Hosts or Routes, like "api", but only one target can be the default; ` +
				`give "web" or "api" Paths or Hosts`,
		},
		"a key that ends like a test rule": {
			Args: withSecond("api-green", byPath),
			Want: `Targets["api-green"] "api-green": must not have a key that ends with "-green"`,
		},
		"a key with underscore": {
			Args: withSecond("a_b", byPath),
			Want: `Targets["a_b"] "a_b": must have a key of letters, digits and single hyphens`,
		},
		"a key too long": {
			Args: withSecond("seventeen-charact", byPath),
			Want: `Targets["seventeen-charact"] "main-tg-seventeen-charact": has 25 characters, ` +
				`but a target group's name must have at most 24`,
		},
		"a green key too long": {
			Args: withSecond("fourteen-chars", Target{Paths: []string{"/a"}, Priority: 1, BlueGreen: true}),
			Want: `Targets["fourteen-chars"] "main-green-fourteen-chars": has 25 characters`,
		},
	}.Run(t, func(a Args) error { _, err := resolve("main", a); return err })
}

func TestResolveRefusesNamesThatAWSWould(t *testing.T) {
	for name, want := range map[string]string{
		"knwl_front":                `name "knwl_front": must contain only letters, digits and hyphens`,
		"internal-front":            `name "internal-front": must not start with "internal-", which AWS reserves`,
		"shop-tg":                   `name "shop-tg": must not contain the part "tg"`,
		"shop-green":                `name "shop-green": must not contain the part "green"`,
		"sg-front":                  `name "sg-front": must not start with "sg-"`,
		"a-name-of-25-characters-x": `has 25 characters, but must have at most 24, because the name of the load balancer`,
	} {
		_, err := resolve(name, with(func(*Args) {}))
		checktest.Contains(t, err, want)
		if err != nil && strings.Contains(err.Error(), "mistakes:") {
			t.Errorf("%s is reported more than once: %v", name, err)
		}
	}
}

// A logical name of 24 characters leaves room for the hyphen and seven digits that Pulumi appends.
func TestLongestNamesPass(t *testing.T) {
	if _, err := resolve(strings.Repeat("a", 17), with(func(*Args) {})); err != nil {
		t.Error(err)
	}
	if _, err := resolve(strings.Repeat("a", 14), withTarget(func(t *Target) { t.BlueGreen = true })); err != nil {
		t.Error(err)
	}
}
