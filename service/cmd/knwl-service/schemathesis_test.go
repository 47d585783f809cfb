package main

import (
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

var schemathesis = flag.String("schemathesis", "", "the schemathesis program; make service-schemathesis installs it")

// TestSchemathesis lets schemathesis send valid and invalid requests that it
// generates from /openapi.json. It needs Python.
func TestSchemathesis(t *testing.T) {
	if *schemathesis == "" {
		t.Skip("without -schemathesis; run make service-schemathesis")
	}
	// A tenant that the key may access. With a random tenant every answer would
	// be 403.
	config := filepath.Join(t.TempDir(), "schemathesis.toml")
	if err := os.WriteFile(config, []byte("[parameters]\n\"path.tenantId\" = \"t1\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	onBothStores(t, func(t *testing.T, db database) {
		i := start(t, append(db.env, "LOG_LEVEL=ERROR")...)
		cmd := exec.Command(*schemathesis, "--config-file", config, "run", i.url+"/openapi.json",
			"--header", "X-API-Key: k", "--max-examples", "200", "--seed", "1")
		cmd.Dir = t.TempDir() // for its cache
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Errorf("%v\n%s\n%s", err, out, i.log)
		}
		t.Logf("%s", out)
	})
}
