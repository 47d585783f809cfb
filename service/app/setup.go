package app

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/url"

	"github.com/knwl-platform/infra/service/postgres"
)

// Setup is the configuration of setup-database. [SetupFromEnv] reads it.
type Setup struct {
	Database  Database // DB_*, as for the service, with DB_LOGIN=iam
	MasterURL string   // Database.URL with the master user of DB_MASTER_JSON, {"username":...,"password":...}
}

// SetupFromEnv reads the configuration of setup-database, like [ConfigFromEnv].
func SetupFromEnv(lookup func(name string) string) (Setup, error) {
	e := &env{lookup: lookup}
	s := Setup{Database: e.database()}
	if !s.Database.IAM {
		e.reject("DB_LOGIN", "not iam, but setup-database makes a user that logs in by IAM; "+
			"set DB_LOGIN=iam, and DB_HOST, DB_NAME and DB_USER")
	}
	s.MasterURL = e.masterURL(s.Database.URL)
	return s, e.err()
}

// masterURL returns a URL with the master user. Its errors never show DB_MASTER_JSON.
func (e *env) masterURL(databaseURL string) string {
	var master struct{ Username, Password string }
	_ = json.Unmarshal([]byte(e.lookup("DB_MASTER_JSON")), &master)
	if master.Username == "" || master.Password == "" {
		e.reject("DB_MASTER_JSON", `not set, or not of the form {"username":...,"password":...}; `+
			"set it to the secret of the database's master user")
	}
	if master.Username != "" && master.Username == e.lookup("DB_USER") {
		e.reject("DB_USER", "the master user itself, which must not log in by IAM; choose another name")
	}
	u, err := url.Parse(databaseURL)
	if err != nil {
		return "" // has been rejected
	}
	u.User = url.UserPassword(master.Username, master.Password)
	return u.String()
}

// RunSetup makes the user of the service in the database, if it is not there.
func RunSetup(ctx context.Context, s Setup, log *slog.Logger) error {
	ctx, cancel := context.WithTimeout(ctx, openTimeout)
	defer cancel()
	service, err := s.Database.postgres(ctx)
	if err != nil {
		return err
	}
	changed, err := postgres.Setup(ctx, service, postgres.Config{URL: s.MasterURL, RootCert: service.RootCert})
	if err != nil {
		return err
	}
	log.Info("the database is set up", "changed", changed)
	return nil
}
