// Package domain creates a certificate for domain names in a Route 53 hosted zone, and alias records
// that point the names to a load balancer or an HTTP API.
//
// [New] creates an ACM certificate, the DNS records that validate it, and waits until ACM has issued
// it. ACM renews the certificate while these records exist. [Certificate.Alias] creates an alias
// record. Cost: none; the hosted zone costs $0.50 a month.
//
// The hosted zone and its delegation are the caller's. The certificate is in the region of the
// component's provider, and serves load balancers and APIs of that region only. See the package's
// example.
package domain

import (
	"cmp"

	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/acm"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/route53"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra/internal/child"
)

// Type is the component's type token. It is part of every child's URN and never changes.
const Type = "knwl:domain:Certificate"

// Certificate is a certificate created by [New].
type Certificate struct {
	pulumi.ResourceState

	// CertificateARN is the certificate. It resolves when ACM has issued the certificate, so that a
	// listener can use it.
	CertificateARN pulumi.StringOutput `pulumi:"certificateArn"`
	// Names are the certificate's names, sorted.
	Names []string `pulumi:"names"`

	parent child.Parent
	config config
}

// New creates a certificate and waits until ACM has issued it. name is the logical name of the
// certificate, with letters, digits and single hyphens between them. It must not start with "sg-".
// Validation records are called name--validation-x, after the domain name x without a wildcard.
//
// New checks args before it registers anything, and reports all mistakes in one error. Values that
// other resources compute are checked when they are known.
//
// If ACM does not issue the certificate in time, the update fails, and an error of the component says
// what to check. The next update waits again.
func New(ctx *pulumi.Context, name string, args *Args, opts ...pulumi.ResourceOption) (*Certificate, error) {
	cfg, err := resolve(name, *cmp.Or(args, &Args{}))
	if err != nil {
		return nil, err
	}
	out := &Certificate{}
	parent, err := child.Component(ctx, Type, name, out, opts...)
	if err != nil {
		return nil, err
	}
	b := &builder{Parent: parent, config: cfg, out: out}
	if err := parent.Build(b.publish,
		b.createCertificate,
		b.createRecords,
		b.awaitValidation,
	); err != nil {
		return nil, err
	}
	return out, nil
}

// builder has the arguments, the children created so far and the outputs.
type builder struct {
	child.Parent
	config
	out *Certificate

	certificate *acm.Certificate
	records     []*route53.Record
	validation  *acm.CertificateValidation
}

// publish sets the outputs.
func (b *builder) publish() {
	b.out.CertificateARN = b.validation.CertificateArn
	b.out.Names = b.names
	b.out.parent, b.out.config = b.Parent, b.config
}
