package app

import (
	"log/slog"
	"net/url"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
)

func TestAnotherUserCannotTakeTheTablesOfTheFirst(t *testing.T) {
	_, _, cfg := startIAM(t)
	mustOpenStore(t, Database{URL: cfg.MasterURL})
	setUp(t, cfg)
	renamed, err := url.Parse(cfg.Database.URL)
	if err != nil {
		t.Fatal(err)
	}
	renamed.User = url.User("another")
	cfg.Database.URL = renamed.String()
	err = RunSetup(t.Context(), cfg, slog.New(slog.DiscardHandler))
	if want := `belong to "` + user + `", and`; err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("the error is %v, want %s", err, want)
	}
}

// The lock of a setup is of one database, the user is of all databases of the server.
func TestAUserThatAnotherDatabaseMakesMeanwhileIsTheServicesUser(t *testing.T) {
	server, _, cfg := startIAM(t)
	conn, err := pgx.Connect(t.Context(), server.URL("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	if _, err := conn.Exec(t.Context(), `BEGIN; CREATE ROLE `+user+` LOGIN IN ROLE rds_iam`); err != nil {
		t.Fatal(err)
	}
	setup := make(chan error, 1)
	go func() { setup <- RunSetup(t.Context(), cfg, slog.New(slog.DiscardHandler)) }()
	for waits := false; !waits && len(setup) == 0; {
		err := conn.QueryRow(t.Context(), `SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)`).Scan(&waits)
		if err != nil {
			t.Fatal(err)
		}
	}
	if _, err := conn.Exec(t.Context(), `COMMIT`); err != nil {
		t.Fatal(err)
	}
	if err := <-setup; err != nil {
		t.Error(err)
	}
	mustOpenStore(t, cfg.Database)
}

func TestTheSetupsOwnRoleTakesNobodysName(t *testing.T) {
	server, _, cfg := startIAM(t)
	server.Exec(t, `CREATE ROLE knwl_setup`)
	setUp(t, cfg)
	server.Exec(t, `DROP ROLE knwl_setup`)
	cfg.Database.URL = strings.Replace(cfg.Database.URL, user, "knwl_setup", 1)
	setUp(t, cfg)
}
