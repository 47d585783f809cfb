package postgres

import (
	"fmt"
	"strings"

	"github.com/knwl-platform/infra/service"
)

// scoreSQL returns the BM25 score of a document as SQL, with the parameters of
// the original: k1 1.2, b 0.75, and a word that more than half of the documents
// have counts next to nothing. first is the number of the first term's
// parameter.
//
// The inverse document frequency is a subquery that PostgreSQL runs once for a
// search. A query of one term needs none, because it does not change the order.
func scoreSQL(terms []service.Term, first int) string {
	scores := make([]string, len(terms))
	for i, t := range terms {
		query := fmt.Sprintf("$%d::tsquery", first+i)
		idf := "1"
		if len(terms) > 1 {
			idf = fmt.Sprintf(`(SELECT greatest(0.000001::float8, ln((greatest(documents, n) - n + 0.5) / (n + 0.5))::float8)
				FROM corpus, (SELECT count(*) AS n FROM document WHERE words @@ %s) AS having_it)`, query)
		}
		scores[i] = fmt.Sprintf(`%[1]s * 2.2::float8 / (1 + %[2]s / %[3]s)`, idf, normSQL, occurrencesSQL(t, query))
	}
	return strings.Join(scores, " + ")
}

const normSQL = `(0.3::float8 + length * (SELECT 0.9 / average FROM corpus))`

// occurrencesSQL returns how often a document has a term. For a word, ts_rank
// is the sum of 1/i² for i up to that number, divided by its limit π²/6, and
// inverting it is faster than counting with ts_rank_cd, which also counts
// phrases and prefixes.
func occurrencesSQL(t service.Term, query string) string {
	if t.Prefix || len(t.Words) > 1 {
		return fmt.Sprintf(`ts_rank_cd('{1,1,1,1}', words, %s)::float8`, query)
	}
	return fmt.Sprintf(`round(1 / (1.6449340668482264::float8 * (1 - ts_rank('{1,1,1,1}', words, %s)::float8)) - 0.5)`,
		query)
}
