package app

import (
	"log/slog"
	"strings"
	"testing"
)

func TestSetupRejectsRolesThatCannotBeTheServicesUser(t *testing.T) {
	for name, c := range map[string]struct{ existing, want string }{
		"no login":  {`CREATE ROLE ` + user, "cannot log in"},
		"superuser": {`CREATE ROLE ` + user + ` LOGIN SUPERUSER`, "is a superuser"},
		"members":   {`CREATE ROLE ` + user + ` LOGIN; GRANT ` + user + ` TO master`, "has members"},
	} {
		t.Run(name, func(t *testing.T) {
			server, _, cfg := startIAM(t)
			server.Exec(t, c.existing)
			err := RunSetup(t.Context(), cfg, slog.New(slog.DiscardHandler))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("the error is %v", err)
			}
			mustOpenStore(t, Database{URL: cfg.MasterURL}) // the master still logs in
		})
	}
}
