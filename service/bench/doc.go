// Package bench measures the service. It has tests alone; see `make bench`
// and docs/performance.md.
package bench
