package database

import (
	"fmt"
	"slices"
	"strings"
)

// CheckName returns an error if a word is reserved by PostgreSQL or RDS, so that neither a database
// nor a user can have it as its name. It does not check length and characters. [New] checks Args
// itself; call CheckName to report a mistake earlier, such as when you read the name from
// configuration.
func CheckName(word string) error {
	if strings.HasPrefix(word, "pg_") || slices.Contains(reserved, word) {
		return fmt.Errorf("is a reserved word of PostgreSQL or RDS; choose another, such as my_%s", word)
	}
	return nil
}

// reserved are the reserved words of SQL in PostgreSQL, and the databases and roles that RDS uses
// itself.
var reserved = strings.Fields(`
	all analyse analyze and any array as asc asymmetric authorization between binary both case cast
	check collate collation column concurrently constraint create cross current_catalog current_date
	current_role current_schema current_time current_timestamp current_user default deferrable desc
	distinct do else end except false fetch for foreign freeze from full grant group having ilike in
	initially inner intersect into is isnull join lateral leading left like limit localtime
	localtimestamp natural not notnull null offset on only or order outer overlaps placing primary
	references returning right select session_user similar some symmetric system_user table
	tablesample then to trailing true union unique user using variadic verbose when where window with
	db rds_ad rds_iam rds_password rds_replication rds_superuser rdsadmin rdsrepladmin rdstopmgr
	template0 template1`)
