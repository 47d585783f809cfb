package bench

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"golang.org/x/sync/errgroup"

	"github.com/google/uuid"

	"github.com/knwl-platform/infra/service"
	"github.com/knwl-platform/infra/service/storetest"
)

const (
	size           = 10_000  // documents of the measured tenant
	defaultContent = 200_000 // characters that a service accepts
)

// corpus generates documents and matching queries.
type corpus struct {
	name     string
	document func(r *rand.Rand) string
	query    func(r *rand.Rand) string
}

// seven is the original service's benchmark: 20 words per document, drawn from
// 7, so that each word is in 95 of 100 documents.
var seven = func() corpus {
	words := strings.Fields("alpha beta gamma delta epsilon zeta eta")
	pick := func(r *rand.Rand) string { return words[r.IntN(len(words))] }
	return corpus{
		name: "seven",
		document: func(r *rand.Rand) string {
			picked := make([]string, 20)
			for i := range picked {
				picked[i] = pick(r)
			}
			return strings.Join(picked, " ")
		},
		query: pick,
	}
}()

// zipf has the word frequencies of a natural language: 50,000 words, and 200
// words per document. A query has one or two words with the same frequencies,
// except the 100 most common ones, because nobody searches for "the".
var zipf = func() corpus {
	draw := func(r *rand.Rand) uint64 { return rand.NewZipf(r, 1.1, 2.7, 49_999).Uint64() }
	word := func(n uint64) string { return fmt.Sprintf("w%x", n*2654435761%(1<<32)) } // 7 to 9 characters
	rare := func(r *rand.Rand) string {
		for {
			if n := draw(r); n >= 100 {
				return word(n)
			}
		}
	}
	return corpus{
		name: "zipf",
		document: func(r *rand.Rand) string {
			z := rand.NewZipf(r, 1.1, 2.7, 49_999)
			picked := make([]string, 200)
			for i := range picked {
				picked[i] = word(z.Uint64())
			}
			return strings.Join(picked, " ")
		},
		query: func(r *rand.Rand) string {
			if r.IntN(2) == 0 {
				return rare(r)
			}
			return rare(r) + " " + rare(r)
		},
	}
}()

// text has real text: comments of the Go toolchain's sources. A query has two
// words of a document.
func text(b *testing.B) corpus {
	var contents []string
	for _, d := range storetest.GoDocuments(b) {
		if utf8.RuneCountInString(d.Content) <= defaultContent {
			contents = append(contents, d.Content)
		}
	}
	document := func(r *rand.Rand) string { return contents[r.IntN(len(contents))] }
	return corpus{
		name:     "text",
		document: document,
		query: func(r *rand.Rand) string {
			words := service.Words(document(r))
			return words[r.IntN(len(words))] + " " + words[r.IntN(len(words))]
		},
	}
}

// allSeven is a query of seven words that nearly every document has.
var allSeven = corpus{
	name: "seven-words", document: seven.document,
	query: func(*rand.Rand) string { return "alpha beta gamma delta epsilon zeta eta" },
}

// load adds n documents of a tenant to a store, many at once so that they share
// commits.
func (c corpus) load(b *testing.B, store service.Store, tenant string, n int) {
	b.Helper()
	var g errgroup.Group
	g.SetLimit(256)
	r := rand.New(rand.NewPCG(1, 2))
	for i := range n {
		d := service.Document{
			ID: uuid.Must(uuid.NewV7()).String(), Tenant: tenant, Title: fmt.Sprint("document ", i),
			Content: c.document(r), Tags: []string{}, CreatedAt: time.Now().UTC(),
		}
		g.Go(func() error { return store.Add(b.Context(), d) })
	}
	if err := g.Wait(); err != nil {
		b.Fatal(err)
	}
}
