package postgres

import (
	"crypto/x509"
	"encoding/pem"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/knwl-platform/infra/internal/pgtest"
	"github.com/knwl-platform/infra/service"
	"github.com/knwl-platform/infra/service/storetest"
)

func mustOpen(t testing.TB, cfg Config) *Store {
	t.Helper()
	s, err := Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func TestContract(t *testing.T) {
	server := pgtest.Start(t, pgtest.Fast)
	storetest.Run(t, func(t *testing.T) service.Store {
		return mustOpen(t, Config{URL: server.NewDatabase(t)})
	})
}

func TestRelevance(t *testing.T) {
	storetest.Relevance(t, mustOpen(t, Config{URL: pgtest.Start(t, pgtest.Fast).NewDatabase(t)}))
}

func TestTasksThatStartAtOnceMigrateOnce(t *testing.T) {
	url := pgtest.Start(t, pgtest.Fast).NewDatabase(t)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() { mustOpen(t, Config{URL: url}) })
	}
	wg.Wait()
}

// Refusing it, as SQLite does, would make a rollback of a deployment an outage.
func TestAnOldTaskStartsOnANewerSchema(t *testing.T) {
	url := pgtest.Start(t, pgtest.Fast).NewDatabase(t)
	_, err := mustOpen(t, Config{URL: url}).pool.Exec(t.Context(), "INSERT INTO schema_version VALUES (1000)")
	if err != nil {
		t.Fatal(err)
	}
	mustOpen(t, Config{URL: url})
}

func TestTheEmbeddedAuthoritiesAreAmazonsAndValidForYears(t *testing.T) {
	n := 0
	for rest := rdsRoots; ; n++ {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			break
		}
		cert, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			t.Fatal(err)
		}
		if !cert.IsCA || !strings.HasPrefix(cert.Subject.CommonName, "Amazon RDS ") {
			t.Errorf("%s is not an authority of Amazon RDS", cert.Subject)
		}
		if cert.NotAfter.Before(time.Now().AddDate(2, 0, 0)) {
			t.Errorf("%s ends %s: renew the bundle, see NOTICE.md", cert.Subject.CommonName, cert.NotAfter)
		}
	}
	if n < 75 {
		t.Errorf("%d authorities, want three for each of at least 25 regions", n)
	}
}
