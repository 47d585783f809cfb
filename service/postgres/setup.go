package postgres

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// tables are those that the master user may own, because it ran the service before the service had a
// user of its own.
var tables = []string{"document", "reindex", "schema_version", "tenant"}

// Setup makes the user of the service, which logs in by IAM, and gives it the rights that it needs. It
// uses master only if something is missing: after a rotation, master may have an old password for some
// seconds. It returns whether it changed anything. Any number of tasks may call it at once.
//
// It rejects a user that exists and cannot log in, logs in without IAM, or has rights beyond the database.
func Setup(ctx context.Context, service, master Config) (changed bool, err error) {
	user, err := userOf(service.URL)
	if err != nil {
		return false, err
	}
	masterUser, err := userOf(master.URL)
	if err != nil {
		return false, err
	}
	if isSetUp(ctx, service, user, masterUser) {
		return false, nil
	}
	run := func(tx pgx.Tx) error {
		s := setup{tx, user, pgx.Identifier{user}.Sanitize(), masterUser}
		changed, err = s.run(ctx)
		return err
	}
	err = transact(ctx, master, run)
	if existsNow(err) {
		err = transact(ctx, master, run)
	}
	if err != nil {
		return false, fmt.Errorf("PostgreSQL, setting up the user %s: %w", user, err)
	}
	return changed, nil
}

// existsNow reports whether another transaction has just made what this one makes. The lock of a setup is
// of one database, but the user is of all databases of the server.
func existsNow(err error) bool {
	const duplicate, notUnique = "42710", "23505" // the second, if the other had not committed yet
	server, ok := errors.AsType[*pgconn.PgError](err)
	return ok && (server.Code == duplicate || server.Code == notUnique)
}

func userOf(databaseURL string) (string, error) {
	u, err := url.Parse(databaseURL)
	if err != nil || u.User.Username() == "" {
		return "", errors.New("the database URL has no user")
	}
	user := u.User.Username()
	if len(user) > longestName {
		return "", fmt.Errorf("the user %q has %d bytes, but PostgreSQL keeps %d; choose a shorter one",
			user, len(user), longestName)
	}
	return user, nil
}

const longestName = 63 // of a role, in bytes

// isSetUp reports whether the service's user can log in and has its rights, and none beyond. An error is
// a reason to try with the master user, whose error then says more.
func isSetUp(ctx context.Context, service Config, user, master string) bool {
	var ready bool
	err := transact(ctx, service, func(tx pgx.Tx) error {
		if beyond, err := rightsBeyond(ctx, tx, user, master); err != nil || len(beyond) > 0 {
			return err
		}
		return tx.QueryRow(ctx, `SELECT has_schema_privilege('public', 'CREATE') AND NOT EXISTS (
			SELECT FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relname = ANY ($1)
			AND pg_get_userbyid(relowner) <> current_user)`, tables).Scan(&ready)
	})
	return err == nil && ready
}

// unlimited are roles whose members reach the server's files and programs, or all data. The master user is
// another.
var unlimited = []string{
	"pg_execute_server_program", "pg_read_all_data", "pg_read_server_files", "pg_write_all_data",
	"pg_write_server_files", "rds_replication", "rds_superuser",
}

// rightsBeyond returns the attributes and the unlimited roles of user and of all roles that it is a member of.
func rightsBeyond(ctx context.Context, tx pgx.Tx, user, master string) (rights []string, err error) {
	err = tx.QueryRow(ctx, `SELECT array_agg(DISTINCT name ORDER BY name) FROM pg_roles, LATERAL (VALUES
		('SUPERUSER', rolsuper), ('CREATEROLE', rolcreaterole), ('CREATEDB', rolcreatedb),
		('REPLICATION', rolreplication), ('BYPASSRLS', rolbypassrls),
		(rolname::text, rolname = ANY ($2) OR rolname = $3)) AS a (name, has)
		WHERE has AND pg_has_role($1, oid, 'MEMBER')`, user, unlimited, master).Scan(&rights)
	return rights, err
}

// transact runs f in a transaction on a connection of its own. It does not try again.
func transact(ctx context.Context, cfg Config, f func(pgx.Tx) error) error {
	pool, err := newPool(ctx, cfg)
	if err != nil {
		return err
	}
	defer pool.Close()
	return pgx.BeginFunc(ctx, pool.Pool, f)
}

// newCreator names a role that makes the service's user and ends with the transaction. From PostgreSQL 16 on,
// who makes a role is a member of it, and cannot revoke that, because a superuser grants it. If the master user
// were that member, it would be an indirect member of rds_iam, whose passwords are not accepted.
// Its name is random, so that no other role has it.
func newCreator() string { return "knwl_setup_" + rand.Text() }

// setup is a run of Setup as the master user, in a transaction. On RDS that user is no superuser, but
// it may create roles and owns the database.
type setup struct {
	pgx.Tx
	user   string
	quoted string // as an identifier of SQL
	master string
}

func (s setup) run(ctx context.Context) (changed bool, err error) {
	// Tasks that start at once wait for one another, and for migrations.
	if _, err := s.Exec(ctx, `SELECT pg_advisory_xact_lock($1)`, migrationLock); err != nil {
		return false, err
	}
	exists, err := s.checkUser(ctx)
	if err != nil {
		return false, err
	}
	// A table that others read for long is no reason to keep new readers waiting behind this.
	if err := s.execute(ctx, `SET LOCAL lock_timeout = '5s'`); err != nil {
		return false, err
	}
	creator := newCreator()
	if !exists {
		changed = true
		if err := s.execute(ctx, `CREATE ROLE `+creator+` CREATEROLE`, `GRANT `+creator+` TO CURRENT_USER`,
			`SET LOCAL ROLE `+creator, `CREATE ROLE `+s.quoted+` LOGIN`, `RESET ROLE`,
			`GRANT rds_iam TO `+s.quoted); err != nil {
			return false, err
		}
	}
	var creates bool
	if err := s.QueryRow(ctx, `SELECT has_schema_privilege($1, 'public', 'CREATE')`, s.user).Scan(&creates); err != nil {
		return false, err
	}
	if !creates {
		changed = true
		if err := s.execute(ctx, `GRANT USAGE, CREATE ON SCHEMA public TO `+s.quoted); err != nil {
			return false, err
		}
	}
	moved, err := s.takeTables(ctx)
	if err == nil && !exists {
		err = s.execute(ctx, `DROP ROLE `+creator)
	}
	return changed || moved, err
}

func (s setup) execute(ctx context.Context, statements ...string) error {
	for _, statement := range statements {
		if _, err := s.Exec(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}

// checkUser reports whether the role exists. It rejects one that cannot be the service's user: one that
// cannot log in, one with rights beyond the database, and one that logs in without IAM. Another program may
// use that one, and neither it nor the role's members could log in with a password after GRANT rds_iam.
func (s setup) checkUser(ctx context.Context) (exists bool, err error) {
	var login, super, iam, hasMembers bool
	err = s.QueryRow(ctx, `SELECT rolcanlogin, rolsuper, pg_has_role(oid, 'rds_iam', 'MEMBER'),
		EXISTS (SELECT FROM pg_auth_members WHERE roleid = pg_roles.oid) FROM pg_roles WHERE rolname = $1`,
		s.user).Scan(&login, &super, &iam, &hasMembers)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return false, nil
	case err != nil:
		return false, err
	case !login:
		return true, errors.New("the role exists and cannot log in; choose another user for the service")
	case super:
		return true, errors.New("the role exists and is a superuser; choose another user for the service")
	case !iam && hasMembers:
		return true, errors.New("the role exists and has members, who could no longer log in with their passwords " +
			"once it logs in by IAM; choose another user for the service")
	case !iam:
		return true, errors.New("the role exists and does not log in by IAM; choose another user for the service, " +
			"or grant it rds_iam, which ends its logins by password")
	}
	rights, err := rightsBeyond(ctx, s, s.user, s.master)
	if err == nil && len(rights) > 0 {
		err = fmt.Errorf("the role exists and has rights that reach beyond the database: %s; revoke them, or choose "+
			"another user for the service", strings.Join(rights, ", "))
	}
	return true, err
}

// takeTables makes the user the owner of the tables, because only an owner may alter a table in a
// migration. Old tasks go on working as the master user, which keeps its rights.
func (s setup) takeTables(ctx context.Context) (moved bool, err error) {
	var owned []string
	var other *string
	if err := s.QueryRow(ctx, `SELECT array_agg(relname ORDER BY relname),
		min(pg_get_userbyid(relowner)) FILTER (WHERE pg_get_userbyid(relowner) <> CURRENT_USER)
		FROM pg_class WHERE relnamespace = 'public'::regnamespace
		AND relname = ANY ($1) AND pg_get_userbyid(relowner) <> $2`, tables, s.user).Scan(&owned, &other); err != nil {
		return false, err
	}
	switch {
	case len(owned) == 0:
		return false, nil
	case other != nil:
		return false, fmt.Errorf("the tables %s belong to %q, and only the master user's can be given to another user; "+
			"choose %[2]q for the service", strings.Join(owned, ", "), *other)
	}
	// Only a member of a role may give a table to it. The membership ends with the transaction.
	if err := s.execute(ctx, `GRANT `+s.quoted+` TO CURRENT_USER`); err != nil {
		return false, fmt.Errorf("the tables %s belong to the master user, who may only give them to a user that does not "+
			"exist yet; choose another user for the service: %w", strings.Join(owned, ", "), err)
	}
	var statements []string
	for _, table := range owned {
		table = pgx.Identifier{"public", table}.Sanitize()
		statements = append(statements,
			`ALTER TABLE `+table+` OWNER TO `+s.quoted,
			`GRANT SELECT, INSERT, UPDATE, DELETE ON `+table+` TO CURRENT_USER`)
	}
	return true, s.execute(ctx, append(statements, `REVOKE `+s.quoted+` FROM CURRENT_USER`)...)
}
