package postgres

import (
	"strconv"
	"strings"

	"github.com/knwl-platform/infra/service"
)

const (
	// maxVectorBytes keeps a document within PostgreSQL's limit of 1 MiB for a
	// tsvector. Words beyond it, after tens of thousands of different ones, are
	// stored but not found.
	maxVectorBytes = 1_000_000

	// vectorVersion is what schema_2.sql says about versions.
	vectorVersion = 2

	maxPosition  = 16383 // PostgreSQL turns a higher one into this one
	maxPositions = 255   // of a word, the same
)

// lexeme returns the index entry for a word of a tenant in quotes. It needs no
// escaping, because words only have letters, digits and marks.
func lexeme(tenant int32, word string) string {
	return "'" + strconv.FormatInt(int64(tenant), 36) + "." + word + "'"
}

// vector returns a document as a tsvector: every word with its positions. It
// does not use PostgreSQL's own parser, which depends on the database's locale
// and keeps paths, hosts and numbers whole: a search must find the same
// documents in every store.
func vector(tenant int32, d service.Document) (text string, length int) {
	positions := map[string][]string{}
	var order []string
	place := 0
	for _, field := range service.Fields(d) {
		for _, w := range field {
			if positions[w] == nil {
				order = append(order, w)
			}
			if len(positions[w]) < maxPositions {
				// In a long document the positions start again. So a word that
				// comes late still counts, and a phrase is still in a row.
				positions[w] = append(positions[w], strconv.Itoa(place%maxPosition+1))
			}
			length++
			place++
		}
		place++ // a phrase does not match across fields
	}
	var b strings.Builder
	size := 0
	for _, w := range order {
		l := lexeme(tenant, w)
		if size += len(l) + 2 + 2*len(positions[w]); size > maxVectorBytes {
			break
		}
		b.WriteString(l + ":" + strings.Join(positions[w], ",") + " ")
	}
	return b.String(), length
}

// tsquery returns a term as a tsquery.
func tsquery(tenant int32, t service.Term) string {
	lexemes := make([]string, len(t.Words))
	for i, w := range t.Words {
		lexemes[i] = lexeme(tenant, w)
	}
	query := strings.Join(lexemes, "<->")
	if t.Prefix {
		query += ":*"
	}
	return query
}
