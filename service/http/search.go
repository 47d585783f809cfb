package http

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/knwl-platform/infra/service"
)

type searchAnswer struct {
	TenantID string      `json:"tenantId"`
	Query    string      `json:"query"`
	Limit    int         `json:"limit"`
	Offset   int         `json:"offset"`
	Total    int         `json:"total"`
	Results  []hitAnswer `json:"results"`
}

type hitAnswer struct {
	DocumentID string   `json:"documentId"`
	Title      string   `json:"title"`
	Snippet    string   `json:"snippet"`
	Tags       []string `json:"tags"`
	Score      float64  `json:"score"`
	CreatedAt  string   `json:"createdAt"`
}

const (
	defaultLimit = 10
	maxLimit     = 50
	maxOffset    = 1 << 31 // no tenant has as many documents
)

func (h *Handler) searchDocuments(_ http.ResponseWriter, r *http.Request, _ *account) (work, error) {
	params := queryParams(r.URL.RawQuery)
	text := params.Get("q")
	if strings.TrimSpace(text) == "" {
		return nil, badRequest("q: missing or blank")
	}
	limit, err := intParam(params, "limit", defaultLimit, 1, maxLimit)
	if err != nil {
		return nil, err
	}
	offset, err := intParam(params, "offset", 0, 0, maxOffset)
	if err != nil {
		return nil, err
	}
	tenant, words := r.PathValue("tenantId"), service.QueryWords(text)
	return func(ctx context.Context) (int, any, error) {
		page, err := h.store.Search(ctx, service.Query{Tenant: tenant, Words: words, Limit: limit, Offset: offset})
		if err != nil {
			return 0, nil, err
		}
		answer := searchAnswer{tenant, text, limit, offset, page.Total, make([]hitAnswer, len(page.Hits))}
		for i, hit := range page.Hits {
			answer.Results[i] = hitAnswer{
				hit.ID, hit.Title, service.Snippet(hit.Document, words), hit.Tags, hit.Score, timestamp(hit.CreatedAt),
			}
		}
		return http.StatusOK, answer, nil
	}, nil
}

// queryParams parses a query. A semicolon is data, as in the original; net/url would drop its pair.
func queryParams(raw string) url.Values {
	params, _ := url.ParseQuery(strings.ReplaceAll(raw, ";", "%3B")) // a pair that is not valid is missing
	return params
}

func intParam(params url.Values, name string, fallback, min, max int) (int, error) {
	if !params.Has(name) {
		return fallback, nil
	}
	n, err := strconv.Atoi(params.Get(name))
	if err != nil || n < min || n > max {
		return 0, badRequest(fmt.Sprintf("%s: want a whole number from %d to %d", name, min, max))
	}
	return n, nil
}
