package app

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// env reads settings and collects all mistakes, so that the user sees them at
// once. An empty variable counts as not set, because task definitions and
// shells cannot always omit a variable.
type env struct {
	lookup func(string) string
	errs   []error
}

func (e *env) err() error { return errors.Join(e.errs...) }

// reject records a mistake. The message has the rule and the remedy, and the
// value only if it is not a secret.
func (e *env) reject(name, format string, args ...any) {
	e.errs = append(e.errs, fmt.Errorf("%s: %s", name, fmt.Sprintf(format, args...)))
}

func (e *env) string(name, fallback string) string {
	if v := e.lookup(name); v != "" {
		return v
	}
	return fallback
}

func (e *env) int(name string, fallback, min, max int) int {
	v := e.lookup(name)
	if v == "" {
		return fallback
	}
	n, err := strconv.Atoi(v)
	if err != nil || n < min || n > max {
		e.reject(name, "got %q, want a whole number from %d to %d; leave it unset for %d", v, min, max, fallback)
		return fallback
	}
	return n
}

func (e *env) duration(name string, fallback, max time.Duration) time.Duration {
	v := e.lookup(name)
	if v == "" {
		return fallback
	}
	d, err := time.ParseDuration(v)
	if err != nil || d < 0 || d > max {
		e.reject(name, "got %q, want a duration from 0s to %s such as 5s; leave it unset for %s", v, max, fallback)
		return fallback
	}
	return d
}

func (e *env) oneOf(name, fallback string, allowed ...string) string {
	v := e.lookup(name)
	if v == "" {
		return fallback
	}
	for _, a := range allowed {
		if strings.EqualFold(v, a) {
			return a
		}
	}
	e.reject(name, "got %q, want one of %s; leave it unset for %s", v, strings.Join(allowed, ", "), fallback)
	return fallback
}
