package sqlite

import (
	"fmt"
	"math"
	"strings"

	"github.com/knwl-platform/infra/service"
)

// Each tenant has a full-text index of its own, so that the words of one tenant
// do not affect the search time and the ranking of another.
//
// FTS5's bm25 reads a document's length with a look-up for every match, which
// takes three quarters of a search. So the index does not store lengths
// (columnsize=0). Instead it has a column for each class of lengths, and a
// document is in the column of its class. bm25 multiplies the number of
// occurrences by the weight of their column, and the weights make the score
// that of BM25 with the length of the class: see weightScale.

const (
	classes   = 30  // of 8 to 32,768 words; bm25 spends time on each column
	perOctave = 2.5 // classes from a length to its double
	shortest  = 8

	// separator keeps a phrase from matching across fields. No query has it,
	// because it is not a letter.
	separator = "\uE000"

	k1, b = 1.2, 0.75 // of FTS5's bm25
)

// classOf returns the class of a length.
func classOf(words int) int {
	return min(classes-1, int(perOctave*math.Log2(float64(max(words, shortest))/shortest)))
}

// lengthOf returns a length in the middle of a class.
func lengthOf(class int) float64 {
	return shortest * math.Exp2((float64(class)+0.5)/perOctave)
}

// Without stored lengths bm25 computes f*(k1+1) / (f+c), where f is the weighted
// number of occurrences and c = k1*(1-b-b*classes/average). With the weight
// c/(k1*norm) this is n*(k1+1) / (n+k1*norm), the BM25 of n occurrences. The
// average must be exactly that of the index, because c may be close to 0; only
// for the averageWithoutRanking it is 0, and insert avoids that one.
const averageWithoutRanking = b * classes / (1 - b)

// weightScale returns c/k1 for an average length in tokens.
func weightScale(average float64) float64 { return 1 - b - b*classes/average }

// weightsSQL returns the weights of all columns, from the parameters
// weightScale and b/average. SQLite computes them once for a search.
func weightsSQL(scale, perToken string) string {
	var list strings.Builder
	for class := range classes {
		fmt.Fprintf(&list, ", %s / (%g + %s * %.6g)", scale, 1-b, perToken, lengthOf(class))
	}
	return list.String()
}

// tokensOf returns the tokens to index, and the number of words among them.
func tokensOf(d service.Document) (tokens []string, words int) {
	for i, field := range service.Fields(d) {
		if i > 0 {
			tokens = append(tokens, separator)
		}
		tokens = append(tokens, field...)
		words += len(field)
	}
	return tokens, words
}

// index returns the name of a tenant's index.
func index(number int64) string { return fmt.Sprintf("text_%d", number) }

// createIndexSQL creates a tenant's index. It is contentless, because the
// documents are in their own table. The tokenizer "ascii" is enough, because
// the tokens are already folded and separated by spaces.
func createIndexSQL(number int64) string {
	var columns strings.Builder
	for class := range classes {
		fmt.Fprintf(&columns, "length_%d, ", class)
	}
	return fmt.Sprintf(`CREATE VIRTUAL TABLE %s USING fts5(%scontent='', columnsize=0, tokenize='ascii')`,
		index(number), columns.String())
}

// matchOf returns an FTS5 query. It is safe, because words only have letters,
// digits and marks.
func matchOf(terms []service.Term) string {
	var match strings.Builder
	for _, t := range terms {
		match.WriteString(`"` + strings.Join(t.Words, " ") + `" `)
		if t.Prefix {
			match.WriteString(`* `)
		}
	}
	return match.String()
}
