package http

import (
	"strings"
	"testing"
)

func TestEveryAnswerHasTheSecurityHeaders(t *testing.T) {
	a := newSQLiteAPI(t)
	for _, path := range []string{
		"/api/v1/health", "/readyz", "/metrics", "/openapi.json", "/no-such-path", searchPath + "?q=x",
		"/docs", "/docs/init.js",
	} {
		header := a.sendUnchecked(request("GET", path, "", "")).Header()
		if got := header.Get("X-Content-Type-Options"); got != "nosniff" {
			t.Errorf("%s: X-Content-Type-Options %q", path, got)
		}
		cache := "no-store"
		if strings.HasPrefix(path, "/docs") {
			cache = "no-cache" // public, but revalidated each time
		}
		if got := header.Get("Cache-Control"); got != cache {
			t.Errorf("%s: Cache-Control %q, want %q", path, got, cache)
		}
	}
}

func TestDocsMayNotBeFramedAndTellNobodyWhereTheyWereRead(t *testing.T) {
	header := newSQLiteAPI(t).do(t, "GET", "/docs", "", "").Header()
	if got := header.Get("Referrer-Policy"); got != "no-referrer" {
		t.Errorf("Referrer-Policy %q", got)
	}
	for _, directive := range []string{
		"default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "connect-src 'self'",
		"base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
	} {
		if policy := "; " + header.Get("Content-Security-Policy") + ";"; !strings.Contains(policy, "; "+directive+";") {
			t.Errorf("the policy lacks %q: %s", directive, policy)
		}
	}
}
