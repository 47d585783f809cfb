// Package service is the knowledge service: tenants store documents and find
// them with full-text search.
//
// This package has the domain: documents, their validation, how text becomes
// words and a snippet, and the [Store] interface. The packages below it adapt
// it: http serves the API, sqlite and postgres are stores, app reads the
// configuration and runs the service, and cmd/knwl-service is the program.
package service

import (
	"context"
	"errors"
	"time"
)

// Document is a tenant's document. It is immutable once it is stored.
type Document struct {
	ID        string // a UUID
	Tenant    string
	Title     string
	Content   string
	Tags      []string
	CreatedAt time.Time // UTC, whole milliseconds
}

// Query asks for one page of those documents of a tenant that contain all of
// the terms in their titles, contents or tags, best first.
type Query struct {
	Tenant string
	Words  []Term // from [QueryWords]; without terms nothing matches
	Limit  int    // hits on the page, at least 1
	Offset int    // hits before the page, at least 0
}

// Page is the answer to a [Query].
type Page struct {
	Total int // number of all matches, not only those on the page
	Hits  []Hit

	bytes int // of the texts of Hits
}

// Hit is a document that matches. It includes the content because the snippet
// needs it.
type Hit struct {
	Document
	Score float64 // higher is better; comparable within one query only
}

// ErrUnavailable is wrapped by the error of a store that cannot do now what it could do later: its
// server is away, its disk is full or its file is damaged.
var ErrUnavailable = errors.New("the store is not available")

// Store stores documents. Its methods are safe for concurrent use. Their errors wrap
// [ErrUnavailable] if the cause is outside of the program.
type Store interface {
	// Add stores a document. Once it returns nil, the document survives a crash
	// of the process and of the machine, and every later Search finds it.
	Add(ctx context.Context, d Document) error

	// Search returns one page. While no document is added, the pages of a query
	// neither overlap nor leave a gap, and hits with equal scores keep their
	// order. Of a query with n words at least the newest 10,000/n matches are
	// ranked. Total counts all, and the pages after those that are ranked are
	// empty. Documents of other tenants affect neither the result nor the speed.
	Search(ctx context.Context, q Query) (Page, error)

	// Counts returns the number of documents of each tenant that has any. It is
	// cheap, because the store maintains the numbers.
	Counts(ctx context.Context) (map[string]int64, error)

	// Ping returns an error if the store cannot answer now.
	Ping(ctx context.Context) error

	// Close waits for running calls and releases all resources.
	Close() error
}

// Replicated is a [Store] that may have a read replica, which answers searches
// while it can. A document is found there some time after Add, usually less than
// a second.
type Replicated interface {
	// SearchedAt returns who answers searches now: "replica", or "primary" while
	// the replica is away. It returns "" without a replica.
	SearchedAt() string
}
