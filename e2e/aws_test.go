package e2e

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/acm"

	"github.com/knwl-platform/infra/e2e/emulator"
)

// account asks AWS itself what there is, without going through Pulumi.
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

// certificate imports a self-signed certificate for a domain and returns its ARN. ACM takes an
// imported certificate as issued. One that is requested is pending until its domain is validated,
// and no listener takes it.
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

// pendingCertificate requests a certificate that nobody validates.
func (a account) pendingCertificate(name string) string {
	a.Helper()
	return aws.ToString(answer(acm.NewFromConfig(a.Config).RequestCertificate(a.Context(),
		&acm.RequestCertificateInput{DomainName: &name}))(a).CertificateArn)
}

// answer takes the answer of a call that must succeed.
func answer[A any](out A, err error) func(account) A {
	return func(a account) A {
		a.Helper()
		if err != nil {
			a.Fatal(err)
		}
		return out
	}
}

// only is the one element of a list that must hold one.
func only[E any](a account, what string, list []E) E {
	a.Helper()
	if len(list) != 1 {
		a.Fatalf("%d %s, want one", len(list), what)
	}
	return list[0]
}
