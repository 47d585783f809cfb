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

// Config configures the connection to the database.
type Config struct {
	// URL is a postgres:// URL with sslmode. pool_max_conns in it limits the
	// connections of this process. Default: 10.
	URL string
	// Credentials, if not nil, returns the user and password to use instead of
	// the URL's. It is called once at the start, and again whenever the server
	// rejects them for a new connection.
	Credentials func(context.Context) (Credentials, error)
	// RootCert is a PEM file of the certificate authorities to trust with
	// sslmode=verify-full. Default: Amazon RDS's and the system's.
	RootCert string
}

// Credentials are the user and password of a connection.
type Credentials struct{ User, Password string }

// pool is a connection pool that supports password rotation. After a rotation
// open connections keep working. Only when the server rejects a new connection
// is the password read again.
type pool struct {
	*pgxpool.Pool
	credentials *rotating // nil if the URL has the credentials
}

const (
	defaultMaxConns = 10
	refusals        = 4 // retries, because RDS updates the secret some time after the database
)

func newPool(ctx context.Context, cfg Config) (*pool, error) {
	pc, err := pgxpool.ParseConfig(cfg.URL)
	if err != nil {
		return nil, errors.New("the URL is not valid") // pgx's error would show parts of it
	}
	if u, err := url.Parse(cfg.URL); err == nil && !u.Query().Has("pool_max_conns") {
		pc.MaxConns = defaultMaxConns
	}
	pc.ConnConfig.ConnectTimeout = 5 * time.Second
	// After a failover nothing closes the connections to the failed machine.
	pc.PingTimeout = 2 * time.Second
	// Compiling a query takes longer than any search here.
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

// with runs f on a connection. If the server rejects the credentials of a new
// connection, with reads the secret again and retries.
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
		return unavailable(err, true)
	}
	defer conn.Release()
	err = f(conn)
	return unavailable(err, conn.Conn().IsClosed())
}

// refused reports whether the server rejected the user or the password.
func refused(err error) bool {
	var pgErr *pgconn.PgError
	return errors.As(err, &pgErr) && (pgErr.Code == "28P01" || pgErr.Code == "28000")
}

// rdsRoots are Amazon RDS's certificate authorities; see NOTICE.md.
//
//go:embed rds-roots.pem
var rdsRoots []byte

// trust sets the certificate authorities that verify the server.
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
