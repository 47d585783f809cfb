package postgres

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/knwl-platform/infra/internal/pgtest"
)

// certificate creates a self-signed certificate for a host name, which is also
// an authority.
func certificate(t *testing.T, host string) (cert, key []byte) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test"}, DNSNames: []string{host},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &private.PublicKey, private)
	if err != nil {
		t.Fatal(err)
	}
	pkcs8, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}),
		pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: pkcs8})
}

func TestTheServersCertificateIsVerified(t *testing.T) {
	cert, key := certificate(t, "localhost")
	server := pgtest.Start(t, pgtest.Fast, "ssl=on",
		"ssl_cert_file="+pgtest.File(t, "cert.pem", cert), "ssl_key_file="+pgtest.File(t, "key.pem", key))
	url := strings.Replace(server.URL("postgres"), "sslmode=disable", "sslmode=verify-full", 1)
	byName := strings.Replace(url, "127.0.0.1", "localhost", 1)
	rootCert := filepath.Join(t.TempDir(), "root.pem")
	if err := os.WriteFile(rootCert, cert, 0o600); err != nil {
		t.Fatal(err)
	}

	mustOpen(t, Config{URL: byName, RootCert: rootCert})
	for name, cfg := range map[string]Config{
		"not by Amazon's authorities": {URL: byName},
		"not under another name":      {URL: url, RootCert: rootCert},
	} {
		if _, err := Open(t.Context(), cfg); err == nil || !strings.Contains(err.Error(), "certificate") {
			t.Errorf("%s: got %v", name, err)
		}
	}
}
