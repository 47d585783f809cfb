package ingress

import (
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra"
	"github.com/knwl-platform/infra/internal/check/checktest"
)

const certificate = pulumi.String("arn:aws:acm:eu-west-1:123456789012:certificate/12345678-90ab")

var subnets = pulumi.ToStringArray([]string{"subnet-a", "subnet-b"})

// with returns valid arguments after a change.
func with(change func(*Args)) Args {
	a := Args{
		Network: infra.Network{VPCID: pulumi.String("vpc-1"), SubnetIDs: subnets},
		Targets: map[string]Target{"api": {HealthPath: "/healthz"}},
	}
	change(&a)
	return a
}

// withTest returns valid arguments with a test listener for a blue/green target.
func withTest(l TestListener) Args {
	return with(func(a *Args) {
		a.Targets = map[string]Target{"api": {HealthPath: "/healthz", BlueGreen: true}}
		a.TestListener = l
	})
}

// withAPI returns valid arguments with an API after a change.
func withAPI(change func(*API)) Args {
	return with(func(a *Args) {
		a.API = &API{SubnetIDs: subnets}
		change(a.API)
	})
}

func TestResolveRefuses(t *testing.T) {
	const balancer = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/a/1"
	checktest.Table[Args]{
		"no VPC": {
			Args: with(func(a *Args) { a.Network.VPCID = nil }),
			Want: `Network.VPCID (not set): is required`,
		},
		"no subnets": {
			Args: with(func(a *Args) { a.Network.SubnetIDs = nil }),
			Want: `Network.SubnetIDs (not set): is required`,
		},
		"an API in no subnet": {
			Args: withAPI(func(a *API) { a.SubnetIDs = pulumi.StringArray{} }),
			Want: `API.SubnetIDs (not set): is required`,
		},
		"one subnet": {
			Args: with(func(a *Args) { a.Network.SubnetIDs = subnets[:1] }),
			Want: `Network.SubnetIDs 1: must be at least two`,
		},
		"a load balancer's ARN as certificate": {
			Args: with(func(a *Args) { a.CertificateARN = pulumi.String(balancer) }),
			Want: `CertificateARN "` + balancer + `": must be an ACM certificate ARN`,
		},
		"no listener left": {
			Args: with(func(a *Args) { a.NoRedirect = true }),
			Want: `NoRedirect true: would close port 80, the only listener`,
		},
		"an address for a CIDR": {
			Args: with(func(a *Args) { a.AllowedCIDRs = []string{"203.0.113.7"} }),
			Want: `AllowedCIDRs[0] "203.0.113.7": must be an IPv4 CIDR block`,
		},
		"a CIDR twice": {
			Args: with(func(a *Args) { a.AllowedCIDRs = []string{everybody, everybody} }),
			Want: `AllowedCIDRs ["0.0.0.0/0" "0.0.0.0/0"]: must not contain duplicates`,
		},
		"a subnet as prefix list": {
			Args: with(func(a *Args) {
				a.AllowedPrefixListIDs = map[string]pulumi.StringInput{"cdn": pulumi.String("subnet-1")}
			}),
			Want: `AllowedPrefixListIDs["cdn"] "subnet-1": must be a prefix list id`,
		},
		"a prefix list's key": {
			Args: with(func(a *Args) { a.AllowedPrefixListIDs = map[string]pulumi.StringInput{"c.n": pulumi.String("pl-1")} }),
			Want: `AllowedPrefixListIDs["c.n"] "c.n": must have a key of letters, digits and single hyphens`,
		},
		"a web ACL of CloudFront": {
			Args: with(func(a *Args) {
				a.WebACLARN = pulumi.String("arn:aws:wafv2:us-east-1:123456789012:global/webacl/main/1234")
			}),
			Want: `must be a regional web ACL ARN`,
		},
		"logs in no bucket": {
			Args: with(func(a *Args) { a.AccessLogs = &AccessLogs{} }),
			Want: `AccessLogs.Bucket (not set): is required; give the name of the bucket`,
		},
		"logs below AWS's own prefix": {
			Args: with(func(a *Args) { a.AccessLogs = &AccessLogs{Bucket: pulumi.String("b"), Prefix: "AWSLogs/web"} }),
			Want: `AccessLogs.Prefix "AWSLogs/web": must not contain "AWSLogs"`,
		},
		"logs below a slash": {
			Args: with(func(a *Args) { a.AccessLogs = &AccessLogs{Bucket: pulumi.String("b"), Prefix: "web/"} }),
			Want: `AccessLogs.Prefix "web/": must not contain`,
		},
		"a test listener for nothing": {
			Args: with(func(a *Args) { a.TestListener.AllowedCIDRs = []string{"10.0.0.0/8"} }),
			Want: `TestListener (not shown): is only used with a blue/green target`,
		},
		"a test listener on a production port": {
			Args: withTest(TestListener{Port: 443}),
			Want: `TestListener.Port 443: is a port of the production listener`,
		},
		"a test listener for everybody": {
			Args: withTest(TestListener{AllowedCIDRs: []string{everybody}}),
			Want: `TestListener.AllowedCIDRs[0] "0.0.0.0/0": would show unreleased versions to everybody (EC2.18)`,
		},
		"a tester without group": {
			Args: withTest(TestListener{SecurityGroupIDs: map[string]pulumi.StringInput{"ci": nil}}),
			Want: `TestListener.SecurityGroupIDs["ci"] (not set): is required`,
		},
		"a tester's key with a dot": {
			Args: withTest(TestListener{SecurityGroupIDs: map[string]pulumi.StringInput{"c.i": pulumi.String("sg-ci")}}),
			Want: `TestListener.SecurityGroupIDs["c.i"] "c.i": must have a key of letters, digits and single hyphens`,
		},
		"an API without subnets": {
			Args: withAPI(func(a *API) { a.SubnetIDs = nil }),
			Want: `API.SubnetIDs (not set): is required`,
		},
		"an API that checks no name": {
			Args: with(func(a *Args) { a.CertificateARN, a.API = certificate, &API{SubnetIDs: subnets} }),
			Want: `API.ServerName "": is required with CertificateARN`,
		},
		"an API that checks the name of no certificate": {
			Args: withAPI(func(a *API) { a.ServerName = "api.example.com" }),
			Want: `API.ServerName "api.example.com": needs a certificate that the VPC Link can check`,
		},
		"an API that accepts nothing": {
			Args: withAPI(func(a *API) { a.ThrottleRate = new(0) }),
			Want: `API.ThrottleRate 0: must be at least 1`,
		},
		"an API that accepts nothing at once": {
			Args: withAPI(func(a *API) { a.ThrottleBurst = new(0) }),
			Want: `API.ThrottleBurst 0: must be at least 1`,
		},
		"days that CloudWatch lacks": {
			Args: withAPI(func(a *API) { a.LogRetentionDays = 15 }),
			Want: `API.LogRetentionDays 15: must be a retention period of CloudWatch Logs`,
		},
	}.Run(t, func(a Args) error { _, err := resolve("main", a); return err })
}

func TestResolveReportsEveryMistakeAtOnce(t *testing.T) {
	_, err := resolve("main", Args{
		Targets: map[string]Target{"api": {HealthyThreshold: 1}},
		API:     &API{LogRetentionDays: 2},
	})
	checktest.Contains(t, err, `ingress "main": 6 mistakes:`, "Network.VPCID", "Network.SubnetIDs",
		`Targets["api"].HealthyThreshold 1`, `Targets["api"].HealthPath`, "API.SubnetIDs", "API.LogRetentionDays 2")
}

func TestResolveDefaults(t *testing.T) {
	c, err := resolve("main", withAPI(func(*API) {}))
	if err != nil {
		t.Fatal(err)
	}
	if c.Public || c.https || c.AllowDeletion || len(c.AllowedCIDRs) > 0 {
		t.Errorf("defaults are %+v", c)
	}
	got := c.targets[0]
	if got.HealthCodes != "200" || got.HealthIntervalSeconds != 30 || got.HealthTimeoutSeconds != 5 ||
		got.HealthyThreshold != 2 || got.UnhealthyThreshold != 2 || *got.DeregistrationDelaySeconds != 60 {
		t.Errorf("a target defaults to %+v", got)
	}
	if *c.API.ThrottleRate != 1000 || *c.API.ThrottleBurst != 500 || c.API.LogRetentionDays != 14 {
		t.Errorf("the API defaults to %+v", c.API)
	}
}

func TestResolveLeavesTheCallersArgumentsAlone(t *testing.T) {
	a := withAPI(func(*API) {})
	if _, err := resolve("main", a); err != nil {
		t.Fatal(err)
	}
	if a.API.ThrottleRate != nil || a.API.LogRetentionDays != 0 || a.Targets["api"].HealthCodes != "" {
		t.Errorf("the defaults were written to %+v", a)
	}
}
