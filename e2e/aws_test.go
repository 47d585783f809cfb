package e2e

import (
	"testing"

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

// certificate requests a certificate for a domain and returns its ARN.
func (a account) certificate(name string) string {
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
