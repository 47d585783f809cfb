package postgres

import (
	"net/url"
	"testing"
	"time"

	"github.com/knwl-platform/infra/internal/pgtest"
	"github.com/knwl-platform/infra/service"
	"github.com/knwl-platform/infra/service/storetest"
)

// startReplicated starts a primary and its replica. The primary waits for the replica at each commit, so
// that a search finds what has been added.
func startReplicated(t *testing.T) (primary, standby *pgtest.Server) {
	t.Helper()
	primary = pgtest.Start(t, pgtest.Fast)
	standby = primary.StartReplica(t, pgtest.Fast)
	primary.Exec(t, `ALTER SYSTEM SET synchronous_standby_names = '*'`)
	primary.Exec(t, `ALTER SYSTEM SET synchronous_commit = 'remote_apply'`)
	primary.Exec(t, `SELECT pg_reload_conf()`)
	return primary, standby
}

// relayTo returns a URL of a server's database that leads through a relay.
func relayTo(t *testing.T, s *pgtest.Server, databaseURL string) (*relay, string) {
	t.Helper()
	u, err := url.Parse(databaseURL)
	if err != nil {
		t.Fatal(err)
	}
	behind, err := url.Parse(s.URL(u.Path[1:]))
	if err != nil {
		t.Fatal(err)
	}
	r, address := startRelay(t, behind.Host)
	behind.Host = address.String()
	return r, behind.String()
}

func TestContractWithAReplica(t *testing.T) {
	primary, standby := startReplicated(t)
	storetest.Run(t, func(t *testing.T) service.Store {
		u := primary.NewDatabase(t)
		parsed, err := url.Parse(u)
		if err != nil {
			t.Fatal(err)
		}
		s := mustOpen(t, Config{URL: u, ReadURL: standby.URL(parsed.Path[1:])})
		if s.SearchedAt() != "replica" {
			t.Fatalf("searched at %q", s.SearchedAt())
		}
		return s
	})
}

func TestSearchesGoToTheReplicaWhileItAnswers(t *testing.T) {
	primary, standby := startReplicated(t)
	cfg := Config{URL: primary.NewDatabase(t)}
	relay, readURL := relayTo(t, standby, cfg.URL)
	cfg.ReadURL = readURL
	s := mustOpen(t, cfg)
	defer relay.hangUp()
	if err := s.Add(t.Context(), document("word")); err != nil {
		t.Fatal(err)
	}
	served := func() int {
		relay.mu.Lock()
		defer relay.mu.Unlock()
		return len(relay.conns)
	}
	if n := found(t, s, "word"); n != 1 || served() == 0 || s.SearchedAt() != "replica" {
		t.Fatalf("found %d at %s over %d connections", n, s.SearchedAt(), served())
	}

	relay.stop()
	for range 3 {
		began := time.Now()
		if n := found(t, s, "word"); n != 1 {
			t.Errorf("without the replica %d documents are found", n)
		}
		if took := time.Since(began); took > 8*time.Second {
			t.Errorf("without the replica a search takes %s", took)
		}
	}
	if s.SearchedAt() != "primary" {
		t.Errorf("searched at %q", s.SearchedAt())
	}
}

func TestTheReplicaIsUsedAgainWhenItIsBack(t *testing.T) {
	primary := pgtest.Start(t, pgtest.Fast)
	s := mustOpen(t, Config{URL: primary.URL("postgres"), ReadURL: primary.StartReplica(t, pgtest.Fast).URL("postgres")})
	s.replica.up.Store(false)
	for deadline := time.Now().Add(time.Minute); s.SearchedAt() != "replica"; time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the replica is never used again")
		}
	}
}

// It has none of the documents that are added from then on.
func TestAPromotedReplicaIsNotSearched(t *testing.T) {
	primary := pgtest.Start(t, pgtest.Fast)
	standby := primary.StartReplica(t, pgtest.Fast)
	if at := mustOpen(t, Config{URL: primary.URL("postgres")}).SearchedAt(); at != "" {
		t.Errorf("without a replica, searched at %q", at)
	}
	standby.Exec(t, `SELECT pg_promote()`)
	s := mustOpen(t, Config{URL: primary.URL("postgres"), ReadURL: standby.URL("postgres")})
	if s.SearchedAt() != "primary" {
		t.Errorf("searched at %q", s.SearchedAt())
	}
}

// It gets the schema a moment after the primary.
func TestWhatTheReplicaLacksIsSearchedAtThePrimary(t *testing.T) {
	primary := pgtest.Start(t, pgtest.Fast)
	standby := primary.StartReplica(t, pgtest.Fast)
	standby.Exec(t, `SELECT pg_wal_replay_pause()`)
	s := mustOpen(t, Config{URL: primary.URL("postgres"), ReadURL: standby.URL("postgres")})
	if err := s.Add(t.Context(), document("word")); err != nil {
		t.Fatal(err)
	}
	if n := found(t, s, "word"); n != 1 || s.SearchedAt() != "replica" {
		t.Errorf("found %d at %s", n, s.SearchedAt())
	}
}

func document(content string) service.Document {
	return service.Document{
		ID: "019aa000-0000-7000-8000-000000000000", Tenant: "t1", Title: "t", Content: content, Tags: []string{},
	}
}

func found(t *testing.T, s *Store, word string) int {
	t.Helper()
	page, err := s.Search(t.Context(), service.Query{Tenant: "t1", Words: service.QueryWords(word), Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	return page.Total
}
