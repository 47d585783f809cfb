// Package service is the knowledge service: tenants put documents in and find
// them again by full text.
//
// This package holds the domain: documents, what makes one valid, how text
// becomes words and a snippet, and the [Store] that keeps it all. The directories beside
// it each adapt it to one thing: http speaks the API, sqlite and postgres are
// stores, app reads the configuration and runs it all, cmd/knwl-service is
// the program.
package service

import (
	"context"
	"time"
)

// Document is what a tenant keeps. It never changes once it is stored.
type Document struct {
	ID        string // a UUID
	Tenant    string
	Title     string
	Content   string
	Tags      []string
	CreatedAt time.Time // UTC, whole milliseconds
}

// Query asks for one page of a tenant's documents that hold every one of some
// words, best first.
type Query struct {
	Tenant string
	Words  []string // from [QueryWords]; without words nothing matches
	Limit  int      // hits on the page, at least 1
	Offset int      // hits before the page, at least 0
}

// Page is the answer to a [Query].
type Page struct {
	Total int // all matches, not only those on the page
	Hits  []Hit
}

// Hit is a document that matches. Content is there for the snippet's sake.
type Hit struct {
	Document
	Score float64 // higher is better; comparable within one query only
}

// Store keeps documents. Its methods may be called from many goroutines.
type Store interface {
	// Add stores a document. Once it returns nil the document outlives a crash
	// of the process and of the machine, and every later Search finds it.
	Add(ctx context.Context, d Document) error

	// Search returns one page. Pages of one query neither overlap nor leave a
	// gap as long as no document is added, and hits of equal score keep their order.
	// Other tenants' documents change neither its result nor its speed.
	Search(ctx context.Context, q Query) (Page, error)

	// Counts returns the number of documents of each tenant that has any.
	// It is cheap: it does not count.
	Counts(ctx context.Context) (map[string]int64, error)

	// Ping says whether the store can answer now.
	Ping(ctx context.Context) error

	// Close waits for running calls and releases everything.
	Close() error
}
