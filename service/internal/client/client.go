// Package client is the HTTP client that the project's own commands use.
package client

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// Client sends requests to one service with one key.
type Client struct {
	Base string // such as http://localhost:8000
	Key  string // if empty, no key is sent
}

// Error is an answer with an unexpected status.
type Error struct {
	Status    int
	Detail    string
	RequestID string // identifies the request in the service's log
}

func (e *Error) Error() string {
	return fmt.Sprintf("status %d: %s (request %s)", e.Status, e.Detail, e.RequestID)
}

// Page is a page of search results, with only the fields that the commands use.
type Page struct {
	Total   int
	Results []struct{ DocumentID, Title, Snippet string }
}

// Get requests a path and decodes the answer into out, unless out is nil.
func (c Client) Get(ctx context.Context, path string, out any) error {
	return c.do(ctx, "GET", path, nil, http.StatusOK, out)
}

// Add stores a document and returns its id.
func (c Client) Add(ctx context.Context, tenant, title, content string, tags ...string) (string, error) {
	body, err := json.Marshal(map[string]any{"title": title, "content": content, "tags": append([]string{}, tags...)})
	if err != nil {
		return "", err
	}
	var created struct{ DocumentID string }
	err = c.do(ctx, "POST", documents(tenant), body, http.StatusCreated, &created)
	return created.DocumentID, err
}

// Search returns the first page of a tenant's matches.
func (c Client) Search(ctx context.Context, tenant, query string) (Page, error) {
	var page Page
	err := c.Get(ctx, SearchPath(tenant, query), &page)
	return page, err
}

// SearchPath returns the path of a search.
func SearchPath(tenant, query string) string {
	return documents(tenant) + "/search?q=" + url.QueryEscape(query)
}

func documents(tenant string) string {
	return "/api/v1/tenants/" + url.PathEscape(tenant) + "/documents"
}

func (c Client) do(ctx context.Context, method, path string, body []byte, want int, out any) error {
	req, err := http.NewRequestWithContext(ctx, method, strings.TrimSuffix(c.Base, "/")+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	if c.Key != "" {
		req.Header.Set("X-API-Key", c.Key)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != want {
		failure := &Error{Status: resp.StatusCode, RequestID: resp.Header.Get("X-Request-Id")}
		if json.NewDecoder(resp.Body).Decode(failure) != nil {
			failure.Detail = "no detail, perhaps a proxy's answer"
		}
		return failure
	}
	if out == nil {
		return nil
	}
	return json.NewDecoder(resp.Body).Decode(out)
}
