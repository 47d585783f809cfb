package domain

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/acm"
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/route53"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/knwl-platform/infra"
)

// KeyAlgorithm is the algorithm and size of a certificate's key.
type KeyAlgorithm string

// The key algorithms. Load balancers and HTTP APIs accept all of them.
const (
	RSA2048 KeyAlgorithm = "RSA_2048"      // accepted by all clients
	P256    KeyAlgorithm = "EC_prime256v1" // faster handshakes
	P384    KeyAlgorithm = "EC_secp384r1"
)

// Args configures a [Certificate]. Name and ZoneID are required.
type Args struct {
	// Name is the domain name of the certificate, such as "shop.example.com", or "*.example.com" for
	// all names one level below example.com. Required. At most 64 characters; a longer name fits in
	// Others. Changing it replaces the certificate. The new one is issued before consumers move to it,
	// and the old one is deleted last.
	Name string
	// Others are further names of the certificate, in any order. Default: none. A name and its
	// wildcard, such as "example.com" and "*.example.com", share one validation record. Changing Others
	// replaces the certificate as changing Name does, but keeps the validation records of the names
	// that stay. ACM's quota is ten names in one certificate until you have it raised.
	Others []string
	// ZoneID is the public Route 53 hosted zone that all names belong to. Required. The registrar, or
	// the parent zone, must delegate the domain to the zone's name servers. Otherwise ACM does not
	// issue the certificate. Changing ZoneID replaces the validation records.
	ZoneID pulumi.StringInput
	// RecordsExist says that another certificate for the same names, such as one in another region,
	// has created the validation records. Default: false. ACM uses the same records for all certificates
	// of an account with the same name, and Route 53 rejects a record that exists. The certificate that
	// created the records must be deleted last: without them, ACM renews none of the certificates.
	RecordsExist bool
	// KeyAlgorithm is the algorithm of the certificate's key. Default: [RSA2048]. Changing it replaces
	// the certificate.
	KeyAlgorithm KeyAlgorithm
	// ValidationMinutes is how long the update waits for ACM to issue the certificate, 1 to 720.
	// Default: 30. ACM usually takes a few minutes. It never issues a certificate for a zone without
	// delegation.
	ValidationMinutes int
	// Tags are put on every child that supports tags. Default: none. At most 49 tags; keys must be
	// unique ignoring case. The key "Name" is reserved: each child's Name tag is its logical name,
	// which Transform can override.
	Tags map[string]string
	// Transform customizes children in ways that Args has no field for.
	Transform Transform
}

// Target is what an alias record points to.
type Target struct {
	// DNSName is the target's DNS name, such as the DNSName of ingress. Required.
	DNSName pulumi.StringInput
	// ZoneID is the hosted zone of DNSName, which belongs to AWS, such as the ZoneID of ingress.
	// Required.
	ZoneID pulumi.StringInput
	// IPv6 adds an AAAA record. Default: false. Set it for a target with IPv6 addresses only.
	IPv6 bool
}

// Transform has an [infra.Edit] for each type of child.
type Transform struct {
	// Certificate edits the certificate.
	Certificate infra.Edit[acm.CertificateArgs]
	// ValidationRecord edits each validation record.
	ValidationRecord infra.Edit[route53.RecordArgs]
	// Validation edits the resource that waits for ACM to issue the certificate. It creates nothing in
	// AWS.
	Validation infra.Edit[acm.CertificateValidationArgs]
	// Alias edits each alias record.
	Alias infra.Edit[route53.RecordArgs]
}
