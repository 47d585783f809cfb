package domain_test

import (
	"slices"
	"testing"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/acm"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/route53"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra"
	"github.com/knwl-platform/infra/domain"
	"github.com/knwl-platform/infra/internal/check/checktest"
	"github.com/knwl-platform/infra/internal/graphtest"
)

const zone = pulumi.String("Z0123456789ABCDEFGHIJ")

func create(args domain.Args, use ...func(*pulumi.Context, *domain.Certificate) error) pulumi.RunFunc {
	return func(ctx *pulumi.Context) error {
		if args.ZoneID == nil {
			args.ZoneID = zone
		}
		cert, err := domain.New(ctx, "shop", &args)
		if err != nil {
			return err
		}
		for _, u := range use {
			if err := u(ctx, cert); err != nil {
				return err
			}
		}
		return nil
	}
}

func TestCertificateIsValidatedByDNS(t *testing.T) {
	g := graphtest.Run(t, create(domain.Args{Name: "example.com", Others: []string{"www.example.com", "*.example.com"}}))
	cert := g.Only("acm/certificate:Certificate")
	if cert.Text("domainName") != "example.com" || cert.Text("validationMethod") != "DNS" ||
		cert.Text("keyAlgorithm") != "RSA_2048" {
		t.Errorf("the certificate is %v", cert.Inputs)
	}
	// All names, Name among them: an absent list would keep names that have been removed.
	want := []string{"*.example.com", "example.com", "www.example.com"}
	if names := cert.Strings("subjectAlternativeNames"); !slices.Equal(names, want) {
		t.Errorf("names %q, want %q", names, want)
	}
	if logged := cert.Text("options.certificateTransparencyLoggingPreference"); logged != "ENABLED" {
		t.Errorf("transparency logging is %q", logged)
	}
	if !cert.CreatesBeforeReplace() {
		t.Error("a replacement deletes the certificate that listeners still use")
	}
}

func TestNameAndItsWildcardShareOneRecord(t *testing.T) {
	g := graphtest.Run(t, create(domain.Args{Name: "example.com", Others: []string{"www.example.com", "*.example.com"}}))
	want := []string{"shop--validation-example.com", "shop--validation-www.example.com"}
	if names := g.Names("Record"); !slices.Equal(names, want) {
		t.Fatalf("records %q, want %q", names, want)
	}
	first, second := g.Named("Record", want[0]), g.Named("Record", want[1])
	if first.Text("type") != "CNAME" || first.Get("ttl") != 300.0 || first.Text("zoneId") != string(zone) {
		t.Errorf("the record is %v", first.Inputs)
	}
	if first.Text("name") == second.Text("name") || first.Text("records[0]") == second.Text("records[0]") {
		t.Error("two names have the same record")
	}
	for _, record := range []*graphtest.Node{first, second} {
		if record.Get("allowOverwrite") != nil {
			t.Errorf("%s overwrites a record that another stack may delete", record.Name)
		}
	}
}

// Records are named after domain names: a name that comes or goes, or another order, must not move
// the record of another name.
func TestRecordKeepsItsNameWhenOthersChange(t *testing.T) {
	before := graphtest.Run(t, create(domain.Args{Name: "b.example.com", Others: []string{"c.example.com"}}))
	after := graphtest.Run(t, create(domain.Args{Name: "a.example.com", Others: []string{"b.example.com"}}))
	name := "shop--validation-b.example.com"
	if was, is := before.Named("Record", name), after.Named("Record", name); was.Text("name") != is.Text("name") {
		t.Errorf("the record moved from %s to %s", was.Text("name"), is.Text("name"))
	}
}

func TestValidationWaitsForTheRecordsWithATimeoutOfItsOwn(t *testing.T) {
	for minutes, want := range map[int]string{0: "30m", 5: "5m"} {
		g := graphtest.Run(t, create(domain.Args{Name: "example.com", ValidationMinutes: minutes}))
		validation := g.Only("CertificateValidation")
		if got, _, _ := validation.Timeouts(); got != want {
			t.Errorf("it waits for %q, want %q", got, want)
		}
		if record := g.Only("Record"); !validation.WaitsFor(record) {
			t.Error("it does not wait for the record")
		}
	}
}

// A listener rejects a certificate that has not been issued.
func TestCertificateARNWaitsForValidation(t *testing.T) {
	g := graphtest.Run(t, create(domain.Args{Name: "example.com"}, func(ctx *pulumi.Context, c *domain.Certificate) error {
		return graphtest.Consume(ctx, map[string]pulumi.StringOutput{"listener": c.CertificateARN})
	}))
	listener := g.Named("Topic", "listener")
	if !listener.WaitsFor(g.Only("CertificateValidation")) {
		t.Error("the ARN resolves before the certificate is issued")
	}
	if got := listener.Text("displayName"); got != g.Only("acm/certificate:Certificate").Output("arn") {
		t.Errorf("the ARN is %q", got)
	}
}

func TestRecordsThatExistAreNotCreated(t *testing.T) {
	g := graphtest.Run(t, create(domain.Args{Name: "example.com", RecordsExist: true}))
	g.None("Record")
	if names := g.Only("CertificateValidation").Get("validationRecordFqdns"); names != nil {
		t.Errorf("validation names the records %v, but AWS knows of none here", names)
	}
}

func note[A any](edited map[string]bool) infra.Edit[A] {
	return func(name string, _ *A, _ *[]pulumi.ResourceOption) { edited[name] = true }
}

func TestTransformEditsEachKindOfChild(t *testing.T) {
	edited := map[string]bool{}
	args := domain.Args{Name: "example.com", Transform: domain.Transform{
		Certificate:      note[acm.CertificateArgs](edited),
		ValidationRecord: note[route53.RecordArgs](edited),
		Validation:       note[acm.CertificateValidationArgs](edited),
		Alias:            note[route53.RecordArgs](edited),
	}}
	graphtest.Run(t, create(args, alias("example.com", balancer)))
	for _, name := range []string{"shop", "shop--validation-example.com", "shop--validation", "shop--alias-example.com"} {
		if !edited[name] {
			t.Errorf("%s was not edited", name)
		}
	}
}

func TestNewReportsMistakesBeforeItRegistersAnything(t *testing.T) {
	err := graphtest.Fail(t, func(ctx *pulumi.Context) error { _, err := domain.New(ctx, "shop", nil); return err })
	checktest.Contains(t, err, `domain "shop": 2 mistakes`, `Name "": is required`, "ZoneID (not set)")
}
