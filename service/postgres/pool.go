package postgres

import (
	"context"
	"crypto/x509"
	_ "embed"
	"errors"
	"fmt"
	"net/url"
	"os"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Config says how to reach the database.
type Config struct {
	// URL is a postgres:// URL, with sslmode spelled out. pool_max_conns in it bounds
	// the connections of this process; default 10.
	URL string
	// Credentials, if not nil, gives user and password in the URL's place: once at the
	// start and again whenever the server refuses a new connection for them.
	Credentials func(context.Context) (Credentials, error)
	// RootCert is a PEM file of the authorities to trust under sslmode=verify-full;
	// empty means Amazon RDS's and the system's.
	RootCert string
}

// Credentials opens a connection.
type Credentials struct{ User, Password string }

// pool hands out connections. When the password has been rotated, connections
// in use go on working; only a new one is refused, and only then is the
// password read again.
type pool struct {
	*pgxpool.Pool
	credentials *rotating // nil when the URL says it all
}

const (
	defaultMaxConns = 10
	refusals        = 4 // tries while the new password travels from RDS to the secret
)

func newPool(ctx context.Context, cfg Config) (*pool, error) {
	pc, err := pgxpool.ParseConfig(cfg.URL)
	if err != nil {
		return nil, errors.New("the URL is not valid") // pgx's error quotes parts of it
	}
	if u, err := url.Parse(cfg.URL); err == nil && !u.Query().Has("pool_max_conns") {
		pc.MaxConns = defaultMaxConns
	}
	pc.ConnConfig.ConnectTimeout = 5 * time.Second
	// After a failover nothing closes the connections to the machine that is gone.
	pc.PingTimeout = 2 * time.Second
	// Compiling a query costs more than any search here.
	pc.ConnConfig.RuntimeParams["jit"] = "off"
	if err := trust(pc.ConnConfig, cfg.RootCert); err != nil {
		return nil, err
	}
	p := &pool{}
	if cfg.Credentials != nil {
		p.credentials = &rotating{read: cfg.Credentials}
		pc.BeforeConnect = func(ctx context.Context, c *pgx.ConnConfig) error {
			cred, err := p.credentials.get(ctx)
			c.User, c.Password = cred.User, cred.Password
			return err
		}
	}
	p.Pool, err = pgxpool.NewWithConfig(ctx, pc)
	return p, err
}

// with runs f on a connection. A new connection that is refused for its
// password is tried again with what the secret says then.
func (p *pool) with(ctx context.Context, f func(*pgxpool.Conn) error) error {
	conn, err := p.Acquire(ctx)
	for try := 0; try < refusals && p.credentials != nil && refused(err); try++ {
		if try > 0 {
			select {
			case <-time.After(time.Duration(try) * 500 * time.Millisecond):
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		p.credentials.forget()
		conn, err = p.Acquire(ctx)
	}
	if err != nil {
		return err
	}
	defer conn.Release()
	return f(conn)
}

// refused reports whether the server turned user or password down.
func refused(err error) bool {
	var pgErr *pgconn.PgError
	return errors.As(err, &pgErr) && (pgErr.Code == "28P01" || pgErr.Code == "28000")
}

// rdsRoots is Amazon RDS's certificate authorities; see NOTICE.md beside it.
//
//go:embed rds-roots.pem
var rdsRoots []byte

// trust sets the authorities that may vouch for the server.
func trust(c *pgx.ConnConfig, rootCert string) error {
	if c.TLSConfig == nil {
		return nil
	}
	roots, err := x509.SystemCertPool()
	if err != nil {
		roots = x509.NewCertPool()
	}
	pem := rdsRoots
	if rootCert != "" {
		roots = x509.NewCertPool()
		if pem, err = os.ReadFile(rootCert); err != nil {
			return err
		}
	}
	if !roots.AppendCertsFromPEM(pem) {
		return fmt.Errorf("%s holds no certificate", rootCert)
	}
	c.TLSConfig.RootCAs = roots
	for _, f := range c.Fallbacks {
		if f.TLSConfig != nil {
			f.TLSConfig.RootCAs = roots
		}
	}
	return nil
}
