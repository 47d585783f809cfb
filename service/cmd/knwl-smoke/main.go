// Command knwl-smoke checks a running service at a URL: health, ingest, search
// and the isolation of tenants. It leaves a document named "smoke test" behind.
//
//	API_KEYS_JSON='{"key":["tenant"]}' knwl-smoke https://...
//
// API_KEYS_JSON is the service's setting, or a part of it. Default: the setting
// of knwl-demo.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/knwl-platform/infra/service/internal/client"
)

const demoKeys = `{"key_t1":["t1"],"key_admin":["t1","t2"]}`

func main() {
	base, keys, err := arguments(os.Args[1:], os.Getenv("API_KEYS_JSON"))
	if err != nil {
		fmt.Fprintln(os.Stderr, "knwl-smoke:", err)
		os.Exit(2)
	}
	if !smoke(context.Background(), base, keys) {
		os.Exit(1)
	}
}

func arguments(args []string, keysJSON string) (base string, keys map[string][]string, err error) {
	var errs []error
	if len(args) != 1 {
		return "", nil, errors.New("want one argument, the service's URL: make smoke URL=http://localhost:8000")
	}
	base = args[0]
	if u, err := url.Parse(base); err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		errs = append(errs, fmt.Errorf("URL: got %q, want it to begin with http:// or https://", base))
	}
	if keysJSON == "" {
		keysJSON = demoKeys
	}
	if json.Unmarshal([]byte(keysJSON), &keys) != nil || len(keys) == 0 {
		errs = append(errs, errors.New(`API_KEYS_JSON: not shown; want a JSON object such as {"key":["tenant"]}`))
	}
	return base, keys, errors.Join(errs...)
}

// smoke runs every check and prints one line for each.
func smoke(ctx context.Context, base string, keys map[string][]string) bool {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	passed := true
	for _, check := range []struct {
		name string
		run  func(context.Context, string, map[string][]string) error
	}{
		{"health", health}, {"ingest and search", ingestAndSearch}, {"isolation", isolation},
	} {
		start := time.Now()
		if err := check.run(ctx, base, keys); err != nil {
			fmt.Printf("FAIL  %-18s %v\n", check.name, err)
			passed = false
			continue
		}
		fmt.Printf("ok    %-18s %d ms\n", check.name, time.Since(start).Milliseconds())
	}
	return passed
}

func health(ctx context.Context, base string, _ map[string][]string) error {
	return errors.Join(
		client.Client{Base: base}.Get(ctx, "/api/v1/health", nil),
		client.Client{Base: base}.Get(ctx, "/readyz", nil),
	)
}

// first returns a key and a tenant that it may access.
func first(keys map[string][]string) (key, tenant string) {
	for _, key := range slices.Sorted(maps.Keys(keys)) {
		if len(keys[key]) > 0 {
			return key, keys[key][0]
		}
	}
	return "", ""
}

func ingestAndSearch(ctx context.Context, base string, keys map[string][]string) error {
	key, tenant := first(keys)
	c := client.Client{Base: base, Key: key}
	word := "w" + strings.ReplaceAll(uuid.NewString(), "-", "")
	id, err := c.Add(ctx, tenant, "smoke test", "This document holds "+word+".", "smoke")
	if err != nil {
		return fmt.Errorf("adding a document to %s: %w", tenant, err)
	}
	page, err := c.Search(ctx, tenant, word)
	if err != nil {
		return fmt.Errorf("searching %s: %w", tenant, err)
	}
	marked := "<b>" + word + "</b>"
	if page.Total != 1 || page.Results[0].DocumentID != id || !strings.Contains(page.Results[0].Snippet, marked) {
		return fmt.Errorf("searching %s for the document just added gives %+v", tenant, page)
	}
	return noOtherTenantFinds(ctx, base, keys, tenant, word)
}

func noOtherTenantFinds(ctx context.Context, base string, keys map[string][]string, owner, word string) error {
	for key, tenants := range keys {
		for _, tenant := range tenants {
			if tenant == owner {
				continue
			}
			page, err := client.Client{Base: base, Key: key}.Search(ctx, tenant, word)
			if err != nil || page.Total != 0 {
				return fmt.Errorf("%s searches for what %s added: %d found, %v", tenant, owner, page.Total, err)
			}
		}
	}
	return nil
}

// isolation checks that requests are rejected without a key, with a wrong key,
// and for every tenant that a key may not access.
func isolation(ctx context.Context, base string, keys map[string][]string) error {
	_, tenant := first(keys)
	errs := []error{
		refused(ctx, base, "", tenant, 401),
		refused(ctx, base, "no-such-key", tenant, 401),
	}
	tenants := []string{"no-such-tenant"}
	for _, opens := range keys {
		tenants = append(tenants, opens...)
	}
	for key, opens := range keys {
		for _, tenant := range tenants {
			if !slices.Contains(opens, tenant) {
				errs = append(errs, refused(ctx, base, key, tenant, 403))
			}
		}
	}
	return errors.Join(errs...)
}

func refused(ctx context.Context, base, key, tenant string, want int) error {
	_, err := client.Client{Base: base, Key: key}.Search(ctx, tenant, "anything")
	var answer *client.Error
	if errors.As(err, &answer) && answer.Status == want {
		return nil
	}
	if err == nil {
		return fmt.Errorf("searching %s without the right key was ALLOWED, want status %d", tenant, want)
	}
	return fmt.Errorf("searching %s without the right key: %w, want status %d", tenant, err, want)
}
