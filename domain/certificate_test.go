package domain

import (
	"slices"
	"testing"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/acm"

	"github.com/knwl-platform/infra/internal/check"
	"github.com/knwl-platform/infra/internal/check/checktest"
	"github.com/knwl-platform/infra/internal/child"
)

func option(name, record string) acm.CertificateDomainValidationOption {
	return acm.CertificateDomainValidationOption{DomainName: &name, ResourceRecordName: &record}
}

func recordName(o acm.CertificateDomainValidationOption) *string { return o.ResourceRecordName }

// ACM answers in any order, with a name and its wildcard or with one of them only.
func TestRecordOfANameIsFoundInAnyAnswer(t *testing.T) {
	b := &builder{Parent: child.Parent{Component: check.Component{Kind: "domain", Name: "shop"}}}
	options := []acm.CertificateDomainValidationOption{
		option("*.example.com", "_1.example.com."), option("example.com", "_1.example.com."),
		option("www.example.com", "_2.www.example.com."), option("*.only.example.com", "_3.only.example.com."),
	}
	reversed := slices.Clone(options)
	slices.Reverse(reversed)
	for _, answer := range [][]acm.CertificateDomainValidationOption{options, reversed, append(reversed, options...)} {
		for name, want := range map[string]string{
			"example.com": "_1.example.com.", "www.example.com": "_2.www.example.com.",
			"only.example.com": "_3.only.example.com.",
		} {
			if got, err := b.find(answer, name, recordName); got != want || err != nil {
				t.Errorf("%s: %q, %v, want %q", name, got, err, want)
			}
		}
	}
}

func TestMissingRecordIsAnError(t *testing.T) {
	b := &builder{Parent: child.Parent{Component: check.Component{Kind: "domain", Name: "shop"}}}
	for name, answer := range map[string][]acm.CertificateDomainValidationOption{
		"none": nil, "of another name": {option("example.org", "_1.example.org.")},
		"incomplete": {{}, option("example.com", "")},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := b.find(answer, "example.com", recordName)
			checktest.Contains(t, err, `domain "shop": ACM returned no validation record for example.com; `)
		})
	}
}
