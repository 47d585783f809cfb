package e2e

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/acm"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/route53"

	"github.com/knwl-platform/infra/e2e/emulator"
)

// account queries AWS itself, without going through Pulumi.
type account struct {
	*testing.T
	aws.Config
}

func accountAt(t *testing.T, url string) account {
	return account{T: t, Config: aws.Config{
		Region:       emulator.Region,
		BaseEndpoint: aws.String(url),
		Credentials:  credentials.NewStaticCredentialsProvider("test", "test", ""),
	}}
}

// certificate imports a self-signed certificate for a domain and returns its ARN. ACM treats an
// imported certificate as issued. A requested one is pending until its domain is validated, and no
// listener accepts it.
func (a account) certificate(name string) string {
	a.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		a.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, DNSNames: []string{name},
		NotBefore: time.Now().Add(-time.Minute), NotAfter: time.Now().AddDate(0, 0, 1),
	}
	certificate, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		a.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		a.Fatal(err)
	}
	return aws.ToString(answer(acm.NewFromConfig(a.Config).ImportCertificate(a.Context(), &acm.ImportCertificateInput{
		Certificate: pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate}),
		PrivateKey:  pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private}),
	}))(a).CertificateArn)
}

// zone creates a public zone and returns its id.
func (a account) zone(name string) string {
	a.Helper()
	created := answer(route53.NewFromConfig(a.Config).CreateHostedZone(a.Context(), &route53.CreateHostedZoneInput{
		Name: &name, CallerReference: &name,
	}))(a)
	return strings.TrimPrefix(aws.ToString(created.HostedZone.Id), "/hostedzone/")
}

// vpc creates a VPC with a subnet in each of two zones, and returns their ids.
func (a account) vpc() (id string, subnets []string) {
	a.Helper()
	client := ec2.NewFromConfig(a.Config)
	vpc := answer(client.CreateVpc(a.Context(), &ec2.CreateVpcInput{CidrBlock: aws.String("10.9.0.0/16")}))(a).Vpc
	for zone, block := range map[string]string{"eu-west-1a": "10.9.0.0/24", "eu-west-1b": "10.9.1.0/24"} {
		made := answer(client.CreateSubnet(a.Context(),
			&ec2.CreateSubnetInput{VpcId: vpc.VpcId, CidrBlock: &block, AvailabilityZone: &zone}))(a)
		subnets = append(subnets, *made.Subnet.SubnetId)
	}
	return *vpc.VpcId, subnets
}

// pendingCertificate requests a certificate that is never validated.
func (a account) pendingCertificate(name string) string {
	a.Helper()
	return aws.ToString(answer(acm.NewFromConfig(a.Config).RequestCertificate(a.Context(),
		&acm.RequestCertificateInput{DomainName: &name}))(a).CertificateArn)
}

// answer returns the result of a call. The test ends if the call failed.
func answer[A any](out A, err error) func(account) A {
	return func(a account) A {
		a.Helper()
		if err != nil {
			a.Fatal(err)
		}
		return out
	}
}

// only returns the element of a list that must have exactly one.
func only[E any](a account, what string, list []E) E {
	a.Helper()
	if len(list) != 1 {
		a.Fatalf("%d %s, want one", len(list), what)
	}
	return list[0]
}
