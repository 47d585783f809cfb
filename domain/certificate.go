package domain

import (
	"fmt"
	"strings"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/acm"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/route53"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/child"
)

// createCertificate always lists all names, Name among them. Without a list the provider would keep
// the names that Others has had.
func (b *builder) createCertificate() (err error) {
	b.certificate, err = child.New(b.Parent, acm.NewCertificate, b.Parent.Name, &acm.CertificateArgs{
		DomainName:              pulumi.String(b.Args.Name),
		SubjectAlternativeNames: pulumi.ToStringArray(b.names),
		ValidationMethod:        pulumi.String("DNS"),
		KeyAlgorithm:            pulumi.String(b.KeyAlgorithm),
		Options: acm.CertificateOptionsArgs{
			// Browsers reject a certificate that is in no transparency log.
			CertificateTransparencyLoggingPreference: pulumi.String("ENABLED"),
		},
		Tags: child.Tags(b.Tags, b.Parent.Name),
	}, b.Transform.Certificate, pulumi.DeleteBeforeReplace(false)) // listeners use the old one until they have the new one
	return err
}

// createRecords creates the record that validates each name. They do not overwrite a record that
// exists: whoever created it could delete it later, and ACM would stop renewing.
func (b *builder) createRecords() error {
	if b.RecordsExist {
		return nil
	}
	for _, name := range b.validated {
		wanted := func(part func(acm.CertificateDomainValidationOption) *string) pulumi.StringOutput {
			return b.certificate.DomainValidationOptions.ApplyT(
				func(options []acm.CertificateDomainValidationOption) (string, error) {
					return b.find(options, name, part)
				},
			).(pulumi.StringOutput)
		}
		value := wanted(func(o acm.CertificateDomainValidationOption) *string { return o.ResourceRecordValue })
		record, err := child.New(b.Parent, route53.NewRecord, b.Role("validation-"+name), &route53.RecordArgs{
			ZoneId:  b.ZoneID,
			Name:    wanted(func(o acm.CertificateDomainValidationOption) *string { return o.ResourceRecordName }),
			Type:    wanted(func(o acm.CertificateDomainValidationOption) *string { return o.ResourceRecordType }),
			Records: pulumi.StringArray{value},
			Ttl:     pulumi.Int(300),
		}, b.Transform.ValidationRecord)
		if err != nil {
			return err
		}
		b.records = append(b.records, record)
	}
	return nil
}

// find returns a part of the validation record for a name. ACM lists the records in any order, and
// the same one for a name and its wildcard.
func (b *builder) find(
	options []acm.CertificateDomainValidationOption, name string,
	part func(acm.CertificateDomainValidationOption) *string,
) (string, error) {
	for _, option := range options {
		if option.DomainName == nil || strings.TrimPrefix(*option.DomainName, wildcard) != name {
			continue
		}
		if value := part(option); value != nil && *value != "" {
			return *value, nil
		}
	}
	return "", b.Errorf("ACM returned no validation record for %s; run the update again; in a unit test, "+
		"use infratest.Mocks", name)
}

// awaitValidation waits until ACM has issued the certificate. The provider's default is 75 minutes.
func (b *builder) awaitValidation() error {
	explain, err := b.explain()
	if err != nil {
		return err
	}
	args := &acm.CertificateValidationArgs{CertificateArn: b.certificate.Arn}
	if len(b.records) > 0 {
		names := pulumi.StringArray{}
		for _, record := range b.records {
			names = append(names, record.Fqdn)
		}
		args.ValidationRecordFqdns = names
	}
	timeout := pulumi.Timeouts(&pulumi.CustomTimeouts{Create: fmt.Sprintf("%dm", b.ValidationMinutes)})
	b.validation, err = child.New(b.Parent, acm.NewCertificateValidation, b.Role("validation"), args,
		b.Transform.Validation, timeout, explain)
	return err
}
