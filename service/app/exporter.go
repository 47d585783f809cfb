package app

import (
	"crypto/tls"
	"crypto/x509"
	"net/url"
	"os"

	"golang.org/x/net/http/httpguts"
)

// checkExporter checks the variables of all exporters, or those that override them for one signal.
func (e *env) checkExporter(signal string) {
	prefix := "OTEL_EXPORTER_OTLP_" + signal
	e.checkCollector(prefix + "ENDPOINT")
	if v := e.lookup(prefix + "PROTOCOL"); v != "" && v != "http/protobuf" {
		e.reject(prefix+"PROTOCOL", "got %q, but the service only speaks http/protobuf; unset it, and give the endpoint "+
			"the collector's port for HTTP, usually 4318", v)
	}
	e.oneOf(prefix+"COMPRESSION", "none", "none", "gzip")
	e.checkHeaders(prefix + "HEADERS")
	e.checkNumbers(map[string]int{prefix + "TIMEOUT": 10_000})
	e.checkAuthorities(prefix + "CERTIFICATE")
	e.checkKeyPair(prefix+"CLIENT_CERTIFICATE", prefix+"CLIENT_KEY")
}

// checkCollector rejects a query too, because the exporters drop it.
func (e *env) checkCollector(name string) {
	if e.lookup(name) == "" {
		return
	}
	u, err := url.Parse(e.lookup(name))
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil || u.RawQuery != "" {
		e.reject(name, "not an HTTP URL without a user and a query (not shown, it may hold a password); "+
			"want one such as http://localhost:4318, and keys in OTEL_EXPORTER_OTLP_HEADERS")
	}
}

// checkHeaders never shows the headers, because they hold keys of collectors.
func (e *env) checkHeaders(name string) {
	for i, pair := range e.list(name) {
		if key, found := keyOf(pair); !found || !httpguts.ValidHeaderFieldName(key) {
			e.reject(name, "pair number %d is not valid (not shown, it may be a secret); "+
				"want name=value,name=value, with %% codes for other characters", i+1)
		}
	}
}

func (e *env) checkAuthorities(name string) {
	file := e.lookup(name)
	if file == "" {
		return
	}
	pem, err := os.ReadFile(file)
	if err != nil || !x509.NewCertPool().AppendCertsFromPEM(pem) {
		e.reject(name, "got %q, want a file that can be read and holds certificates in PEM", file)
	}
}

func (e *env) checkKeyPair(certificateName, keyName string) {
	certificate, key := e.lookup(certificateName), e.lookup(keyName)
	switch {
	case certificate == "" && key == "":
	case certificate == "":
		e.reject(certificateName, "not set, but %s is; set both or neither", keyName)
	case key == "":
		e.reject(keyName, "not set, but %s is; set both or neither", certificateName)
	default:
		if _, err := tls.LoadX509KeyPair(certificate, key); err != nil {
			e.reject(certificateName, "got %q, which cannot be used with %s: %v; want PEM files of a certificate and its key",
				certificate, keyName, err)
		}
	}
}
