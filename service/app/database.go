package app

import (
	"net"
	"net/url"
	"os"
	"strconv"
	"strings"
)

// Database is the store's configuration: PostgreSQL if URL is set, otherwise
// the SQLite file Path.
type Database struct {
	// Path is the SQLite file: DB_PATH. Default: ./data/app.db.
	Path string
	// URL is a PostgreSQL URL, always with sslmode: DATABASE_URL, or built from
	// DB_HOST, DB_PORT (5432), DB_USER, DB_PASSWORD, DB_NAME and DB_POOL_SIZE.
	URL string
	// ReadURL is the URL of a read replica for searches, which DB_READ_HOST and
	// DB_READ_PORT (DB_PORT) make from URL. Default: none.
	ReadURL string
	// IAM logs in with tokens of AWS IAM instead of a password: DB_LOGIN=iam.
	IAM bool
	// SecretARN is the Secrets Manager secret with RDS's
	// {"username":...,"password":...}: DB_SECRET_ARN. If it is empty, the URL
	// has the password.
	SecretARN string
	// RootCert is a PEM file of the certificate authorities to trust if sslmode
	// is verify-full: DB_SSLROOTCERT. Default: Amazon RDS's and the system's.
	RootCert string
}

func (e *env) database() Database {
	d := Database{
		Path:      e.string("DB_PATH", "./data/app.db"),
		SecretARN: e.string("DB_SECRET_ARN", ""),
		RootCert:  e.string("DB_SSLROOTCERT", ""),
	}
	switch rawURL, host := e.lookup("DATABASE_URL"), e.lookup("DB_HOST"); {
	case rawURL != "":
		d.URL = e.databaseURL(rawURL)
	case host != "":
		e.databaseParts(&d, host)
	default:
		e.refuseWithout("neither DATABASE_URL nor DB_HOST is, and SQLite needs none of it",
			"DB_PORT", "DB_USER", "DB_PASSWORD", "DB_NAME", "DB_SECRET_ARN", "DB_SSLMODE", "DB_SSLROOTCERT",
			"DB_LOGIN", "DB_READ_HOST", "DB_READ_PORT", "DB_POOL_SIZE")
	}
	if d.SecretARN != "" && !strings.HasPrefix(d.SecretARN, "arn:") {
		e.reject("DB_SECRET_ARN", "not an ARN (not shown, it may be the secret itself); "+
			"want the ARN of a Secrets Manager secret, arn:...:secretsmanager:...")
	}
	if d.RootCert != "" {
		if _, err := os.Stat(d.RootCert); err != nil {
			e.reject("DB_SSLROOTCERT", "got %q, want a PEM file that can be read; leave it unset to trust Amazon RDS",
				d.RootCert)
		}
	}
	return d
}

// databaseURL checks DATABASE_URL. Errors never show it, because it may contain
// a password.
func (e *env) databaseURL(raw string) string {
	e.refuseWithout("DATABASE_URL says it all; unset one of the two",
		"DB_HOST", "DB_PORT", "DB_USER", "DB_PASSWORD", "DB_NAME",
		"DB_LOGIN", "DB_READ_HOST", "DB_READ_PORT", "DB_POOL_SIZE")
	u, err := url.Parse(raw)
	if err != nil || (u.Scheme != "postgres" && u.Scheme != "postgresql") {
		e.reject("DATABASE_URL", "not a PostgreSQL URL (not shown, it may hold a password); "+
			"want postgres://user:password@host:5432/name")
		return ""
	}
	if _, has := u.User.Password(); has && e.lookup("DB_SECRET_ARN") != "" {
		e.reject("DB_SECRET_ARN", "set although DATABASE_URL holds a password; remove one of the two")
	}
	query := u.Query()
	if query.Has("sslmode") && e.lookup("DB_SSLMODE") != "" {
		e.reject("DB_SSLMODE", "set although DATABASE_URL says sslmode; remove one of the two")
	}
	if mode := query.Get("sslmode"); query.Has("sslmode") && mode != "verify-full" && mode != "disable" {
		e.reject("DATABASE_URL", "sslmode=%s does not verify the server; want verify-full, or disable for none at all", mode)
	}
	if query.Has("sslrootcert") {
		e.reject("DATABASE_URL", "sslrootcert would be ignored; set DB_SSLROOTCERT instead")
	}
	if !query.Has("sslmode") {
		query.Set("sslmode", e.sslMode())
	}
	u.RawQuery = query.Encode()
	return u.String()
}

func (e *env) databaseParts(d *Database, host string) {
	user, password := e.lookup("DB_USER"), e.lookup("DB_PASSWORD")
	d.IAM = e.oneOf("DB_LOGIN", "password", "password", "iam") == "iam"
	switch {
	case d.IAM && user == "":
		e.reject("DB_USER", "not set, but DB_LOGIN is iam; set it to the user of the database to log in as")
	case d.IAM:
		e.refuseWithout("DB_LOGIN=iam needs no password; unset one of the two", "DB_PASSWORD", "DB_SECRET_ARN")
	case password != "" && d.SecretARN != "":
		e.reject("DB_PASSWORD", "set together with DB_SECRET_ARN; unset one of the two")
	case d.SecretARN == "" && user == "":
		e.reject("DB_USER", "not set, but DB_HOST is; set it, or DB_SECRET_ARN, whose secret holds user and password")
	}
	name := e.lookup("DB_NAME")
	if name == "" {
		e.reject("DB_NAME", "not set, but DB_HOST is; set it to the name of the database")
	}
	query := url.Values{"sslmode": {e.sslMode()}}
	if e.lookup("DB_POOL_SIZE") != "" {
		query.Set("pool_max_conns", strconv.Itoa(e.int("DB_POOL_SIZE", 10, 2, 1000)))
	}
	u := url.URL{Scheme: "postgres", Path: "/" + name, RawQuery: query.Encode()}
	switch {
	case password != "":
		u.User = url.UserPassword(user, password)
	case user != "":
		u.User = url.User(user)
	}
	port := e.int("DB_PORT", 5432, 1, 65535)
	u.Host = e.server("DB_HOST", host, port)
	d.URL = u.String()
	if replica := e.lookup("DB_READ_HOST"); replica != "" {
		u.Host = e.server("DB_READ_HOST", replica, e.int("DB_READ_PORT", port, 1, 65535))
		d.ReadURL = u.String()
	} else {
		e.refuseWithout("DB_READ_HOST is not", "DB_READ_PORT")
	}
}

// server returns a host and its port. name is the variable of the host.
func (e *env) server(name, host string, port int) string {
	if strings.Contains(host, ":") && net.ParseIP(host) == nil {
		e.reject(name, "holds a colon (not shown, it may be a URL with a password); "+
			"want a host name alone; a port goes into %s", strings.TrimSuffix(name, "HOST")+"PORT")
	}
	return net.JoinHostPort(host, strconv.Itoa(port))
}

func (e *env) sslMode() string {
	return e.oneOf("DB_SSLMODE", "verify-full", "verify-full", "disable")
}

// refuseWithout rejects settings that would be ignored, because the user who
// set them expects an effect.
func (e *env) refuseWithout(reason string, names ...string) {
	for _, name := range names {
		if e.lookup(name) != "" {
			e.reject(name, "set, but %s", reason)
		}
	}
}
