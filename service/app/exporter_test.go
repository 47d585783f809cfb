package app

import (
	"crypto/x509"
	"encoding/pem"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The exporters only log that they cannot read a file, and then trust public authorities, or send no
// certificate.
func TestCertificatesOfExporters(t *testing.T) {
	const otlp = "OTEL_EXPORTER_OTLP_"
	server := httptest.NewTLSServer(nil)
	defer server.Close()
	own := server.TLS.Certificates[0]
	private, err := x509.MarshalPKCS8PrivateKey(own.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	directory := t.TempDir()
	write := func(name string, text []byte) string {
		path := filepath.Join(directory, name)
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	certificate := write("certificate", pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: own.Certificate[0]}))
	key := write("key", pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private}))
	text, missing := write("text", []byte("hunter2")), filepath.Join(directory, "missing")

	const authorities = ", want a file that can be read and holds certificates in PEM"
	type vars map[string]string
	for name, tc := range map[string]struct {
		vars vars
		want string // "" if they are right
	}{
		"all":            {vars{"CERTIFICATE": certificate, "CLIENT_CERTIFICATE": certificate, "CLIENT_KEY": key}, ""},
		"no authorities": {vars{"CERTIFICATE": missing}, `CERTIFICATE: got "` + missing + `"` + authorities},
		"other text":     {vars{"TRACES_CERTIFICATE": text}, `TRACES_CERTIFICATE: got "` + text + `"` + authorities},
		"a key":          {vars{"METRICS_CERTIFICATE": key}, `METRICS_CERTIFICATE: got "` + key + `"` + authorities},
		"no key": {
			vars{"CLIENT_CERTIFICATE": certificate},
			"CLIENT_KEY: not set, but OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE is; set both or neither",
		},
		"only a key": {
			vars{"TRACES_CLIENT_KEY": key},
			"TRACES_CLIENT_CERTIFICATE: not set, but OTEL_EXPORTER_OTLP_TRACES_CLIENT_KEY is; set both or neither",
		},
		"halves of two pairs": {
			vars{"CLIENT_CERTIFICATE": certificate, "TRACES_CLIENT_KEY": key}, "CLIENT_KEY: not set, but",
		},
		"text for a key": {
			vars{"CLIENT_CERTIFICATE": certificate, "CLIENT_KEY": text},
			`CLIENT_CERTIFICATE: got "` + certificate + `", which cannot be used with OTEL_EXPORTER_OTLP_CLIENT_KEY: ` +
				"tls: failed to find any PEM data in key input; want PEM files of a certificate and its key",
		},
		"no such pair": {
			vars{"CLIENT_CERTIFICATE": missing, "CLIENT_KEY": key}, `CLIENT_CERTIFICATE: got "` + missing + `", which`,
		},
	} {
		all := map[string]string{"API_KEYS_JSON": oneKey, otlp + "ENDPOINT": "https://collector:4318"}
		for variable, file := range tc.vars {
			all[otlp+variable] = file
		}
		_, err := fromMap(all)
		if (err == nil) != (tc.want == "") || err != nil && !strings.HasPrefix(err.Error(), otlp+tc.want) {
			t.Errorf("%s: got %v, want %q", name, err, tc.want)
		}
		if err != nil && strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: the error shows a file: %v", name, err)
		}
	}
}
