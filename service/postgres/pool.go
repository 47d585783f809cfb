package postgres

import (
	"context"
	"crypto/x509"
	_ "embed"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"go.opentelemetry.io/otel/metric"
)

// Config configures the connection to the database.
type Config struct {
	// URL is a postgres:// URL with sslmode. pool_max_conns in it limits the
	// connections of this process to each server. Default: 10.
	URL string
	// ReadURL is the URL of a read replica, which then answers searches while it
	// can. Default: "", for none.
	ReadURL string
	// Credentials, if not nil, returns the user and password to use instead of
	// the URL's. It is called once at the start, and again whenever the server
	// rejects them for a new connection.
	Credentials func(context.Context) (Credentials, error)
	// Token, if not nil, returns the password of the URL's user on a server,
	// such as "db:5432". It is called for every new connection, because a token
	// is only valid for some minutes. Connections stay open after that.
	Token func(ctx context.Context, server string) (string, error)
	// RootCert is a PEM file of the certificate authorities to trust with
	// sslmode=verify-full. Default: Amazon RDS's and the system's.
	RootCert string
	// Meter gets the metrics of the connections. Default: nil, for none.
	Meter metric.Meter
}

// Credentials are the user and password of a connection.
type Credentials struct{ User, Password string }

// pool is a connection pool that supports password rotation. After a rotation
// open connections keep working. Only when the server rejects a new connection
// is the password read again.
type pool struct {
	*pgxpool.Pool
	renew func() // nil if the URL has the credentials
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
	switch {
	case cfg.Credentials != nil:
		credentials := &rotating{read: cfg.Credentials}
		p.renew = credentials.forget
		pc.BeforeConnect = func(ctx context.Context, c *pgx.ConnConfig) error {
			cred, err := credentials.get(ctx)
			c.User, c.Password = cred.User, cred.Password
			return err
		}
	case cfg.Token != nil:
		p.renew = func() {} // the next connection has a token of its own
		pc.BeforeConnect = func(ctx context.Context, c *pgx.ConnConfig) (err error) {
			c.Password, err = cfg.Token(ctx, net.JoinHostPort(c.Host, strconv.Itoa(int(c.Port))))
			return err
		}
	}
	p.Pool, err = pgxpool.NewWithConfig(ctx, pc)
	return p, err
}

// with runs f on a connection. If the server rejects the credentials of a new
// connection, with renews them and retries.
func (p *pool) with(ctx context.Context, f func(*pgxpool.Conn) error) error {
	conn, err := p.Acquire(ctx)
	for try := 0; try < refusals && p.renew != nil && refused(err); try++ {
		if try > 0 {
			select {
			case <-time.After(time.Duration(try) * 500 * time.Millisecond):
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		p.renew()
		conn, err = p.Acquire(ctx)
	}
	if err != nil {
		return unavailable(err, true)
	}
	defer conn.Release()
	err = f(conn)
	return unavailable(err, conn.Conn().IsClosed())
}

// refused reports whether the server rejected the user, the password or the token.
func refused(err error) bool {
	server, ok := errors.AsType[*pgconn.PgError](err)
	return ok && (server.Code == "28P01" || server.Code == "28000")
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
