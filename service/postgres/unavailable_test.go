package postgres

import (
	"errors"
	"net/url"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/knwl-platform/infra/internal/pgtest"
	"github.com/knwl-platform/infra/service"
)

func TestWhatTheServerCannotDoNowIsUnavailable(t *testing.T) {
	for code, want := range map[string]bool{
		"53100": true,  // disk full
		"53300": true,  // too many connections
		"57P01": true,  // restart
		"58030": true,  // I/O error
		"25006": true,  // read-only after a failover
		"23505": false, // unique violation
		"42601": false, // syntax error
		"":      false,
	} {
		err := unavailable(&pgconn.PgError{Code: code}, false)
		if errors.Is(err, service.ErrUnavailable) != want {
			t.Errorf("%s: %v", code, err)
		}
	}
	if unavailable(nil, true) != nil {
		t.Error("no error is not available")
	}
}

func TestAServerThatIsAwayIsUnavailable(t *testing.T) {
	u, err := url.Parse(pgtest.Start(t, pgtest.Fast).NewDatabase(t))
	if err != nil {
		t.Fatal(err)
	}
	relay, address := startRelay(t, u.Host)
	u.Host = address.String()
	store := mustOpen(t, Config{URL: u.String()})
	d := service.Document{Tenant: "t", Title: "t", Content: "c", Tags: []string{}}
	d.ID = "019aa000-0000-7000-8000-000000000000"
	if err := store.Add(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	relay.stop()
	query := service.Query{Tenant: "t", Words: service.QueryWords("c"), Limit: 1}
	for range 3 { // first the open connections fail, then new ones
		_, searching := store.Search(t.Context(), query)
		_, counting := store.Counts(t.Context())
		for what, err := range map[string]error{
			"Add": store.Add(t.Context(), d), "Search": searching, "Counts": counting, "Ping": store.Ping(t.Context()),
		} {
			if !errors.Is(err, service.ErrUnavailable) {
				t.Errorf("%s: %v, want ErrUnavailable", what, err)
			}
		}
	}
}
