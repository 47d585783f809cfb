package postgres

import (
	"fmt"
	"strings"

	"github.com/knwl-platform/infra/service"
)

// scoreSQL returns the BM25 score of a document as SQL, with the parameters of
// the original: k1 1.2, b 0.75, and a word that more than half of the documents
// have counts next to nothing. first is the number of the first term's
// parameter, and limit that of the number of documents to count for the inverse
// document frequency.
//
// The frequency is a subquery that PostgreSQL runs once for a search. A query of
// one term needs none, because it does not change the order.
func scoreSQL(terms []service.Term, first, limit int) string {
	scores := make([]string, len(terms))
	for i, t := range terms {
		query := fmt.Sprintf("$%d::tsquery", first+i)
		idf := "1::float8"
		if len(terms) > 1 {
			idf = fmt.Sprintf(`(SELECT greatest(0.000001, ln((greatest(documents, n) - n + 0.5) / (n + 0.5))) FROM corpus,
				(SELECT count(*)::float8 AS n FROM (SELECT FROM document WHERE words @@ %s LIMIT $%d) AS f) AS g)`,
				query, limit)
		}
		scores[i] = fmt.Sprintf(`%s / (1 + %s / %s)`, idf, normSQL, occurrencesSQL(t, query))
	}
	return strings.Join(scores, " + ")
}

const normSQL = `(0.3::float8 + length * (SELECT 0.9 / average FROM corpus))`

// occurrencesSQL returns how often a document has a term. For a word, ts_rank
// is a tenth of the sum of 1/i² for i up to that number, divided by the sum's
// limit π²/6. What is missing from the limit is nearly 1/(n+0.5), and inverting
// it is faster than ts_rank_cd, which also counts phrases and prefixes.
func occurrencesSQL(t service.Term, query string) string {
	if t.Prefix || len(t.Words) > 1 {
		return fmt.Sprintf(`ts_rank_cd('{1,1,1,1}', words, %s)::float8`, query)
	}
	return fmt.Sprintf(`(1 / (1.6449340668::float8 - 16.449340668::float8 * ts_rank(words, %s)) - 0.5::float8)`, query)
}
