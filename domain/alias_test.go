package domain_test

import (
	"slices"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"pgregory.net/rapid"

	"github.com/knwl-platform/infra/domain"
	"github.com/knwl-platform/infra/internal/check/checktest"
	"github.com/knwl-platform/infra/internal/graphtest"
)

var balancer = domain.Target{
	DNSName: pulumi.String("shop-1.eu-west-1.elb.amazonaws.com"), ZoneID: pulumi.String("Z32O12XQLNTSW2"),
}

func alias(name string, target domain.Target) func(*pulumi.Context, *domain.Certificate) error {
	return func(_ *pulumi.Context, c *domain.Certificate) error { return c.Alias(name, target) }
}

func TestAliasPointsANameToItsTarget(t *testing.T) {
	both := balancer
	both.IPv6 = true
	args := domain.Args{Name: "example.com", Others: []string{"*.example.com"}, RecordsExist: true}
	g := graphtest.Run(t, create(args, alias("example.com", balancer), alias("www.example.com", both)))
	want := []string{"shop--alias-example.com", "shop--alias-www.example.com", "shop--ipv6-alias-www.example.com"}
	if names := g.Names("Record"); !slices.Equal(names, want) {
		t.Fatalf("records %q, want %q", names, want)
	}
	for i, typ := range []string{"A", "A", "AAAA"} {
		record := g.Named("Record", want[i])
		if record.Text("type") != typ || record.Text("zoneId") != string(zone) ||
			record.Text("aliases[0].name") != "shop-1.eu-west-1.elb.amazonaws.com" ||
			record.Text("aliases[0].zoneId") != "Z32O12XQLNTSW2" {
			t.Errorf("%s is %v", record.Name, record.Inputs)
		}
	}
	if name := g.Named("Record", want[1]).Text("name"); name != "www.example.com" {
		t.Errorf("the record is for %q", name)
	}
}

// A host name may look like the role of another record.
func TestRecordsOfTwoNamesNeverShareAName(t *testing.T) {
	label := rapid.StringMatching(`(ipv6|alias|validation)(-(ipv6|alias|validation)){0,2}`)
	rapid.Check(t, func(rt *rapid.T) {
		args := domain.Args{Name: "example.com", Others: []string{"*.example.com"}}
		var aliases []func(*pulumi.Context, *domain.Certificate) error
		both := balancer
		both.IPv6 = true
		for _, host := range rapid.SliceOfNDistinct(label, 2, 8, rapid.ID[string]).Draw(rt, "hosts") {
			aliases = append(aliases, alias(host+".example.com", both))
		}
		graphtest.Run(t, create(args, aliases...)) // fails if a name is registered twice
	})
}

func TestAliasRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		name   string
		target domain.Target
		want   []string
	}{
		"a name that the certificate lacks": {"example.org", balancer, []string{
			`domain "shop": Alias "example.org": must be one of ["*.example.com" "example.com"]`, "; add the name to Others",
		}},
		"a name in upper case": {"WWW.example.com", balancer, []string{
			`Alias "WWW.example.com": must be a domain name in lower case`,
		}},
		"an empty target": {"example.com", domain.Target{}, []string{
			"2 mistakes", "Target.DNSName (not set): is required; ", "Target.ZoneID (not set): is required; ",
		}},
		"another zone id": {
			"example.com",
			domain.Target{DNSName: balancer.DNSName, ZoneID: pulumi.String("us-east-1")},
			[]string{`Target.ZoneID "us-east-1": must be a Route 53 hosted zone id`},
		},
	} {
		t.Run(name, func(t *testing.T) {
			args := domain.Args{Name: "example.com", Others: []string{"*.example.com"}}
			err := graphtest.FailLate(t, create(args, alias(c.name, c.target)))
			checktest.Contains(t, err, c.want...)
		})
	}
}

// The targets' names become known late, as those of a new load balancer do.
func TestAliasReportsATargetThatTurnsOutEmpty(t *testing.T) {
	late := domain.Target{DNSName: pulumi.String("").ToStringOutput(), ZoneID: balancer.ZoneID}
	err := graphtest.FailLate(t, create(domain.Args{Name: "example.com"}, alias("example.com", late)))
	checktest.Contains(t, err, `domain "shop": Target.DNSName "": turned out empty; `)
}
