package postgres

import (
	"strconv"
	"strings"

	"github.com/knwl-platform/infra/service"
)

// maxVectorBytes keeps a document within PostgreSQL's limit of 1 MiB for a
// tsvector. What exceeds it, tens of thousands of different words, is kept but not found.
const maxVectorBytes = 1_000_000

// lexeme is what the index calls a word of a tenant. Words are letters and
// digits alone, so it needs no escaping inside quotes.
func lexeme(tenant int32, word string) string {
	return strconv.FormatInt(int64(tenant), 36) + "." + word
}

// vector writes a document as a tsvector: every word with its positions, the
// title's with weight A. PostgreSQL's own parser is not asked because it
// depends on the database's locale and takes paths, hosts and numbers for one
// word each; a search has to find the same documents in every store.
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

// tsquery joins a tenant's words by an operator.
func tsquery(tenant int32, words []string, operator string) string {
	quoted := make([]string, len(words))
	for i, w := range words {
		quoted[i] = "'" + lexeme(tenant, w) + "'"
	}
	return strings.Join(quoted, operator)
}
