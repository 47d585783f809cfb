package pgtest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/jackc/pgx/v5"
)

// IAM stands in for RDS's check of tokens. It verifies user, age and signature, but not for which server
// a token is.
type IAM struct {
	Credentials aws.Credentials
	Region      string

	mu       sync.Mutex
	lifetime time.Duration
	accepted int
}

// StartIAM starts a server whose members of the role rds_iam log in with tokens that are signed with
// the credentials, as on RDS.
func StartIAM(tb testing.TB, region string, credentials aws.Credentials, settings ...string) (*Server, *IAM) {
	tb.Helper()
	iam := &IAM{Credentials: credentials, Region: region, lifetime: 15 * time.Minute}
	directory := serveLDAP(tb, iam.bind) // PostgreSQL's own way to have somebody else check a password
	// On RDS the master user may grant rds_iam without being a member. From PostgreSQL 16 on, it is one here.
	rules := "host all +masters all scram-sha-256\n" +
		"host all +rds_iam all ldap ldapserver=127.0.0.1 ldapport=" + directory + ` ldapprefix="user=" ldapsuffix=""` + "\n" +
		"host all all all scram-sha-256\n"
	s := Start(tb, append(settings, "hba_file="+File(tb, "pg_hba.conf", []byte(rules)))...)
	s.Exec(tb, "CREATE ROLE rds_iam")
	s.Exec(tb, "CREATE ROLE masters")
	return s, iam
}

// SetLifetime changes for how long a token is valid. On RDS it is 15 minutes.
func (i *IAM) SetLifetime(d time.Duration) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.lifetime = d
}

// Accepted returns how many tokens were accepted.
func (i *IAM) Accepted() int {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.accepted
}

func (i *IAM) bind(name, token string) error {
	i.mu.Lock()
	defer i.mu.Unlock()
	if err := i.verify(strings.TrimPrefix(name, "user="), token); err != nil {
		return err
	}
	i.accepted++
	return nil
}

func (i *IAM) verify(user, token string) error {
	u, err := url.Parse("https://" + token)
	if err != nil {
		return errors.New("not a token")
	}
	query := u.Query()
	signed, err := time.Parse("20060102T150405Z", query.Get("X-Amz-Date"))
	switch {
	case err != nil:
		return errors.New("not a token")
	case query.Get("Action") != "connect" || query.Get("DBUser") != user:
		return fmt.Errorf("a token to %s as %s", query.Get("Action"), query.Get("DBUser"))
	case time.Since(signed) > i.lifetime:
		return errors.New("too old")
	}
	again := url.Values{"Action": {"connect"}, "DBUser": {user}, "X-Amz-Expires": {query.Get("X-Amz-Expires")}}
	request, err := http.NewRequest(http.MethodGet, (&url.URL{
		Scheme: "https", Host: u.Host, Path: u.Path, RawQuery: again.Encode(),
	}).String(), nil)
	if err != nil {
		return err
	}
	const ofNothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" // SHA-256
	want, _, err := v4.NewSigner().PresignHTTP(context.Background(), i.Credentials, request, ofNothing,
		"rds-db", i.Region, signed)
	if err == nil && want != "https://"+token {
		err = errors.New("signed with other credentials, or for another region")
	}
	return err
}

// NewMaster creates a database and the user that owns it. As on RDS, the user is no superuser, but it may
// create roles and grant rds_iam to them. NewMaster returns the database's URL with this user.
func (s *Server) NewMaster(tb testing.TB, database, user, password string) string {
	tb.Helper()
	quoted := pgx.Identifier{user}.Sanitize()
	s.Exec(tb, "CREATE ROLE "+quoted+" LOGIN CREATEROLE IN ROLE masters PASSWORD '"+
		strings.ReplaceAll(password, "'", "''")+"'")
	s.Exec(tb, "CREATE DATABASE "+pgx.Identifier{database}.Sanitize()+" OWNER "+quoted)
	s.Exec(tb, `DO $$ BEGIN
		IF current_setting('server_version_num')::int >= 160000 THEN
			GRANT rds_iam TO `+quoted+` WITH ADMIN OPTION;
		END IF;
	END $$`)
	u, err := url.Parse(s.URL(database))
	must(tb, err)
	u.User = url.UserPassword(user, password)
	return u.String()
}
