// Package bench measures the service. It only has benchmarks; see `make bench`
// and docs/performance.md.
package bench
