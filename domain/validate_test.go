package domain

import (
	"slices"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/check/checktest"
)

const zone = pulumi.String("Z0123456789ABCDEFGHIJ")

func valid(change ...func(*Args)) Args {
	a := Args{Name: "shop.example.com", ZoneID: zone}
	for _, c := range change {
		c(&a)
	}
	return a
}

func named(name string, others ...string) Args {
	return valid(func(a *Args) { a.Name, a.Others = name, others })
}

func TestResolveRefuses(t *testing.T) {
	long := strings.Repeat("a", 53) + ".example.com" // 65 characters
	const notAName = "must be a domain name in lower case without a dot at the end"
	checktest.Table[Args]{
		"no name": {Args: Args{ZoneID: zone}, Want: `Name "": is required; give a domain name`},
		"no zone": {
			Args: Args{Name: "example.com"},
			Want: "ZoneID (not set): is required; give the id of the",
		},
		"a zone's name": {
			Args: valid(func(a *Args) { a.ZoneID = pulumi.String("example.com") }),
			Want: "must be a Route 53 hosted zone id",
		},
		"upper case":       {Args: named("Shop.example.com"), Want: `Name "Shop.example.com": ` + notAName},
		"a dot at the end": {Args: named("example.com."), Want: `Name "example.com.": ` + notAName},
		"one label":        {Args: named("localhost"), Want: `Name "localhost": ` + notAName},
		"an address": {
			Args: named("https://example.com"),
			Want: `Name "https://example.com": ` + notAName,
		},
		"a wildcard inside":     {Args: named("shop.*.example.com"), Want: `Name "shop.*.example.com": ` + notAName},
		"two wildcards":         {Args: named("*.*.example.com"), Want: `Name "*.*.example.com": ` + notAName},
		"a label with a hyphen": {Args: named("-a.example.com"), Want: `Name "-a.example.com": ` + notAName},
		"a long label":          {Args: named("example.com", strings.Repeat("a", 64)+".com"), Want: `Others[0] "aaa`},
		"a long name": {
			Args: named("example.com", strings.Repeat("a.", 126)+"com"),
			Want: `Others[0] "a.a.a`,
		},
		"a long common name": {
			Args: named(long),
			Want: `Name "` + long + `": must be at most 64 characters, the limit of a certificate's`,
		},
		"a name twice": {Args: named("example.com", "a.example.com", "a.example.com"), Want: "Others"},
		"the name again": {
			Args: named("example.com", "example.com"),
			Want: `Others[0] "example.com": is also Name; remove it`,
		},
		"too many names": {Args: named("example.com", numbered(100)...), Want: "must have at most 99 entries"},
		"another algorithm": {
			Args: valid(func(a *Args) { a.KeyAlgorithm = "RSA_1024" }),
			Want: `KeyAlgorithm "RSA_1024": must be one of`,
		},
		"no wait": {
			Args: valid(func(a *Args) { a.ValidationMinutes = -1 }),
			Want: "ValidationMinutes -1: must be at least 1",
		},
		"a day": {
			Args: valid(func(a *Args) { a.ValidationMinutes = 1440 }),
			Want: "ValidationMinutes 1440: must be at most 720",
		},
		"a reserved tag": {
			Args: valid(func(a *Args) { a.Tags = map[string]string{"Name": "x"} }),
			Want: `Tags["Name"] "x": would give`,
		},
	}.Run(t, func(a Args) error { _, err := resolve("shop", a); return err })
}

func numbered(n int) (names []string) {
	for i := range n {
		names = append(names, strings.Repeat("a", i/10+1)+strings.Repeat("b", i%10)+".example.com")
	}
	return names
}

func TestAllMistakesAreInOneError(t *testing.T) {
	_, err := resolve("a--b", Args{Name: "Shop", KeyAlgorithm: "x"})
	checktest.Contains(t, err, "4 mistakes", "name ", `Name "Shop"`, "ZoneID", "KeyAlgorithm")
}

func TestLongestNamesAreAccepted(t *testing.T) {
	common := strings.Repeat("a", 52) + ".example.com" // 64 characters
	long := strings.Repeat(strings.Repeat("a", 63)+".", 3) + strings.Repeat("a", 57) + ".com"
	if _, err := resolve("shop", named(common, long)); len(long) != 253 || err != nil {
		t.Errorf("%d characters: %v", len(long), err)
	}
}

func TestDefaults(t *testing.T) {
	c, err := resolve("shop", valid())
	if err != nil || c.KeyAlgorithm != RSA2048 || c.ValidationMinutes != 30 {
		t.Errorf("%+v, %v", c, err)
	}
}

// The order of names must change nothing, and the record of a name is that of its wildcard.
func TestNamesAreSortedAndShareTheRecordOfTheirWildcard(t *testing.T) {
	c, err := resolve("shop", named("example.com", "www.example.com", "*.example.com", "a.example.com"))
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"*.example.com", "a.example.com", "example.com", "www.example.com"}; !slices.Equal(c.names, want) {
		t.Errorf("names %q, want %q", c.names, want)
	}
	if want := []string{"a.example.com", "example.com", "www.example.com"}; !slices.Equal(c.validated, want) {
		t.Errorf("validated %q, want %q", c.validated, want)
	}
}

func TestWildcardCoversOneLevel(t *testing.T) {
	c, err := resolve("shop", named("example.com", "*.example.com"))
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]bool{
		"example.com": true, "*.example.com": true, "a.example.com": true,
		"a.b.example.com": false, "example.org": false, "com": false,
	} {
		if c.covers(name) != want {
			t.Errorf("%s is covered: %v, want %v", name, !want, want)
		}
	}
}
