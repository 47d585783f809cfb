package app

import (
	"log/slog"
	"strings"
	"testing"
)

func TestSetupRejectsRolesThatCannotBeTheServicesUser(t *testing.T) {
	server, _, cfg := startIAM(t)
	for name, c := range map[string]struct{ existing, want string }{
		"no login":  {`CREATE ROLE ` + user, "cannot log in"},
		"superuser": {`CREATE ROLE ` + user + ` LOGIN SUPERUSER`, "is a superuser"},
		"members":   {`CREATE ROLE ` + user + ` LOGIN; GRANT ` + user + ` TO master`, "has members"},
		"another program's": {
			`CREATE ROLE ` + user + ` LOGIN PASSWORD 'x'`, "does not log in by IAM; choose another user",
		},
		"makes roles": {
			`CREATE ROLE ` + user + ` LOGIN CREATEROLE CREATEDB IN ROLE rds_iam`, "database: CREATEDB, CREATEROLE; revoke",
		},
		"reads everything": {
			`CREATE ROLE ` + user + ` LOGIN REPLICATION BYPASSRLS IN ROLE rds_iam`,
			"database: BYPASSRLS, REPLICATION; revoke",
		},
		"member of a role of RDS": {
			`CREATE ROLE rds_superuser; CREATE ROLE ` + user + ` LOGIN IN ROLE rds_iam, rds_superuser`,
			"database: rds_superuser; revoke",
		},
		"member of the server's roles": {
			`CREATE ROLE between IN ROLE pg_execute_server_program, pg_write_server_files;
			CREATE ROLE ` + user + ` LOGIN NOINHERIT IN ROLE rds_iam, between`,
			"database: pg_execute_server_program, pg_write_server_files; revoke",
		},
		"member of the master": {
			`CREATE ROLE ` + user + ` LOGIN IN ROLE rds_iam, master`, "database: CREATEROLE, master; revoke",
		},
	} {
		t.Run(name, func(t *testing.T) {
			server.Exec(t, c.existing)
			err := RunSetup(t.Context(), cfg, slog.New(slog.DiscardHandler))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("the error is %v", err)
			}
			mustOpenStore(t, Database{URL: cfg.MasterURL}) // the master still logs in
			server.Exec(t, `DROP ROLE `+user)
		})
	}
}

func TestSetupRejectsItsOwnUserOnceThatMayDoMore(t *testing.T) {
	server, _, cfg := startIAM(t)
	setUp(t, cfg)
	server.Exec(t, `ALTER ROLE `+user+` CREATEDB`)
	err := RunSetup(t.Context(), cfg, slog.New(slog.DiscardHandler))
	if err == nil || !strings.Contains(err.Error(), "CREATEDB; revoke") {
		t.Errorf("the error is %v", err)
	}
	server.Exec(t, `ALTER ROLE `+user+` NOCREATEDB`)
	if log := setUp(t, cfg); !strings.Contains(log, `"changed":false`) {
		t.Errorf("once the right is revoked: %s", log)
	}
}
