package conformance

import (
	"fmt"
	"strings"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"pgregory.net/rapid"

	"github.com/knwl-platform/infra/ingress"
	"github.com/knwl-platform/infra/logbucket"
)

func anyIngress(a arguments) drawn {
	name := a.name(24 - len("--t0-green"))
	args := &ingress.Args{
		Network:        a.network(2),
		Public:         a.maybe(),
		Targets:        map[string]ingress.Target{},
		CertificateARN: a.optional(a.arn("acm", "certificate/12345678-1234-1234-1234-123456789012")),
		AllowedCIDRs:   a.cidrs(4),
		WebACLARN:      a.optional(a.arn("wafv2", "regional/webacl/main/12345678-1234-1234-1234-123456789012")),

		AllowedPrefixListIDs: keyed(a, 2, 40, func() pulumi.StringInput { return a.id("pl") }),
		AllowDeletion:        a.maybe(),
		Tags:                 a.tags(),
	}
	if a.maybe() {
		args.AccessLogs = &ingress.AccessLogs{Bucket: a.wired("logs"), Prefix: oneOf(a, "", "web/front"), Off: a.maybe()}
	}
	for i := range rapid.IntRange(0, 3).Draw(a.T, "targets") {
		args.Targets[fmt.Sprintf("t%d", i)] = a.target(i)
	}
	blueGreen := false
	for _, target := range args.Targets {
		blueGreen = blueGreen || target.BlueGreen
	}
	if blueGreen {
		args.TestListener = ingress.TestListener{
			Port:             a.number(1024, 65535),
			AllowedCIDRs:     a.cidrs(2),
			SecurityGroupIDs: keyed(a, 2, 40, func() pulumi.StringInput { return a.id("sg") }),
		}
	}
	args.NoRedirect = args.CertificateARN != nil && a.maybe()
	if a.maybe() {
		args.API = &ingress.API{
			SubnetIDs:        a.ids("subnet", 1, 6),
			ThrottleRate:     a.choice(1, 10000),
			ThrottleBurst:    a.choice(1, 5000),
			LogRetentionDays: a.retention(),
		}
		args.API.CORS, args.API.JWT, args.API.Domain = a.cors(), a.jwt(), a.domain()
		if args.API.JWT != nil {
			args.API.OpenPaths = list(a, 0, 2, func(i int) string {
				return fmt.Sprintf("/%d", i) + oneOf(a, "", "/{proxy+}", a.text("/x", 90))
			})
		}
		if args.CertificateARN != nil {
			args.API.ServerName = oneOf(a, strings.Repeat("a", 63)+".example.com", a.text("api", 63)+".example.com")
		}
	}
	return drawn{name, args, func(ctx *pulumi.Context) error { _, err := ingress.New(ctx, name, args); return err }}
}

func (a arguments) cors() *ingress.CORS {
	if a.maybe() {
		return nil
	}
	names := func() []string { return oneOf(a, nil, []string{"*"}, []string{"x-api-id", "authorization"}) }
	c := &ingress.CORS{
		Origins: oneOf(a, []string{"https://*"}, []string{"https://example.com", "http://localhost:3000"}, []string{"*"}),
		Methods: oneOf(a, nil, []string{"*"}, []string{"GET", "PUT", "DELETE"}),
		Headers: names(), ExposeHeaders: names(), MaxAgeSeconds: a.choice(0, 86400),
	}
	c.Credentials = len(c.Origins) == 2
	return c
}

func (a arguments) jwt() *ingress.JWT {
	if a.maybe() {
		return nil
	}
	audiences := list(a, 1, 3, func(i int) pulumi.StringInput { return a.wired(fmt.Sprintf("client-%d", i)) })
	return &ingress.JWT{
		Issuer:    a.wired(oneOf(a, "https://login.example.com", "https://example.com/realms/shop/")),
		Audiences: pulumi.StringArray(audiences),
		Scopes:    list(a, 0, 2, func(i int) string { return fmt.Sprintf("scope-%d%s", i, a.text("", 56)) }),
	}
}

func (a arguments) domain() *ingress.APIDomain {
	if a.maybe() {
		return nil
	}
	certificate := a.arn("acm", "certificate/12345678-1234-1234-1234-123456789012")
	return &ingress.APIDomain{
		Name: a.text("api", 63) + ".example.com", CertificateARN: certificate, KeepDefaultAddress: a.maybe(),
	}
}

func (a arguments) target(i int) ingress.Target {
	t := ingress.Target{
		HealthPath:                 oneOf(a, "/", "/"+a.text("healthz", 1023)),
		HealthPort:                 a.number(1, 65535),
		HealthCodes:                oneOf(a, "", "200", "200,204", "200-299", "200-499", strings.Repeat("200,", 300)+"200"),
		HealthIntervalSeconds:      a.number(125, 300),
		HealthTimeoutSeconds:       oneOf(a, 0, 2, 29),
		HealthyThreshold:           a.number(2, 10),
		UnhealthyThreshold:         a.number(2, 10),
		DeregistrationDelaySeconds: a.choice(0, 3600),
		BlueGreen:                  a.maybe(),
	}
	if i == 0 {
		return t // the default target, which gets all other requests
	}
	t.Priority = oneOf(a, i, 50000-i)
	t.Routes = a.routes(1000 * i)
	t.Paths = list(a, 1, 3, func(i int) string {
		return fmt.Sprintf("/%d%s", i, oneOf(a, "/*", "/a?b", a.text("p", 126)))
	})
	t.Hosts = list(a, 0, 2, func(i int) string { return fmt.Sprintf("*.%d.%s", i, a.text("example.com", 124)) })
	return t
}

// routes draws further routes of a target with priorities from the given one.
func (a arguments) routes(priority int) map[string]ingress.Route {
	return keyed(a, 2, 40, func() ingress.Route {
		priority++
		return ingress.Route{
			Paths:    list(a, 0, 2, func(i int) string { return fmt.Sprintf("/%d%s", i, oneOf(a, "/*", a.text("p", 126))) }),
			Hosts:    list(a, 1, 2, func(i int) string { return fmt.Sprintf("*.%d.%s", i, a.text("example.com", 124)) }),
			Priority: priority,
		}
	})
}

func anySharedTarget(a arguments) drawn {
	name := a.name(24 - len("-green"))
	args := &ingress.TargetArgs{
		VPCID:           a.id("vpc"),
		ListenerARN:     a.arn("elasticloadbalancing", "listener/app/web/0123456789abcdef/0123456789abcdef"),
		SecurityGroupID: a.id("sg"),
		Target:          a.target(1),
		Tags:            a.tags(),
	}
	if args.Target.BlueGreen {
		args.TestListenerARN = a.optional(
			a.arn("elasticloadbalancing", "listener/app/web/0123456789abcdef/fedcba9876543210"))
	}
	return drawn{name, args, func(ctx *pulumi.Context) error { _, err := ingress.NewTarget(ctx, name, args); return err }}
}

func anyLogBucket(a arguments) drawn {
	name := strings.ToLower(a.name(55))
	args := &logbucket.Args{
		RetentionDays: a.number(1, 3650), Versioned: a.maybe(), AllowDeletion: a.maybe(), Tags: a.tags(),
	}
	return drawn{name, args, func(ctx *pulumi.Context) error { _, err := logbucket.New(ctx, name, args); return err }}
}
