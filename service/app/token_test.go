package app

import (
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/jackc/pgx/v5"

	"github.com/knwl-platform/infra/internal/pgtest"
	"github.com/knwl-platform/infra/service"
)

const user = "knwl_service"

// startIAM starts a server with the database knwl, and returns its configuration and that of
// setup-database.
func startIAM(t *testing.T) (*pgtest.Server, *pgtest.IAM, Setup) {
	t.Helper()
	server, iam := pgtest.StartIAM(t, "eu-west-1", aws.Credentials{
		AccessKeyID: "AKID", SecretAccessKey: "hunter2", SessionToken: "of the task's role",
	}, pgtest.Fast)
	t.Setenv("AWS_ACCESS_KEY_ID", "AKID")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "hunter2")
	t.Setenv("AWS_SESSION_TOKEN", "of the task's role")
	t.Setenv("AWS_REGION", "eu-west-1")
	master := server.NewMaster(t, "knwl", "master", "first")
	own, err := url.Parse(master)
	if err != nil {
		t.Fatal(err)
	}
	own.User = url.User(user)
	return server, iam, Setup{Database: Database{URL: own.String(), IAM: true}, MasterURL: master}
}

// setUp runs setup-database, and returns its log.
func setUp(t *testing.T, s Setup) string {
	t.Helper()
	var log strings.Builder
	if err := RunSetup(t.Context(), s, slog.New(slog.NewJSONHandler(&log, nil))); err != nil {
		t.Fatal(err)
	}
	return log.String()
}

func mustOpenStore(t *testing.T, d Database) service.Store {
	t.Helper()
	store, err := openStore(t.Context(), d, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	return store
}

func addTo(t *testing.T, store service.Store, content string) func() error {
	t.Helper()
	return func() error {
		return store.Add(t.Context(), service.Document{
			ID: "0197c7a0-0000-7000-8000-000000000000", Tenant: "t1", Title: "t", Content: content, Tags: []string{},
		})
	}
}

func found(t *testing.T, store service.Store, word string) int {
	t.Helper()
	page, err := store.Search(t.Context(), service.Query{Tenant: "t1", Words: service.QueryWords(word), Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	return page.Total
}

func TestEveryNewConnectionHasATokenOfItsOwn(t *testing.T) {
	server, iam, cfg := startIAM(t)
	setUp(t, cfg)
	store := mustOpenStore(t, cfg.Database)
	eventually(t, addTo(t, store, "first"))

	const lifetime = 4 * time.Second // long enough for a login on a busy machine
	iam.SetLifetime(lifetime)
	time.Sleep(lifetime)
	before := iam.Accepted()
	if n := found(t, store, "first"); n != 1 || iam.Accepted() != before {
		t.Errorf("found %d; an open connection has outlived its token, %d logins", n, iam.Accepted()-before)
	}

	server.Exec(t, `ALTER ROLE master PASSWORD 'second'`) // as RDS does every week
	server.Exec(t, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '`+user+`'`)
	eventually(t, addTo(t, store, "second"))
	if n := found(t, store, "second"); n != 1 || iam.Accepted() == before {
		t.Errorf("found %d after the connections were cut, %d logins", n, iam.Accepted()-before)
	}
	if log := setUp(t, cfg); !strings.Contains(log, `"changed":false`) { // with the old password of master
		t.Errorf("a second setup: %s", log)
	}
}

// Only the owner of a table may run a migration.
func TestTablesThatTheMasterMakesLaterAreTakenOrRefused(t *testing.T) {
	server, _, cfg := startIAM(t)
	setUp(t, cfg)
	expectNoMembers(t, server)
	mustOpenStore(t, Database{URL: cfg.MasterURL})
	conn, err := pgx.Connect(t.Context(), cfg.MasterURL)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	var version int
	if err := conn.QueryRow(t.Context(), `SELECT current_setting('server_version_num')::int`).Scan(&version); err != nil {
		t.Fatal(err)
	}
	err = RunSetup(t.Context(), cfg, slog.New(slog.DiscardHandler))
	switch {
	case version < 160000 && err != nil:
		t.Error(err)
	case version >= 160000 && (err == nil ||
		!strings.Contains(err.Error(), "the tables document, reindex, schema_version, tenant belong to the master user")):
		t.Errorf("the error is %v", err)
	}
	expectNoMembers(t, server)
}

func TestAUserWithoutPermissionIsOneClearError(t *testing.T) {
	_, _, cfg := startIAM(t)
	setUp(t, cfg)
	t.Setenv("AWS_SECRET_ACCESS_KEY", "wrong")
	_, err := openStore(t.Context(), cfg.Database, nil)
	if err == nil || !strings.Contains(err.Error(), "needs rds-db:connect") || strings.Contains(err.Error(), "X-Amz") {
		t.Errorf("got %v", err)
	}
}

func TestTokensAreForTheRegionOfTheHost(t *testing.T) {
	t.Setenv("AWS_ACCESS_KEY_ID", "AKID")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "x")
	t.Setenv("AWS_REGION", "")
	for server, want := range map[string]string{
		"knwl-db.abc.eu-west-1.rds.amazonaws.com:5432":     "/eu-west-1/rds-db/",
		"knwl-db.abc.cn-north-1.rds.amazonaws.com.cn:5432": "/cn-north-1/rds-db/",
		"localhost:5432": "set AWS_REGION",
	} {
		token, err := databaseToken(t.Context(), "postgres://u@h/d")
		if err != nil {
			t.Fatal(err)
		}
		got, err := token(t.Context(), server)
		if err != nil {
			got = err.Error()
		}
		if got, _ = url.QueryUnescape(got); !strings.Contains(got, want) {
			t.Errorf("%s: %s", server, got)
		}
	}
}

// The service ran as the master user before it had a user of its own.
func TestTheServicesUserTakesOverTheMastersTables(t *testing.T) {
	server, _, cfg := startIAM(t)
	old := mustOpenStore(t, Database{URL: cfg.MasterURL})
	if err := addTo(t, old, "before")(); err != nil {
		t.Fatal(err)
	}

	var tasks sync.WaitGroup
	for range 4 {
		tasks.Go(func() {
			if err := RunSetup(t.Context(), cfg, slog.New(slog.DiscardHandler)); err != nil {
				t.Error(err)
			}
		})
	}
	tasks.Wait()
	store := mustOpenStore(t, cfg.Database)
	for content, s := range map[string]service.Store{"during": old, "after": store} {
		if err := addTo(t, s, content)(); err != nil {
			t.Errorf("%s: %v", content, err)
		}
	}
	for _, word := range []string{"before", "during", "after"} {
		if found(t, store, word) != 1 || found(t, old, word) != 1 {
			t.Errorf("%s is not found", word)
		}
	}
	mustOpenStore(t, Database{URL: cfg.MasterURL}) // after a rollback of the deployment

	expectNoMembers(t, server)
}

// expectNoMembers fails the test if the service's user has members: RDS refuses the password of every
// member of rds_iam, direct or not. From PostgreSQL 16 on, who makes a role is a member of it.
func expectNoMembers(t *testing.T, server *pgtest.Server) {
	t.Helper()
	server.Exec(t, `DO $$ BEGIN
		ASSERT NOT EXISTS (SELECT FROM pg_auth_members WHERE roleid = '`+user+`'::regrole), 'the user has members';
		ASSERT (SELECT count(*) FROM pg_roles WHERE rolname LIKE '%knwl%') = 1, 'the setup leaves a role';
	END $$`)
}

func TestTheServicesUserMigrates(t *testing.T) {
	server, _, cfg := startIAM(t)
	mustOpenStore(t, Database{URL: cfg.MasterURL}) // a task of the program before makes the tables
	setUp(t, cfg)
	expectNoMembers(t, server)
	token, err := databaseToken(t.Context(), cfg.Database.URL)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := pgx.ParseConfig(cfg.Database.URL)
	if err != nil {
		t.Fatal(err)
	}
	if parsed.Password, err = token(t.Context(), fmt.Sprint(parsed.Host, ":", parsed.Port)); err != nil {
		t.Fatal(err)
	}
	conn, err := pgx.ConnectConfig(t.Context(), parsed)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	for _, statement := range []string{
		`ALTER TABLE document ADD COLUMN next int`, `CREATE INDEX ON tenant (documents)`, `CREATE TABLE further ()`,
	} {
		if _, err := conn.Exec(t.Context(), statement); err != nil {
			t.Errorf("%s: %v", statement, err)
		}
	}
}
