package postgres

import (
	"strconv"
	"strings"

	"github.com/knwl-platform/infra/service"
)

// maxVectorBytes keeps a document within PostgreSQL's limit of 1 MiB for a
// tsvector. Words beyond it, after tens of thousands of different ones, are
// stored but not found.
const maxVectorBytes = 1_000_000

// lexeme returns the index entry for a word of a tenant. It needs no escaping
// inside quotes, because words only have letters and digits.
func lexeme(tenant int32, word string) string {
	return strconv.FormatInt(int64(tenant), 36) + "." + word
}

// vector returns a document as a tsvector: every word with its positions, where
// words of the title have weight A. It does not use PostgreSQL's own parser,
// which depends on the database's locale and keeps paths, hosts and numbers
// whole: a search must find the same documents in every store.
func vector(tenant int32, d service.Document) (text string, length int) {
	positions := map[string][]string{}
	var order []string
	mark := func(words []string, weight string) {
		for _, w := range words {
			length++
			if positions[w] == nil {
				order = append(order, w)
			}
			if len(positions[w]) < 255 { // PostgreSQL keeps no more
				positions[w] = append(positions[w], strconv.Itoa(min(length, 16383))+weight)
			}
		}
	}
	mark(service.Words(d.Title), "A")
	mark(service.Words(d.Content), "")

	var b strings.Builder
	size := 0
	for _, w := range order {
		l := lexeme(tenant, w)
		if size += len(l) + 4 + 2*len(positions[w]); size > maxVectorBytes {
			break
		}
		b.WriteString("'" + l + "':" + strings.Join(positions[w], ",") + " ")
	}
	return b.String(), length
}

// tsquery joins a tenant's words with an operator.
func tsquery(tenant int32, words []string, operator string) string {
	quoted := make([]string, len(words))
	for i, w := range words {
		quoted[i] = "'" + lexeme(tenant, w) + "'"
	}
	return strings.Join(quoted, operator)
}
