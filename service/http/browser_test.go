package http

import (
	"context"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// TestDocsRenderInABrowser loads the page in a browser. Its scripts must run
// under its own Content-Security-Policy, otherwise the page stays empty.
func TestDocsRenderInABrowser(t *testing.T) {
	chromium, err := exec.LookPath("chromium")
	if err != nil && os.Getenv("CI") == "true" {
		t.Fatal("no chromium; run: apt-get install chromium")
	}
	if err != nil || testing.Short() {
		fmt.Fprintln(os.Stderr, "/docs IS NOT TESTED IN A BROWSER: no chromium, or -short; run: apt-get install chromium")
		t.Skip("no chromium, or -short")
	}
	server := httptest.NewServer(newSQLiteAPI(t))
	defer server.Close()
	var stderr strings.Builder
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute) // a browser sometimes hangs
	defer cancel()
	browser := exec.CommandContext(ctx, chromium, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic",
		"--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
		"--user-data-dir="+t.TempDir(), "--enable-logging=stderr",
		"--virtual-time-budget=20000", "--dump-dom", server.URL+"/docs")
	browser.Stderr = &stderr
	dom, err := browser.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, stderr.String())
	}
	for _, want := range []string{
		"operations-documents-searchDocuments", "operations-documents-addDocument", "Authorize",
	} {
		if !strings.Contains(string(dom), want) {
			t.Errorf("the page does not show %q", want)
		}
	}
	if strings.Contains(stderr.String(), "Content Security Policy") {
		t.Errorf("the page violates its own policy:\n%s", stderr.String())
	}
}
